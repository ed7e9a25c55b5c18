"""JSON and audio in responses."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.errors import EngineError
from vidsync.wire.json_responses import (
    decode_audio,
    decode_hex_audio,
    parse_json,
    parse_json_list,
)


@given(st.one_of(st.binary(max_size=40), st.text(max_size=40), st.integers(), st.none()))
def test_any_value_gives_json_and_audio_or_an_engine_error(value):
    for read in (decode_audio, decode_hex_audio):
        with suppress(EngineError):
            assert isinstance(read(value, "Acme"), bytes)
    if isinstance(value, bytes):
        for parse, kind in ((parse_json, dict), (parse_json_list, list)):
            with suppress(EngineError):
                assert isinstance(parse(value, "Acme"), kind)


@pytest.mark.parametrize("content", [b"[" * 100_000, b"9" * 5000, b"\xff\xff", b"", b"1", b'{"a":'])
def test_invalid_json_is_an_engine_error(content):
    with pytest.raises(EngineError, match="Acme answered"):
        parse_json(content, "Acme")
