"""Finding the file of a voice that was given or fetched."""

import pytest

from vidsync.errors import VoiceError
from vidsync.models import find_model
from vidsync.tts.engines.neural.voice_files import find_voice_file, speaks


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path))
    return tmp_path / "models"


def put(cache, name):
    for file in find_model(name).files:
        path = cache / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.truncate(file.size)


def test_a_path_is_used_as_it_is(tmp_path):
    path = tmp_path / "my.onnx"
    path.touch()
    assert find_voice_file("piper", str(path), None) == (path, "")
    with pytest.raises(VoiceError, match="no file"):
        find_voice_file("piper", str(tmp_path / "other.onnx"), None)


def test_a_fetched_voice_is_found_by_name_and_by_language(cache):
    put(cache, "de_DE-thorsten-low")
    expected = cache / "piper" / "de_DE-thorsten-low.onnx", "de-DE"
    assert find_voice_file("piper", "de_DE-thorsten-low", None) == expected
    assert find_voice_file("piper", None, "de") == expected
    assert find_voice_file("piper", None, None) == expected


@pytest.mark.parametrize(
    ("voice", "language", "message", "hint"),
    [
        ("de_DE-thorsten-low", None, "is not here", "voices get de_DE-thorsten-low"),
        (None, "de", "no voice of piper for de", "voices get"),
        (None, "xx", "no voice for xx", "path"),
        ("af_heart", None, "not one of piper but of kokoro", "engine='kokoro'"),
        ("de_DE-torsten-low", None, "has no voice", "de_DE-thorsten-low"),
    ],
)
def test_what_is_not_here_is_told_with_how_to_get_it(voice, language, message, hint):
    with pytest.raises(VoiceError, match=message) as caught:
        find_voice_file("piper", voice, language)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("language", "can"),
    [("de", True), ("de-DE", True), ("DE_de", True), ("de-AT", False), ("d", False), (None, True)],
)
def test_languages_are_compared_by_their_parts(language, can):
    assert speaks(find_model("de_DE-thorsten-low"), language) is can
