import itertools
from fractions import Fraction

import numpy as np
import pytest

from vidsync.audio import decode
from vidsync.errors import InputError
from vidsync.media import footage_themes, paint_footage, probe


def test_footage_has_the_size_and_rate_asked_for(tmp_path, frames_of):
    output = paint_footage(
        *(tmp_path / "out.mp4",),
        width=96,
        height=160,
        frame_rate=Fraction(30000, 1001),
        duration=1.5,
    )
    media = probe(output)
    assert (media.canvas, media.frame_rate) == ((96, 160), Fraction(30000, 1001))
    assert media.duration == pytest.approx(1.5, abs=0.04)
    assert (media.matrix, media.pixel_format, media.audio[0].channels) == ("bt709", "yuv420p", 2)


def test_it_is_smooth_colourful_and_moves_slowly(tmp_path, frames_of):
    for theme in footage_themes():
        output = tmp_path / f"{theme}.mp4"
        paint_footage(output, width=128, height=128, duration=2, theme=theme)
        frames = [frame.rgb.astype(float) for frame in frames_of(output)]
        steps = [np.abs(b - a).mean() for a, b in itertools.pairwise(frames)]
        assert 0 < max(steps) < 6
        assert np.abs(frames[-1] - frames[0]).mean() > 2
        assert np.abs(np.diff(frames[0], axis=0)).mean() < 4
        assert frames[0].std() > 25
        assert frames[0].mean() < 150


def test_its_tones_are_there_and_do_not_clip(tmp_path):
    sound = decode(paint_footage(tmp_path / "out.mp4", width=64, height=64, duration=3))
    assert sound.sample_rate == 48000
    middle = sound.data[48000:96000]
    assert 0.02 < np.sqrt((middle**2).mean()) < 0.3
    assert np.abs(sound.data).max() < 0.9
    assert np.abs(sound.data[:2400]).max() < 0.05


def test_the_same_seed_paints_the_same(tmp_path, frames_of):
    def first_frame(name: str, seed: int) -> np.ndarray:
        path = tmp_path / name
        paint_footage(path, width=64, height=64, duration=0.2, seed=seed)
        return frames_of(path)[0].rgb.astype(int)

    one = first_frame("1.mp4", 1)
    assert np.abs(one - first_frame("2.mp4", 1)).max() <= 12
    assert np.abs(one - first_frame("3.mp4", 2)).mean() > 5


def test_webm(tmp_path):
    paint_footage(tmp_path / "out.webm", width=64, height=64, duration=0.5)
    assert probe(tmp_path / "out.webm").codec == "vp9"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 65}, "65x1920 pixels"),
        ({"height": 10}, "1080x10 pixels"),
        ({"frame_rate": 0}, "0 frames per second"),
        ({"duration": float("nan")}, "nan s long"),
        ({"theme": "dust"}, "no footage theme named 'dust'"),
    ],
)
def test_footage_that_cannot_be_painted_is_refused(tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        paint_footage(tmp_path / "out.mp4", **options)
    assert list(tmp_path.iterdir()) == []
