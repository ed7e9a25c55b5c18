"""Injected faults, for testing how a client handles them.

A fault is written ``KIND[=VALUE][:COUNT]``:

    delay=2                  seconds before the answer begins
    drip=0.1                 seconds between the pieces of a body
    429, 500, 503, …         that HTTP status; 429=1.5 also says to retry after 1.5 s
    cut                      the connection ends in the middle of the answer
    malformed                the answer is not what it says it is
    timestamps-unavailable   speech without times, as the service would say it

With a count, only that many requests are affected: ``429:2`` lets the third try through. A
gateway has faults in its settings, and a request can ask for more with the header
``X-Vidsync-Fault``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from vidsync.errors import InputError, near_matches

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-vidsync-fault"

_KINDS = ("delay", "drip", "cut", "malformed", "timestamps-unavailable")
_WITH_SECONDS = ("delay", "drip")
_LONGEST_SECONDS = 3600.0
_PATTERN = re.compile(
    r"(?P<kind>[a-z-]+|[0-9]{3})(=(?P<value>[0-9.]{1,12}))?(:(?P<count>[0-9]{1,9}))?"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault to inject.

    Attributes:
        kind: one of the kinds above; a status as its three digits.
        seconds: the duration, or the time after which to retry; None if not given.
        count: how many requests it affects; None is all of them.
    """

    kind: str
    seconds: float | None = None
    count: int | None = None

    @property
    def status(self) -> int | None:
        """The HTTP status, if the fault is one."""
        return int(self.kind) if self.kind.isdigit() else None


@dataclass(frozen=True, slots=True)
class Effects:
    """The faults of one answer."""

    delay: float = 0.0
    drip: float = 0.0
    status: int | None = None
    retry_after: float | None = None
    cut: bool = False
    malformed: bool = False
    timestamps_unavailable: bool = False


def parse_fault(text: str) -> Fault:
    """Read a fault as it is written on a command line.

    Raises:
        InputError: the kind is unknown, or its value or count is not usable.
    """
    match = _PATTERN.fullmatch(text.strip().lower())
    if match is None:
        raise InputError(
            f"{text!r} is not a fault", hint="write it as KIND, KIND=SECONDS or KIND:COUNT"
        )
    kind, value, count = match["kind"], match["value"], match["count"]
    if kind.isdigit():
        if not 400 <= int(kind) <= 599:
            raise InputError(
                f"{kind} is not the status of an error", hint="error statuses are 400 to 599"
            )
    elif kind not in _KINDS:
        raise InputError(f"there is no fault {kind!r}", hint=near_matches(kind, _KINDS))
    elif (value is not None) != (kind in _WITH_SECONDS):
        wanted = "needs seconds" if kind in _WITH_SECONDS else "takes no value"
        raise InputError(f"the fault {kind!r} {wanted}", hint="delay=2, drip=0.1, 429=1.5")
    return Fault(kind, _seconds(value, text), int(count) if count else None)


def _seconds(value: str | None, text: str) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = float("nan")
    if not isfinite(seconds) or seconds > _LONGEST_SECONDS:
        raise InputError(f"{text!r} is not a number of seconds up to {_LONGEST_SECONDS:g}")
    return seconds


class Faults:
    """A gateway's faults, and how often each may still occur.

    Args:
        faults: in the order in which they are tried.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        self._left = [fault.count for fault in self._faults]

    def strike(self, header: str = "") -> Effects:
        """Return the effects on one request. Counted faults are used up.

        If several statuses are left, the first one is answered and the others wait for later
        requests. Faults of a body wait too, since a refused request gets no body.

        Args:
            header: the request's own faults, separated by commas.

        Raises:
            InputError: the header is not a list of faults.
        """
        effects = Effects()
        for text in filter(None, (part.strip() for part in header.split(","))):
            effects = _add_fault(effects, parse_fault(text))
        statuses = [index for index, fault in enumerate(self._faults) if fault.status]
        others = [index for index, fault in enumerate(self._faults) if not fault.status]
        for index in (*statuses, *others):
            fault, left = self._faults[index], self._left[index]
            if left == 0 or (effects.status and fault.kind != "delay"):
                continue
            self._left[index] = None if left is None else left - 1
            effects = _add_fault(effects, fault)
        return effects


def _add_fault(effects: Effects, fault: Fault) -> Effects:
    seconds = fault.seconds or 0.0
    match fault.kind:
        case "delay":
            return replace(effects, delay=effects.delay + seconds)
        case "drip":
            return replace(effects, drip=max(effects.drip, seconds))
        case "cut":
            return replace(effects, cut=True)
        case "malformed":
            return replace(effects, malformed=True)
        case "timestamps-unavailable":
            return replace(effects, timestamps_unavailable=True)
        case _:
            return replace(effects, status=fault.status, retry_after=fault.seconds)


class _Cut(Exception):  # noqa: N818 - a way out, not an error
    """Ends an answer in the middle."""


class Spoiled:
    """A response whose body shows injected faults.

    Args:
        response: the response without faults.
        effects: `drip`, `cut` and `malformed` are applied.
    """

    def __init__(self, response: ASGIApp, effects: Effects) -> None:
        self._response = response
        self._effects = effects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response. A cut answer stops, and the server then drops the connection."""
        start: MutableMapping[str, Any] = {}
        sent_any = False

        async def spoil(message: Message) -> None:
            nonlocal sent_any
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body = message.get("body", b"")
            more = message.get("more_body", False)
            if not sent_any:
                if self._effects.malformed:
                    body = _malform(body, start["headers"])
                    if not more:
                        start["headers"] = _with_length(start["headers"], len(body))
                await send(start)
                sent_any = True
                if self._effects.cut:
                    half = {"type": "http.response.body", "body": body[: len(body) // 2]}
                    await send({**half, "more_body": True})
                    raise _Cut
            await self._drip(body, more, send)

        try:
            await self._response(scope, receive, spoil)
        except _Cut:
            return

    async def _drip(self, body: bytes, more: bool, send: Send) -> None:
        size = max(1, -(-len(body) // 8)) if self._effects.drip else max(1, len(body))
        for first in range(0, max(1, len(body)), size):
            last = first + size >= len(body)
            piece = {"type": "http.response.body", "body": body[first : first + size]}
            await send({**piece, "more_body": more or not last})
            if self._effects.drip:
                await asyncio.sleep(self._effects.drip)


def _malform(body: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    media_type = dict(headers).get(b"content-type", b"")
    if media_type.startswith(b"text/event-stream"):
        return body[: len(body) // 2] + b"\n\n"
    if b"json" in media_type:
        return body[: len(body) // 2]
    return b"<!doctype html><title>502</title><p>This is not what was asked for.</p>"


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    return [
        (name, str(length).encode() if name == b"content-length" else value)
        for name, value in headers
    ]
