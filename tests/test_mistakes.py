"""Mistakes of Python callers: accepted where the meaning is clear, else an InputError."""

from pathlib import Path

import numpy as np
import pytest

import vidsync
import vidsync.media
from vidsync.audio import Samples, wav_bytes
from vidsync.errors import InputError, OutputError
from vidsync.transcript import Speech, Transcript, Word

TRANSCRIPT = Transcript((Word("Hello", 0.1, 0.5), Word("there.", 0.5, 0.9)), 1.0, language="en")
SOUND = wav_bytes(Samples(np.zeros((16000, 1), np.float32), 16000))


@pytest.mark.parametrize("make", [vidsync.caption, vidsync.lipsync])
def test_a_speech_is_taken_for_its_transcript(make):
    make(Speech(SOUND, "audio/wav", 16000, TRANSCRIPT))


@pytest.mark.parametrize("make", [vidsync.caption, vidsync.lipsync])
@pytest.mark.parametrize("value", ["talk.json", Path("talk.json"), None, [1]])
def test_what_is_no_transcript_is_told(make, value):
    with pytest.raises(InputError, match="is not a transcript"):
        make(value)


def test_the_audio_of_a_mouth_may_be_a_file(tmp_path):
    (tmp_path / "n.wav").write_bytes(SOUND)
    assert vidsync.lipsync(TRANSCRIPT, audio=str(tmp_path / "n.wav")).duration == 1.0


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_in_the_place_of_a_text_is_told(tmp_path, kind):
    (tmp_path / "talk.txt").write_text("Hello there.", "utf-8")
    for call in (vidsync.speak, lambda text: vidsync.align(SOUND, text)):
        with pytest.raises(InputError, match=r"talk\.txt' is a file"):
            call(kind(tmp_path / "talk.txt"))


@pytest.mark.parametrize(
    "use",
    [
        vidsync.load,
        vidsync.media.probe,
        vidsync.audio.decode,
        lambda address: vidsync.align(address, "Hello"),
        lambda address: vidsync.render(address, "o.mp4", TRANSCRIPT),
        lambda address: vidsync.caption(TRANSCRIPT, preset=address),
        lambda address: vidsync.caption(TRANSCRIPT, brand=address),
    ],
)
@pytest.mark.parametrize("form", [str, Path])
def test_an_address_in_the_place_of_a_file_is_told(use, form):
    with pytest.raises(InputError, match=r"https://example\.org/a\.b is an address, not a file"):
        use(form("https://example.org/a.b"))


def test_an_address_is_no_output():
    with pytest.raises(OutputError, match=r"s3://bucket/a\.srt is an address"):
        vidsync.caption(TRANSCRIPT).save("s3://bucket/a.srt")
