"""The command `vidsync transcribe`, and `vidsync render` without words."""

import json
import os
import subprocess
import wave

import pytest

import vidsync
from vidsync.media import find_ffmpeg

_RECOGNIZER = '''
from vidsync.transcript import Word
from vidsync.transcription import Recognition, Recognizer

class Scripted(Recognizer):
    """Hears the same words in everything, at even distances."""

    def __init__(self, *, words="Hi there, you!"):
        self.words = words.split()

    def __repr__(self):
        return f"Scripted({self.words})"

    def detect_language(self, sound):
        return "en", 0.75

    def recognize(self, sound, *, language=None, prompt=None):
        step = sound.duration / max(1, len(self.words))
        return Recognition(
            tuple(
                Word(text, step * index, step * (index + 1), confidence=0.9 if index else 0.3)
                for index, text in enumerate(self.words)
            ),
            language,
        )
'''


@pytest.fixture
def listen(run, tmp_path):
    """Return a function that runs a command with a recognizer of another package."""
    package = tmp_path / "packages" / "scripted-1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: scripted\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[vidsync.recognizers]\nscripted = scripted:Scripted")
    (tmp_path / "packages" / "scripted.py").write_text(_RECOGNIZER)
    paths = [str(tmp_path / "packages"), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "VIDSYNC_CACHE": str(tmp_path / "cache"),
    }

    def listen(*arguments):
        return run(*arguments, env=environment)

    return listen


@pytest.fixture
def talk(tmp_path):
    """Return a recording of a few words."""
    path = tmp_path / "talk.wav"
    path.write_bytes(vidsync.speak("Hi there, you!", engine="espeak").audio)
    return path


def test_word_timings_are_written_and_the_language_is_told(listen, talk, tmp_path):
    done = listen("transcribe", talk, "-o", "talk.json", "--recognizer", "scripted")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "the language is en (75% sure); --language names another\n"
    words = vidsync.load(tmp_path / "talk.json").words
    assert [word.text for word in words] == ["Hi", "there,", "you!"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("t.srt", "1\n00:00:0"), ("t.vtt", "WEBVTT"), ("t.txt", "Hi there"), ("t.ass", "[Script")],
)
def test_captions_are_written_by_their_suffix(listen, talk, tmp_path, name, begins):
    done = listen(
        *("transcribe", talk, "-o", name, "--recognizer", "scripted", "--language", "en", "-q")
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == done.stdout == ""
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_any_format_of_timings_goes_to_standard_output(listen, talk):
    command = ("transcribe", talk, "-o", "-", "--recognizer", "scripted", "-f")
    assert listen(*command, "ctm").stdout.splitlines()[0].split()[-2:-1] == ["Hi"]
    assert listen(*command, "srt").stdout.startswith("1\n")


def test_json_names_the_language_and_how_sure_it_is(listen, talk):
    done = listen("transcribe", talk, "-o", "t.json", "--recognizer", "scripted", "--json")
    result = json.loads(done.stdout)
    assert (result["language"], result["language_confidence"]) == ("en", 0.75)
    assert result["words"] == 3


def test_an_unknown_format_is_told_before_any_work(listen, talk):
    done = listen("transcribe", talk, "-o", "t.foo", "--recognizer", "scripted")
    assert done.returncode == 2
    assert "t.foo names no caption format" in done.stderr
    done = listen("transcribe", talk, "-o", "t.json", "--recognizer", "scripted", "-f", "smi")
    assert "no format 'smi'" in done.stderr


def test_review_lists_the_doubtful_words(listen, talk, tmp_path):
    done = listen("transcribe", talk, "--recognizer", "scripted", "--language", "en", "--review")
    assert done.returncode == 0, done.stderr
    head, row = done.stdout.splitlines()
    assert head == "1 of 3 words are doubtful:"
    assert row.split()[1:] == ["30%", "Hi"]
    done = listen("transcribe", talk, "--recognizer", "scripted", "--review", "--json")
    (doubt,) = json.loads(done.stdout)["doubts"]
    assert (doubt["index"], doubt["text"], doubt["confidence"]) == (0, "Hi", 0.3)


def test_terms_and_speakers_are_taken(listen, talk, tmp_path):
    (tmp_path / "terms.txt").write_text("HI\n", "utf-8")
    command = ("transcribe", talk, "--recognizer", "scripted", "--language", "en", "-o", "-")
    assert '"text": "HI"' in listen(*command, "--terms", "terms.txt").stdout
    done = listen(*command, "--speakers", "channels")
    assert done.returncode == 2
    assert "the recording has 1" in done.stderr
    done = listen(*command, "--speakers", "2")
    assert done.stderr.splitlines()[1].endswith("--speakers channels")
    assert "--speaker-model …" in done.stderr
    done = listen(*command, "--speakers", "both")
    assert "--speakers" in done.stderr


def test_without_an_output_there_is_nothing_to_do(listen, talk):
    done = listen("transcribe", talk, "--recognizer", "scripted")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "error: there is no output"


def test_silence_is_an_error_that_says_so(listen, tmp_path):
    with wave.open(str(tmp_path / "silence.wav"), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(64000))
    done = listen("transcribe", "silence.wav", "-o", "t.json", "--recognizer", "scripted")
    assert done.returncode == 2
    assert done.stderr == "error: nobody speaks in silence.wav, as far as can be heard\n"
    assert not (tmp_path / "t.json").exists()


def test_a_recording_that_is_missing_is_told_before_a_missing_model(listen):
    done = listen("transcribe", "no-such.wav", "-o", "t.json")
    assert done.returncode == 2
    assert done.stderr == "error: no-such.wav does not exist, or is not a file\n"


def test_a_model_that_is_missing_is_one_line_with_the_command(listen, talk):
    done = listen("transcribe", talk, "-o", "t.json")
    assert done.returncode == 2
    told, hint = done.stderr.splitlines()
    assert told in (
        "error: the Whisper model base is not on this machine",
        "error: Whisper needs faster-whisper",
    )
    assert "vidsync voices get whisper-base" in hint or "pip install 'vidsync[" in hint


def test_render_without_words_captions_what_is_said(listen, short_clip, talk, tmp_path):
    command = [str(find_ffmpeg().path), "-v", "error", "-i", str(short_clip), "-i", str(talk)]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "copy", str(tmp_path / "talk.mp4")]
    subprocess.run(command, check=True)
    done = listen("render", "talk.mp4", "-o", "out.mp4", "--recognizer", "scripted", "--no-burn")
    assert done.returncode == 0, done.stderr
    assert "3 words were heard in talk.mp4; --text or --timings gives others" in done.stderr
    command = [str(find_ffmpeg().path), "-v", "error", "-i", str(tmp_path / "out.mp4")]
    shown = subprocess.run([*command, "-f", "srt", "-"], capture_output=True, text=True, check=True)
    assert "Hi there, you!" in shown.stdout


def test_render_without_words_or_sound_says_what_to_give(listen, tmp_path):
    command = [str(find_ffmpeg().path), "-v", "error", "-f", "lavfi", "-i", "color=s=64x64:d=1"]
    subprocess.run([*command, str(tmp_path / "mute.mp4")], check=True)
    done = listen("render", "mute.mp4", "-o", "out.mp4", "--recognizer", "scripted")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: there are no words to show: mute.mp4 has no sound",
        "       give --text, which is spoken, or --timings",
    ]
