"""`vidsync voices`, and `vidsync speak` into other formats than WAV."""

import json

import pytest

from vidsync.audio import decode
from vidsync.tts import engine_names


def assert_success(done):
    assert done.returncode == 0, done.stderr
    return done


def test_every_engine_has_voices_or_says_where_they_are(run):
    engines = json.loads(assert_success(run("voices", "--json")).stdout)["engines"]
    assert set(engines) == set(engine_names())
    assert all(each["voices"] or each["note"] for each in engines.values())
    assert "nova" in [voice["name"] for voice in engines["openai"]["voices"]]
    assert "LMNT_API_KEY" in engines["lmnt"]["note"]


def test_voices_are_listed_for_a_language(run):
    shown = assert_success(run("voices", "--engine", "espeak", "--language", "pt")).stdout
    names = [line.split()[0] for line in shown.splitlines()[1:-1]]
    assert names == ["pt", "pt-br"]


def test_the_included_voice_is_here_and_others_are_to_fetch(run, tmp_path, monkeypatch):
    monkeypatch.setenv("VIDSYNC_CACHE", str(tmp_path))
    shown = assert_success(run("voices", "--engine", "hibari")).stdout.splitlines()
    assert shown[1].split() == ["heart", "en-US", "female", "Apache-2.0", "here"]
    assert shown[2].split() == [
        "emma",
        "en-GB",
        "female",
        "Apache-2.0",
        *["8", "MB", "to", "fetch"],
    ]


def test_an_unknown_engine_is_refused(run):
    done = run("voices", "--engine", "espeek")
    assert done.returncode == 2
    assert "espeak" in done.stderr


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".flac"])
def test_speech_is_encoded_in_the_format_of_the_suffix(run, tmp_path, suffix):
    path = tmp_path / f"hi{suffix}"
    result = json.loads(assert_success(run("speak", "Hi there.", "-o", path, "--json")).stdout)
    assert not path.read_bytes().startswith(b"RIFF")
    assert decode(path).duration == pytest.approx(result["duration"], abs=0.1)


def test_a_suffix_of_no_sound_format_is_refused(run, tmp_path):
    done = run("speak", "Hi there.", "-o", "hi.doc")
    assert done.returncode == 2
    assert "use .wav, .mp3, " in done.stderr
    assert not (tmp_path / "hi.doc").exists()
