"""Captions and narration of vidsync in moviepy's compositions."""

import gc
import tempfile
from pathlib import Path

import numpy as np
import pytest
from moviepy import ColorClip, CompositeVideoClip, VideoFileClip

import vidsync
from vidsync import Transcript, Word
from vidsync.errors import CaptionError, InputError
from vidsync.media import probe
from vidsync.plugins.moviepy import caption_clip, captioned
from vidsync.transcript import Turn

# moviepy closes its pipes only when they are garbage collected.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TALK = Transcript((Word("Hello", 0.2, 0.6), Word("there!", 0.6, 1.2)), 1.5)


def test_captions_are_drawn_over_an_unchanged_video():
    blue = ColorClip((360, 640), (0, 0, 255), duration=1.4).with_fps(25)
    overlay = caption_clip(TALK, size=(360, 640), frame_rate=25)
    frame = CompositeVideoClip([blue, overlay]).get_frame(0.4).astype(int)
    drawn = np.abs(frame - (0, 0, 255)).sum(axis=2) > 60
    rows = np.flatnonzero(drawn.any(axis=1))
    assert len(rows) > 0
    assert 640 * 0.5 < rows.min() < rows.max() < 640 * 0.75
    assert (frame[: rows.min() - 2] == (0, 0, 255)).all()
    overlay.close()


def test_the_lit_word_changes_where_the_next_one_begins():
    overlay = caption_clip(TALK, size=(360, 640), frame_rate=25)

    def yellow(time: float) -> tuple[float, float]:
        frame = overlay.get_frame(time).astype(int)
        lit = (frame[..., 0] > 180) & (frame[..., 1] > 150) & (frame[..., 2] < 80)
        rows, columns = np.nonzero(lit)
        return float(rows.mean()), float(columns.mean())

    first, second = yellow(0.45), yellow(1.0)
    assert max(abs(first[0] - second[0]), abs(first[1] - second[1])) > 15
    overlay.close()


def test_the_clip_lasts_until_the_last_of_several_speakers_ends():
    ann = [Word("Well,", 0.0, 0.4, turn=0), Word("nooo,", 0.4, 4.5, turn=0)]
    bob = [Word("stop", 0.6, 0.9, turn=1), Word("it!", 0.9, 1.2, turn=1)]
    words = (*ann, *bob)
    turns = (Turn("Ann"), Turn("Bob"))
    overlay = caption_clip(Transcript(words, 5.0, turns=turns), size=(360, 640))
    assert overlay.duration >= 4.5
    overlay.close()


def test_a_narrated_composition_is_written_by_moviepy(clip, tmp_path):
    speech = vidsync.speak("Hello there!", engine="espeak")
    with VideoFileClip(str(clip)) as video:
        composed = captioned(video, speech)
        out = tmp_path / "out.mp4"
        composed.write_videofile(str(out), logger=None, preset="ultrafast")
        composed.close()
    made = probe(out)
    assert (made.width, made.height) == (320, 180)
    assert len(made.audio) == 1


def test_temporary_files_are_deleted_with_the_last_copy_of_the_clip():
    overlay = caption_clip(TALK, size=(64, 64))
    frames = Path(overlay.filename)
    copy = overlay.with_start(1.0)
    overlay.close()
    del overlay
    gc.collect()
    assert frames.exists()
    del copy
    gc.collect()
    assert not frames.parent.exists()


def test_a_failure_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(InputError):
        caption_clip(TALK, size=(64, 64), duration=-1.0)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_transcript_is_refused():
    with pytest.raises(CaptionError, match="no words"):
        caption_clip(Transcript((), 1.0), size=(64, 64))
