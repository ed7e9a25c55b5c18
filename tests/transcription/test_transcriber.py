"""Whole recordings, with a recognizer that knows the words."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest

import vidsync
from vidsync.audio import Samples, encode, wav_bytes
from vidsync.errors import MediaError, VidsyncWarning
from vidsync.transcription import (
    Recognition,
    transcribe,
    transcribe_with_report,
    transcriber,
)

from .conftest import ScriptedRecognizer

UNKNOWN = "xx"
"""A language without a voice: nothing is aligned, which takes most of the time."""


def scripted(recording):
    sound, words = recording
    return ScriptedRecognizer(words=words, sound=sound)


def test_words_have_their_own_edges(recording):
    heard = transcribe(recording[0], recognizer=scripted(recording))
    assert [word.text for word in heard.words] == [word.text for word in recording[1]]
    errors = [abs(a.start - b.start) for a, b in zip(heard.words, recording[1], strict=True)]
    assert np.median(errors) < 0.02
    assert max(errors) < 0.1
    assert heard.source == "aligned"
    assert all(word.phones and word.end > word.start for word in heard.words)


def test_speech_that_gives_hardly_any_words_is_told(recording, monkeypatch):
    monkeypatch.setattr(transcriber, "_LONG_SPEECH", 2.0)
    sound, words = recording
    recognizer = ScriptedRecognizer(words=words[:2], sound=sound)
    with pytest.warns(VidsyncWarning, match=r"the words fill \d s of \d+ s in which somebody"):
        heard = transcribe(sound, recognizer=recognizer, language=UNKNOWN)
    assert len(heard.words) == 2


def test_numbers_and_symbols_have_times(recording):
    words = transcribe(recording[0], recognizer=scripted(recording)).words
    found = {word.text: word for word in words}
    truth = {word.text: word for word in recording[1]}
    for text in ("$20,", "50%"):
        assert found[text].start == pytest.approx(truth[text].start, abs=0.05)
        assert found[text].end == pytest.approx(truth[text].end, abs=0.1)


def test_windows_are_short_enough_and_hold_only_speech(recording):
    recognizer = scripted(recording)
    transcribe(recording[0], recognizer=recognizer, language=UNKNOWN)
    lengths = [sound.duration for sound, _, _ in recognizer.calls]
    assert all(length <= recognizer.max_window for length in lengths)
    spoken = sum(word.duration for word in recording[1])
    assert sum(lengths) < spoken + 1.0 * len(lengths)


def test_a_file_is_heard_as_samples_are(recording, tmp_path):
    path = tmp_path / "talk.flac"
    path.write_bytes(encode(recording[0], ".flac"))
    heard = transcribe(path, recognizer=scripted(recording))
    errors = [abs(a.start - b.start) for a, b in zip(heard.words, recording[1], strict=True)]
    assert np.median(errors) < 0.03
    assert heard.duration == pytest.approx(recording[0].duration, abs=0.1)


def test_silence_has_no_words(spoken):
    silent = Samples(np.zeros((16000 * 20, 1), np.float32), 16000)
    recognizer = ScriptedRecognizer(words=spoken[1], sound=silent)
    heard = transcribe(silent, recognizer=recognizer)
    assert heard.words == ()
    assert heard.duration == 20.0
    assert recognizer.calls == []


def test_the_language_is_detected_once_and_told(recording):
    recognizer = scripted(recording)
    heard = transcribe_with_report(recording[0], recognizer=recognizer)
    assert heard.transcript.language == "en"
    assert heard.language_confidence == pytest.approx(0.9)
    assert {language for _, language, _ in recognizer.calls} == {"en"}


def test_a_language_that_is_given_is_not_detected(recording):
    recognizer = scripted(recording)
    recognizer.language = ("fr", 1.0)
    heard = transcribe_with_report(
        recording[0], recognizer=recognizer, language="en-GB", prompt="Ferries."
    )
    assert heard.transcript.language == "en-GB"
    assert heard.language_confidence is None
    assert {call[1:] for call in recognizer.calls} == {("en-GB", "Ferries.")}


def test_a_language_without_a_voice_keeps_the_recognizer_s_times(recording):
    recognizer = scripted(recording)
    heard = transcribe(recording[0], recognizer=recognizer, language=UNKNOWN)
    assert len(heard.words) == len(recording[1])
    assert heard.source == "native"
    assert all(word.confidence == pytest.approx(0.54) for word in heard.words)


def test_progress_reaches_the_end_in_order(recording):
    seen = []
    transcribe(
        recording[0],
        recognizer=scripted(recording),
        language=UNKNOWN,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == sorted(seen)
    assert seen[-1] == (recording[0].duration, recording[0].duration)


def test_a_second_run_recognizes_nothing_again(recording):
    first, second = scripted(recording), scripted(recording)
    one = transcribe(recording[0], recognizer=first, language=UNKNOWN)
    two = transcribe(recording[0], recognizer=second, language=UNKNOWN)
    assert len(first.calls) > 1
    assert second.calls == []
    assert one == two


def test_other_options_are_recognized_again(recording):
    transcribe(recording[0], recognizer=scripted(recording), language=UNKNOWN)
    again = scripted(recording)
    transcribe(recording[0], recognizer=again, language=UNKNOWN, prompt="Ferries")
    assert len(again.calls) > 1


def test_nothing_is_kept_without_resume(recording, tmp_path):
    transcribe(recording[0], recognizer=scripted(recording), language=UNKNOWN, resume=False)
    assert not (tmp_path / "cache").exists()


def test_a_broken_kept_result_is_ignored(recording, tmp_path):
    one = transcribe(recording[0], recognizer=scripted(recording), language=UNKNOWN)
    for path in (tmp_path / "cache" / "transcription").iterdir():
        path.write_text('{"words": [{"text": 3}]}')
    assert transcribe(recording[0], recognizer=scripted(recording), language=UNKNOWN) == one


_KILLED = """
    import os, signal, sys
    from vidsync.transcript import Word
    from vidsync.transcription import Recognition, Recognizer, transcribe

    class Mortal(Recognizer):
        max_window = 8.0
        calls = 0

        def __repr__(self):
            return "Mortal()"

        def recognize(self, sound, *, language=None, prompt=None):
            Mortal.calls += 1
            if Mortal.calls > int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
            return Recognition((Word("dawn", 0.5, 1.0, confidence=0.9),), "en")

    words = transcribe(sys.argv[1], recognizer=Mortal(), language="xx").words
    print(Mortal.calls, len(words))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_a_killed_run_goes_on_where_it_was(recording, tmp_path):
    path = tmp_path / "talk.wav"
    path.write_bytes(wav_bytes(recording[0]))

    def run(most):
        command = [sys.executable, "-c", textwrap.dedent(_KILLED), str(path), str(most)]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ)

    killed = run(1)
    assert killed.returncode == -signal.SIGKILL
    calls, words = map(int, run(99).stdout.split())
    assert words == calls + 1  # one window was kept


def test_loops_and_words_in_silence_are_left_out(recording):
    class Inventive(ScriptedRecognizer):
        def recognize(self, sound, *, language=None, prompt=None):
            heard = super().recognize(sound, language=language, prompt=prompt)
            last = heard.words[-1]
            loop = [replace(last, text=text) for text in ("thank", "you") * 20]
            return Recognition((*heard.words, *loop), "en")

    sound, words = recording
    heard = transcribe(sound, recognizer=Inventive(words=words, sound=sound), language=UNKNOWN)
    assert [word.text for word in heard.words].count("you") <= 3


def test_sound_that_begins_late_has_the_times_of_the_file(spoken, tmp_path):
    sound, words = spoken
    wav = tmp_path / "talk.wav"
    wav.write_bytes(wav_bytes(sound))
    video = tmp_path / "talk.mkv"
    from vidsync.media import find_ffmpeg

    subprocess.run(
        [
            *(str(find_ffmpeg().path), "-v", "error", "-f", "lavfi"),
            *("-i", "color=s=64x64:r=25:d=9", "-itsoffset", "2", "-i", str(wav)),
            *("-c:a", "flac", str(video)),
        ],
        check=True,
    )
    later = tuple(replace(word, start=word.start + 2, end=word.end + 2) for word in words)
    whole = Samples(np.concatenate([np.zeros((32000, 1), np.float32), sound.data]), 16000)
    heard = transcribe(video, recognizer=ScriptedRecognizer(words=later, sound=whole))
    assert heard.words[0].start == pytest.approx(later[0].start, abs=0.05)


def test_a_file_without_sound_is_an_error(tmp_path):
    with pytest.raises(MediaError, match=r"none\.wav does not exist"):
        transcribe(tmp_path / "none.wav", recognizer=ScriptedRecognizer())


def test_it_is_public():
    assert vidsync.transcribe is transcribe
