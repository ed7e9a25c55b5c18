"""Whisper's models on this machine."""

import pytest

from vidsync.errors import DependencyError, InputError
from vidsync.models.whisper import find_whisper, whisper_names


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def with_package(monkeypatch):
    """Pretend that faster-whisper is installed."""
    monkeypatch.setattr("vidsync.models.whisper.find_spec", lambda name: object())


def test_without_the_package_the_command_is_told(monkeypatch):
    monkeypatch.setattr("vidsync.models.whisper.find_spec", lambda name: None)
    with pytest.raises(DependencyError, match="Whisper needs faster-whisper") as caught:
        find_whisper("base")
    assert caught.value.hint == "pip install 'vidsync[transcribe]'"


def test_a_fetched_model_is_found_by_its_size(with_package, tmp_path):
    from vidsync.models import cache_folder, models

    model = next(each for each in models() if each.name == "whisper-tiny.en")
    for file in model.files:
        path = cache_folder() / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(file.size)
    assert find_whisper("tiny.en") == cache_folder() / model.place
    assert find_whisper("whisper-tiny.en") == cache_folder() / model.place


def test_an_unknown_model_has_a_hint(with_package):
    with pytest.raises(InputError, match="no Whisper model 'smal'") as caught:
        find_whisper("smal")
    assert "'small'" in caught.value.hint
    assert "base" in whisper_names()


def test_a_folder_without_a_model_is_refused(with_package, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match=r"it has no model\.bin"):
        find_whisper(tmp_path)


def test_a_path_that_is_missing_is_no_name(with_package, tmp_path):
    with pytest.raises(InputError, match="small does not exist, or is not a folder"):
        find_whisper(tmp_path / "small")
