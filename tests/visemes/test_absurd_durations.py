"""Transcripts that last months need no memory for their frames."""

import pytest

from vidsync.errors import InputError
from vidsync.transcript import Transcript, Word
from vidsync.visemes import lipsync
from vidsync.visemes.keys.keyframes import make_frame_times


def test_a_track_of_months_is_small_and_its_animation_is_refused(tmp_path):
    words = (Word("hello", 0.0, 0.5), Word("world", 9.99e6, 9.99e6 + 0.5))
    track = lipsync(Transcript(words, 1e7, language="en"))
    assert len(track.cues) < 40
    with pytest.raises(InputError, match="600000001 frames") as caught:
        track.save(tmp_path / "mouth.anim")
    assert "--unit" in caught.value.hint


def test_frames_go_from_0_to_the_end():
    assert list(make_frame_times(0.1, 20)) == [0, 0.05, 0.1]
