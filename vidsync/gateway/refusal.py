"""Why a request is refused: one exception, which each service words in its own form."""

from __future__ import annotations

from typing import Literal

from vidsync.errors import EngineError, InputError, VidsyncError, VoiceError

Kind = Literal[
    "unauthorized",
    "invalid",
    "too_long",
    "too_large",
    "unknown_voice",
    "not_found",
    "method_not_allowed",
    "too_many",
    "internal",
    "unavailable",
    "unsupported",
    "timestamps_unavailable",
]

_STATUS: dict[Kind, int] = {
    "unauthorized": 401,
    "invalid": 400,
    "too_long": 400,
    "too_large": 413,
    "unknown_voice": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "too_many": 429,
    "internal": 500,
    "unavailable": 503,
    "unsupported": 501,
    "timestamps_unavailable": 503,
}

# The kinds of injected statuses; other statuses are named after their class.
_KINDS: dict[int, Kind] = {
    401: "unauthorized",
    404: "not_found",
    413: "too_large",
    429: "too_many",
    501: "unsupported",
    503: "unavailable",
}


class Refusal(Exception):  # noqa: N818 - an answer to the client, not an error of ours
    """A request that is answered with an error.

    Attributes:
        kind: why.
        message: a sentence for the client's developer.
        status: the HTTP status; the kind's own unless a service has another one for it.
        field: path of the offending field, as ``("turns", 0, "voice")``.
        retry_after: seconds to wait before the next try, if that would help.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status: int = 0,
        field: tuple[str | int, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status or _STATUS[kind]
        self.field = field
        self.retry_after = retry_after


def refusal_of(error: VidsyncError) -> Refusal:
    """Return the refusal for an error of the embedded engine."""
    message = f"{error.message} ({error.hint})" if error.hint else error.message
    if isinstance(error, VoiceError):
        return Refusal("unknown_voice", message)
    if isinstance(error, InputError):
        return Refusal("invalid", message)
    if isinstance(error, EngineError):
        return Refusal("unavailable", message)
    return Refusal("internal", message)


def refusal_with_status(status: int, *, retry_after: float | None = None) -> Refusal:
    """Return the refusal for an injected HTTP status."""
    kind = _KINDS.get(status, "internal" if status >= 500 else "invalid")
    return Refusal(
        kind, f"status {status}, an injected fault", status=status, retry_after=retry_after
    )
