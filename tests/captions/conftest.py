"""Fixtures that draw captions with the real libass and read the pixels back."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest

from vidsync.captions import Captions
from vidsync.transcript import Transcript, Turn, Word

Frames = Any


@pytest.fixture
def spoken() -> Callable[..., Transcript]:
    """Words of a text with realistic durations and a pause after each full stop."""

    def transcript(text: str, *, language: str = "en", speed: float = 1.0) -> Transcript:
        time = 0.2
        words = []
        for token in text.split(" "):
            duration = (0.08 + 0.05 * len(token)) / speed
            words.append(Word(token, round(time, 3), round(time + duration, 3)))
            time += duration + (0.5 if token[-1] in ".!?" else 0.01) / speed
        return Transcript(tuple(words), duration=time + 1, language=language)

    return transcript


@pytest.fixture
def timed() -> Callable[..., Transcript]:
    """A transcript of (text, start, end) triples."""

    def transcript(*words: tuple[str, float, float], language: str = "en") -> Transcript:
        return Transcript(
            tuple(Word(*word) for word in words),
            duration=max(word[2] for word in words) + 1,
            language=language,
        )

    return transcript


@pytest.fixture
def dialogue() -> Transcript:
    """Two speakers with no pause between them."""
    return Transcript(
        words=(
            Word("Are", 0.0, 0.2, turn=0),
            Word("you", 0.2, 0.4, turn=0),
            Word("there?", 0.4, 0.8, turn=0),
            Word("I", 0.8, 0.9, turn=1),
            Word("am.", 0.9, 1.2, turn=1),
        ),
        duration=1.5,
        turns=(Turn("Ann"), Turn("Bob & <Co>")),
    )


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Frames]:
    """Draws captions on a plain picture and returns RGB frames of shape (frames, height, width, 3).

    It fails if libass uses a font that the captions do not name.
    """

    def drawn(
        captions: Captions,
        *,
        seconds: float,
        rate: str = "25",
        ground: str = "0x000000",
        start: float = 0.0,
    ) -> Frames:
        fonts = tmp_path / "fonts"
        fonts.mkdir(exist_ok=True)
        for path in captions.font_files:
            shutil.copy(path, fonts)
        (tmp_path / "captions.ass").write_text(captions.to_ass(), encoding="utf-8")
        width, height = captions.canvas.width, captions.canvas.height
        source = f"color={ground}:s={width}x{height}:r={rate}:d={seconds}"
        filters = f"format=gbrp,setpts=PTS+{start}/TB,ass=captions.ass:fontsdir=fonts,format=rgb24"
        run = subprocess.run(
            [
                *(imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "info"),
                *("-nostats", "-f", "lavfi", "-i", source, "-vf", filters),
                *("-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
            ],
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        log = run.stderr.decode()
        chosen = [line.rsplit(" ", 1)[-1] for line in log.splitlines() if "fontselect:" in line]
        assert set(chosen) <= captions.font_names, log
        assert not re.search(r"Glyph 0x[0-9A-Fa-f]+ not found", log), log
        frames = np.frombuffer(run.stdout, np.uint8)
        return frames.reshape(-1, height, width, 3)

    return drawn
