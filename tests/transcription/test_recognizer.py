"""The registry of recognizers."""

import pytest

from vidsync.errors import EngineError, InputError
from vidsync.transcription import find_recognizer, recognizer_names


def test_whisper_is_a_recognizer():
    assert "whisper" in recognizer_names()


def test_an_unknown_recognizer_has_a_hint():
    with pytest.raises(EngineError, match="there is no recognizer 'wisper'") as caught:
        find_recognizer("wisper")
    assert "'whisper'" in caught.value.hint


def test_an_unknown_option_has_a_hint():
    with pytest.raises(InputError, match="the recognizer whisper has no option 'modle'") as caught:
        find_recognizer("whisper", modle="base")
    assert "'model'" in caught.value.hint
