"""The registry of recognizers, and Whisper's models."""

import pytest

from vidsync.errors import EngineError, InputError
from vidsync.transcription import find_recognizer, recognizer_names
from vidsync.transcription.engines.whisper_models import find_model, model_names


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


@pytest.fixture
def with_package(monkeypatch):
    """Pretend that faster-whisper is installed."""
    monkeypatch.setattr(
        "vidsync.transcription.engines.whisper_models.find_spec", lambda name: object()
    )


def test_without_the_package_the_command_is_told(monkeypatch):
    monkeypatch.setattr("vidsync.transcription.engines.whisper_models.find_spec", lambda name: None)
    with pytest.raises(Exception, match="Whisper needs faster-whisper") as caught:
        find_model("base")
    assert caught.value.hint == "pip install 'vidsync[transcribe]'"


def test_a_fetched_model_is_found_by_its_size(with_package, tmp_path):
    from vidsync.models import cache_folder, models

    model = next(each for each in models() if each.name == "whisper-tiny.en")
    for file in model.files:
        path = cache_folder() / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(file.size)
    assert find_model("tiny.en") == cache_folder() / model.place
    assert find_model("whisper-tiny.en") == cache_folder() / model.place


def test_an_unknown_model_has_a_hint(with_package):
    with pytest.raises(InputError, match="no Whisper model 'smal'") as caught:
        find_model("smal")
    assert "'small'" in caught.value.hint
    assert "base" in model_names()


def test_a_folder_without_a_model_is_refused(with_package, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match=r"it has no model\.bin"):
        find_model(tmp_path)
