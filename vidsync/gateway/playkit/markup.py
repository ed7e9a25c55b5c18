"""The marks in a text that PlayKit turns into pauses and sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vidsync.gateway.refusal import Refusal

# Marks that the service takes out of the text and turns into silence, or into a sound that
# the embedded engine does not have.
_MARKUP = re.compile(
    r"\[pause (?P<a>[0-9.]{1,6})(?P<ams>m?)s\]"
    r"|<break\s+time=\"(?P<b>[0-9.]{1,6})(?P<bms>m?)s\"\s*/>"
    r"|\[(?:laughs|breath)\]",
    re.IGNORECASE,
)
_LONGEST_PAUSES = 600.0
_SOUND_PAUSE = 0.3


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text to speak.

    Attributes:
        text: without marks.
        offset: where it begins in the whole text.
    """

    text: str
    offset: int


def passages(text: str) -> list[Passage | float]:
    """Return the parts to speak, and the pauses between them in seconds.

    Raises:
        Refusal: a mark is not valid, all pauses together are too long, or there is nothing to
            speak.
    """
    parts: list[Passage | float] = []
    begun = 0
    for match in _MARKUP.finditer(text):
        parts += [Passage(text[begun : match.start()], begun), _pause(match)]
        begun = match.end()
    parts.append(Passage(text[begun:], begun))
    kept = [part for part in parts if isinstance(part, float) or part.text.strip()]
    if not any(isinstance(part, Passage) for part in kept):
        raise Refusal("invalid", "text: it contains nothing to speak", field=("text",))
    if sum(part for part in kept if isinstance(part, float)) > _LONGEST_PAUSES:
        message = f"text: its pauses are longer than {_LONGEST_PAUSES:g} s together"
        raise Refusal("too_long", message, field=("text",))
    return kept


def _pause(match: re.Match[str]) -> float:
    number = match["a"] or match["b"]
    if number is None:
        return _SOUND_PAUSE
    try:
        seconds = float(number) / (1000 if match["ams"] or match["bms"] else 1)
    except ValueError:
        raise Refusal("invalid", f"text: {match[0]!r} is not a pause", field=("text",)) from None
    return seconds
