"""Turn a service's error response into one sentence and one type of error.

Every service words its errors in its own form, and proxies between may answer with web
pages. The text of a response is shortened and stripped of control characters and of the
key, and is never assumed to be well formed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from math import isfinite

from vidsync.errors import AuthenticationError, CreditError, EngineError
from vidsync.wire.endpoint import Endpoint
from vidsync.wire.policy import FailedAttempt

_RETRIED_STATUSES = {408, 409, 425, 429}
# "Not implemented" does not change from one attempt to the next.
_FINAL_STATUSES = {501}
# The service spoke, but has no times for the speech. A second request would end the same way.
_FINAL_CODES = {"timestamps_unavailable", "timestamps_unsupported"}
_LONGEST_MESSAGE = 300
_WEB_PAGES = {"text/html", "application/xhtml+xml"}


def parse_error_response(
    endpoint: Endpoint, status: int, headers: Mapping[str, str], body: bytes
) -> FailedAttempt:
    """Read a response with an error status.

    Args:
        endpoint: of the service that answered.
        status: HTTP status.
        headers: of the response.
        body: its beginning; a few kilobytes are enough.

    Returns:
        A failed attempt that says whether and when to try again. Its error has the type
        that fits and quotes the service's own message.
    """
    code, message = _read_message(body, get_media_type(headers))
    # Amazon names its errors in a header, and throttles with a plain 400.
    code = code or headers.get("x-amzn-errortype", "").partition(":")[0]
    error = build_service_error(endpoint, message, status=status, code=code)
    can_retry = status in _RETRIED_STATUSES or (status >= 500 and status not in _FINAL_STATUSES)
    can_retry = can_retry or code == "ThrottlingException"
    advice = headers.get("x-should-retry", "").strip().lower()
    if advice in {"true", "false"}:
        can_retry = advice == "true"
    can_retry = can_retry and code not in _FINAL_CODES
    return FailedAttempt(error, can_retry=can_retry, retry_after=_read_retry_after(headers))


def build_service_error(
    endpoint: Endpoint, message: str, *, status: int | None = None, code: str = ""
) -> EngineError:
    """Build the error for a service's message, of the type that its status and code mean.

    Args:
        endpoint: of the service that sent the message.
        message: the service's own words, or ``""``.
        status: HTTP status, or a status that the message contained.
        code: the service's name for the error, if it has one.
    """
    name = endpoint.name
    code = shorten(endpoint.without_key(code))
    words = shorten(endpoint.without_key(message)) or code
    reason = f"{words} ({status})" if words and status else words or f"status {status}"
    kind, hint = EngineError, ""
    lowered = code.lower()
    if status == 402 or "insufficient_credit" in lowered or lowered == "payment_required_error":
        kind, hint = CreditError, f"add credit to the {name} account, or use another engine"
    elif status in {401, 403} or lowered in {"authentication_error", "no_api_key"}:
        kind, hint = AuthenticationError, f"check the {name} key and its permissions"
    elif status == 429:
        hint = "wait a little, or make fewer requests at a time"
    return kind(f"{name} refused the request: {reason}", hint=hint, status=status, code=code)


def shorten(text: str) -> str:
    """Return a text from outside as one short printable line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def get_media_type(headers: Mapping[str, str]) -> str:
    """Return the content type without its parameters, in lower case; ``""`` if there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_web_page(headers: Mapping[str, str]) -> bool:
    """Whether a response is declared as HTML, which no API sends."""
    return get_media_type(headers) in _WEB_PAGES


def find_page_title(body: bytes) -> str:
    """Return the title of a web page, or ``""``."""
    found = re.search(rb"<title[^>]{0,200}>(.{0,300}?)</title>", body[:65536], re.I | re.S)
    return shorten(unescape(found[1].decode("utf-8", "replace"))) if found else ""


def _read_message(body: bytes, media_type: str) -> tuple[str, str]:
    """Return the code and the message in an error's body, whatever its form."""
    if media_type in _WEB_PAGES or body.lstrip()[:1] == b"<":
        title = find_page_title(body)
        return "", f"a web page titled {title!r}" if title else "a web page"
    text = body.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "", text
    return _find_code(value), _find_message(value)


def _find_message(value: object) -> str:
    """Return the first text in one of the fields that services use for messages."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_find_message, value[:3])))
    if isinstance(value, dict):
        for field in ("error", "message", "detail", "msg", "status_msg", "base_resp", "title"):
            if message := _find_message(value.get(field)):
                return message
    return ""


def _find_code(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    for field in ("code", "error_code", "type", "title"):
        # A title in plain words is not a code, nor is a link to a page about the error.
        if isinstance(code := value.get(field), str) and re.fullmatch(r"[\w.-]{1,80}", code):
            return code
    for field in ("error", "detail"):
        if code := _find_code(value.get(field)):
            return code
    return ""


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a service asks to wait: a number of either unit, or a date."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if isfinite(seconds):
            return seconds
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return (date - datetime.now(UTC)).total_seconds()
