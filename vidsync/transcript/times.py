"""Checks of the times and texts of a transcript's items."""

from __future__ import annotations

from math import isfinite
from typing import Protocol

from vidsync.errors import InputError, TimingError


class Timed(Protocol):
    """Anything with a start and an end in seconds."""

    @property
    def start(self) -> float:
        """Start in seconds."""

    @property
    def end(self) -> float:
        """End in seconds."""


def check_unicode(text: str, name: str) -> None:
    """Refuse text with half of a surrogate pair.

    Raises:
        InputError: the text is not valid Unicode; names it.
    """
    if not is_valid_unicode(text):
        raise InputError(
            f"{name} contains half of a surrogate pair, which is not a character",
            hint="decode the text as UTF-16, or as JSON, first",
        )


def is_valid_unicode(text: str) -> bool:
    """Tell whether a text has no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_times(item: Timed, name: str, earliest: float, latest: float) -> None:
    """Refuse times that are not finite, not in order or out of range.

    Args:
        item: the item.
        name: what an error calls it.
        earliest: its start is not before this time, in seconds.
        latest: its end is not after this time, in seconds.

    Raises:
        TimingError: a time breaks one of these rules; names the item and the field.
    """
    for field, value in (("start", item.start), ("end", item.end)):
        if not isfinite(value):
            raise TimingError(f"{name}: {field} is {value!r}, not a number of seconds")
        if value < 0:
            raise TimingError(f"{name}: {field} is {value:g} s, before the audio begins")
        if value > latest:
            raise TimingError(
                f"{name}: {field} is {value:g} s, past the audio's end at {latest:g} s"
            )
    if item.end < item.start:
        raise TimingError(f"{name}: end {item.end:g} s is before start {item.start:g} s")
    if item.start < earliest:
        raise TimingError(
            f"{name}: start {item.start:g} s is before the one before it, at {earliest:g} s"
        )


def shorten(text: str) -> str:
    """Return a text for a message, quoted and at most 24 characters long."""
    return repr(text if len(text) <= 24 else text[:23] + "…")
