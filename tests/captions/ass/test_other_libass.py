"""The ASS looks the same in other builds of libass as in the bundled one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from vidsync.captions import Canvas, Captions, caption

pytestmark = pytest.mark.external

WIDTH, HEIGHT, RATE = 540, 960, 4
GROUND = (0x20, 0x40, 0x60)

# Out of 255 levels. Two builds may place a glyph up to a quarter of a pixel apart, which changes
# the grey of its edges. A pixel counts as different if it differs from all of its neighbours.
TOLERANCE = 32
# Pixels per frame: builds round the blur differently at the rims of wide glows.
MOST_OFF = 60

ENGLISH = "Wait! It costs *nothing*, not 100 dollars. AVATAR ok 🔥 👨‍👩‍👧 it NEVER ends."
ARABIC = "مرحبا بكم في 2024 العالم iPhone الجديد، نعم ٥٠% (الآن)."

LOOKS = (
    *("clean", "pop", "pill", "sweep", "karaoke", "wave"),
    *("hype", "neon", "stage", "chrome", "typewriter", "underline"),
)


@pytest.fixture(scope="module", params=["0.6.0", "0.4.9"], ids=["libass 0.17.3", "libass 0.14"])
def other_ffmpeg(request: pytest.FixtureRequest, installed: Callable[..., Path]) -> Path:
    """An older ffmpeg: 7.0.2 (2024) or 4.2.2 (2019)."""
    folder = installed("pip", f"imageio-ffmpeg=={request.param}")
    (binary,) = (folder / "imageio_ffmpeg" / "binaries").glob("ffmpeg-*")
    return binary


def played(captions: Captions, ffmpeg: Path, folder: Path) -> np.ndarray:
    """The captions as this build draws them: (frames, height, width, 3)."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for path in captions.font_files:
        shutil.copy(path, fonts)
    (folder / "captions.ass").write_text(captions.to_ass(), encoding="utf-8")
    seconds = captions.cues[-1].end
    source = f"color=0x204060:s={WIDTH}x{HEIGHT}:r={RATE}:d={seconds}"
    run = subprocess.run(
        [
            *(ffmpeg, "-v", "error", "-f", "lavfi", "-i", source),
            *("-vf", "format=gbrp,ass=captions.ass:fontsdir=fonts,format=rgb24"),
            *("-r", str(RATE), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    frames = np.frombuffer(run.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)
    assert len(frames) >= seconds * RATE - 1
    return frames.astype(np.int16)


def off(frames: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Count the pixels of each frame outside the range of their neighbours in the other frame."""
    low = high = others
    for axis in (1, 2):
        low = np.minimum(low, np.minimum(np.roll(low, 1, axis), np.roll(low, -1, axis)))
        high = np.maximum(high, np.maximum(np.roll(high, 1, axis), np.roll(high, -1, axis)))
    apart = (frames < low - TOLERANCE) | (frames > high + TOLERANCE)
    return apart.any(axis=-1).sum(axis=(1, 2))


def assert_same(captions: Captions, other_ffmpeg: Path, folder: Path) -> None:
    ours = played(captions, Path(imageio_ffmpeg.get_ffmpeg_exe()), folder)
    theirs = played(captions, other_ffmpeg, folder)
    inked = (np.abs(ours - np.array(GROUND)).max(axis=-1) > 40).sum(axis=(1, 2))
    assert (inked > 500).sum() > len(inked) // 2
    differing = np.maximum(off(ours, theirs), off(theirs, ours))
    assert differing.max() <= MOST_OFF, differing
    # Check the measure itself: it must notice a frame in which something moved.
    assert off(ours[1:], ours[:-1]).max() > 10 * MOST_OFF


@pytest.mark.parametrize("preset", LOOKS)
def test_another_libass_draws_the_same_frames(preset, other_ffmpeg, spoken, tmp_path):
    captions = caption(spoken(ENGLISH), preset=preset, canvas=Canvas(WIDTH, HEIGHT, matrix="None"))
    assert_same(captions, other_ffmpeg, tmp_path)


@pytest.mark.parametrize("preset", ["pop", "sweep", "pill"])
@pytest.mark.parametrize("other_ffmpeg", ["0.6.0"], ids=["libass 0.17.3"], indirect=True)
def test_another_libass_draws_arabic_the_same(preset, other_ffmpeg, spoken, tmp_path):
    # libass 0.14 places some Arabic words a few pixels higher or lower, but in the same order.
    text = spoken(ARABIC, language="ar")
    captions = caption(text, preset=preset, canvas=Canvas(WIDTH, HEIGHT, matrix="None"))
    assert_same(captions, other_ffmpeg, tmp_path)
