"""Error responses: whether to retry, the message, and the type of the error."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import AuthenticationError, CreditError, EngineError
from vidsync.wire.endpoint import Endpoint, Key
from vidsync.wire.error_responses import parse_error_response

KEY = "sk-very-secret-0123456789"


ENDPOINT = Endpoint("Acme", "https://api.example.com", Key(KEY))


@pytest.mark.parametrize(
    ("status", "headers", "again", "wait"),
    [
        *((status, {}, True, None) for status in (408, 409, 425, 429, 500, 502, 503, 504, 529)),
        *((status, {}, False, None) for status in (400, 401, 402, 403, 404, 422, 501)),
        (429, {"retry-after": "2"}, True, 2.0),
        (429, {"retry-after": "2.5"}, True, 2.5),
        (429, {"retry-after": "2", "retry-after-ms": "40"}, True, 0.04),
        (429, {"retry-after": "nan"}, True, None),
        (429, {"retry-after": "soon"}, True, None),
        (429, {"x-should-retry": "false"}, False, None),
        (400, {"x-should-retry": "true"}, True, None),
    ],
)
def test_status_and_headers_decide_whether_and_when_to_retry(status, headers, again, wait):
    failure = parse_error_response(ENDPOINT, status, headers, b"")
    assert (failure.can_retry, failure.retry_after) == (again, wait)
    assert failure.error.status == status


def test_a_retry_after_date_becomes_seconds():
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < parse_error_response(ENDPOINT, 503, {"retry-after": date}, b"").retry_after < 31


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (b'{"error":{"type":"rate_limit_error","message":"slow"}}', "slow", "rate_limit_error"),
        (b'{"error":"slow"}', "slow", ""),
        (b'{"error_code":"busy","title":"Busy","message":"slow"}', "slow", "busy"),
        (b'{"type":"about:blank","title":"Too Many","detail":"slow","code":"x"}', "slow", "x"),
        (b'{"type":"about:blank","title":"timestamps_unavailable","detail":"slow"}',
         "slow", "timestamps_unavailable"),
        (b'{"detail":{"status":"quota","message":"slow"}}', "slow", ""),
        (b'{"detail":[{"loc":["a"],"msg":"slow"}]}', "slow", ""),
        (b"slow\r\n\x1b[31mdown", "slow [31mdown", ""),
        (b"<html><title>502 &amp; more</title>", "'502 & more'", ""),
        (b"\xff\xfe", "\ufffd", ""),
    ],
)  # fmt: skip
def test_the_error_quotes_the_service(body, message, code):
    error = parse_error_response(ENDPOINT, 429, {}, body).error
    assert message in error.message
    assert error.message.isprintable()
    assert error.code == code


@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "text/html", "x/y"]))
def test_any_error_response_is_one_short_error_without_the_key(body, media_type):
    body = body[:100] + KEY.encode() + body[100:]
    error = parse_error_response(ENDPOINT, 500, {"content-type": media_type}, body).error
    assert isinstance(error, EngineError)
    assert KEY not in str(error)
    assert len(error.message) < 400


def test_the_status_decides_the_type_of_the_error():
    assert isinstance(parse_error_response(ENDPOINT, 401, {}, b"").error, AuthenticationError)
    assert isinstance(parse_error_response(ENDPOINT, 402, {}, b"").error, CreditError)
    assert type(parse_error_response(ENDPOINT, 404, {}, b"").error) is EngineError
