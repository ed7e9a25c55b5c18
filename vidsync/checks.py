"""Checks of a caller's values; errors name the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TypeVar

from vidsync.errors import InputError, VidsyncError, near_matches

T = TypeVar("T")


def check_choice(
    what: str,
    value: T,
    choices: Iterable[object],
    *,
    error: type[VidsyncError] = InputError,
) -> T:
    """Return the value if it is one of the choices.

    Args:
        what: what the value stands for, as the message names it: ``"style"``.
        value: the caller's value.
        choices: the allowed values, often ``typing.get_args`` of a ``Literal``.
        error: the class of the error.

    Raises:
        InputError: the value is not one of the choices (or `error`, where given).
    """
    allowed = list(choices)
    if value in allowed:
        return value
    raise error(f"unknown {what} {value!r}", hint=near_matches(str(value), map(str, allowed)))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
