from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.gateway import validation
from vidsync.gateway.cartesia.wire import SOCKET_SCHEMA, request_schema
from vidsync.gateway.lmnt.api import SPEECH as LMNT_SPEECH
from vidsync.gateway.playkit.api import TIMED_SPEECH as PLAYKIT_SPEECH
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.speechbase.wire import CONVERSATION

SCHEMAS = [SOCKET_SCHEMA, request_schema("raw", "wav", "mp3"), LMNT_SPEECH, PLAYKIT_SPEECH]
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
fields = st.sampled_from(
    ["text", "voice", "model", "model_id", "transcript", "output_format", "voice_mix", "turns"]
)


@given(st.binary(max_size=64) | st.text(max_size=64))
def test_parse_object_returns_a_dict_or_raises_refusal(content):
    with suppress(Refusal):
        assert isinstance(validation.parse_object(content), dict)


@pytest.mark.parametrize(
    "content",
    ['{"a": NaN}', '{"a": Infinity}', '{"a": "\\ud800"}', "[" * 100_000, "[]", "null", "", b"\xff"],
    ids=["nan", "infinity", "half a pair", "deep", "list", "null", "empty", "not utf-8"],
)
def test_parse_object_rejects_invalid_json_and_unicode(content):
    with pytest.raises(Refusal):
        validation.parse_object(content)


@given(st.dictionaries(fields, values, max_size=6), st.sampled_from([*SCHEMAS, CONVERSATION]))
def test_check_accepts_an_object_or_raises_refusal(body, schema):
    with suppress(Refusal):
        validation.check(body, schema)


def test_check_reports_a_text_over_the_limit():
    with pytest.raises(Refusal, match="5001 characters; the limit is 5000") as caught:
        validation.check({"text": "x" * 5001, "voice": "v"}, LMNT_SPEECH)
    assert caught.value.kind == "too_long"
    assert caught.value.field == ("text",)
