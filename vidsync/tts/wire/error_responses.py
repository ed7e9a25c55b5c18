"""What a service's refusal says, in one sentence and one type of error.

Every service words its errors in a shape of its own, and proxies on the way answer
with web pages. Whatever comes is shortened, cleaned of control characters and of the
key, and never believed to be well formed.
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
from vidsync.tts.wire.endpoint import Service
from vidsync.tts.wire.policy import Fault

_RETRIED = {408, 409, 425, 429}
# "Not implemented" stays so however often it is asked.
_FINAL = {501}
# The service spoke, and has no times for it: it would speak again, and have none again.
_FINAL_CODES = {"timestamps_unavailable", "timestamps_unsupported"}
_LONGEST_MESSAGE = 300
_WEB_PAGES = {"text/html", "application/xhtml+xml"}


def refused(service: Service, status: int, headers: Mapping[str, str], body: bytes) -> Fault:
    """The fault for an answer whose status is not success.

    Args:
        service: who answered.
        status: HTTP status.
        headers: of the answer.
        body: its beginning; more than a few kilobytes are not needed.

    Returns:
        A fault that says whether and when to try again, with the service's own message
        in an error of the type that fits.
    """
    code, said = _message(body, media_type_of(headers))
    # Amazon names its errors beside the body, and throttles with a plain 400.
    code = code or headers.get("x-amzn-errortype", "").partition(":")[0]
    error = refusal(service, said, status=status, code=code)
    again = status in _RETRIED or (status >= 500 and status not in _FINAL)
    again = again or code == "ThrottlingException"
    should = headers.get("x-should-retry", "").strip().lower()
    if should in {"true", "false"}:
        again = should == "true"
    again = again and code not in _FINAL_CODES
    return Fault(error, again=again, wait=_wait(headers))


def refusal(
    service: Service, said: str, *, status: int | None = None, code: str = ""
) -> EngineError:
    """The error for what a service said, of the type that its status and code mean.

    Args:
        service: who said it.
        said: its own words, or ``""``.
        status: HTTP status, or one that the message carried.
        code: the service's name for the error, if it has one.
    """
    name = service.name
    code = shortened(service.without_key(code))
    words = shortened(service.without_key(said)) or code
    reason = f"{words} ({status})" if words and status else words or f"status {status}"
    kind, hint = EngineError, ""
    lowered = code.lower()
    if status == 402 or "insufficient_credit" in lowered or lowered == "payment_required_error":
        kind, hint = CreditError, f"add credit to the {name} account, or use another engine"
    elif status in {401, 403} or lowered in {"authentication_error", "no_api_key"}:
        kind, hint = AuthenticationError, f"check the key for {name} and what it may do"
    elif status == 429:
        hint = "wait a little, or make fewer requests at a time"
    return kind(f"{name} refused: {reason}", hint=hint, status=status, code=code)


def shortened(text: str) -> str:
    """A text from outside as one short printable line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def media_type_of(headers: Mapping[str, str]) -> str:
    """The content type without its parameters, in lower case; ``""`` if there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_web_page(headers: Mapping[str, str]) -> bool:
    """Whether an answer says that it is HTML, which no speech API gives."""
    return media_type_of(headers) in _WEB_PAGES


def page_title(body: bytes) -> str:
    """What a web page calls itself, or ``""``."""
    found = re.search(rb"<title[^>]{0,200}>(.{0,300}?)</title>", body[:65536], re.I | re.S)
    return shortened(unescape(found[1].decode("utf-8", "replace"))) if found else ""


def _message(body: bytes, media_type: str) -> tuple[str, str]:
    """The code and the message in an error's body, of whatever shape it is."""
    if media_type in _WEB_PAGES or body.lstrip()[:1] == b"<":
        title = page_title(body)
        return "", f"a web page titled {title!r}" if title else "a web page"
    text = body.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "", text
    return _code(value), _said(value)


def _said(value: object) -> str:
    """The message: the first text where services put one."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value[:3])))
    if isinstance(value, dict):
        for field in ("error", "message", "detail", "msg", "status_msg", "base_resp", "title"):
            if said := _said(value.get(field)):
                return said
    return ""


def _code(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    for field in ("code", "error_code", "type", "title"):
        # A title in plain words, or a link to a page about the error, is no code.
        if isinstance(code := value.get(field), str) and re.fullmatch(r"[\w.-]{1,80}", code):
            return code
    for field in ("error", "detail"):
        if code := _code(value.get(field)):
            return code
    return ""


def _wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a service asks to wait, in any of the ways there are."""
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
