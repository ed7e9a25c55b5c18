"""Draws ASS scripts on frames: the files for libass, and the check of the fonts it used.

libass replaces a font that it does not find, and only logs it. Here it sees none of
the machine's fonts, and every font that it logs is compared with the expected ones.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidsync.errors import FontError
from vidsync.media.ffmpeg.process import Watch

_SELECTED = re.compile(r"fontselect: \((.*), -?\d+, -?\d+\) -> (.*), -?\d+, (.*)$")
_NOT_SELECTED = re.compile(
    r"fontselect: failed to find any fallback with glyph 0x([0-9A-Fa-f]+) for font: \((.*), -?\d+,"
)
_NO_GLYPH = re.compile(r"Glyph 0x([0-9A-Fa-f]+) not found.* for \((.*), -?\d+, -?\d+\)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """An ASS script to draw on the frames of a video.

    Attributes:
        ass: the whole script. Its PlayResX and PlayResY are the video's `Media.canvas`,
            its YCbCr Matrix is `Media.color_matrix`.
        font_files: every font it uses; libass sees no others.
        font_names: PostScript names of those fonts. Drawing with any other font is an error.
    """

    ass: str
    font_files: Sequence[Path] = ()
    font_names: frozenset[str] = frozenset()


def draw(frames: Any, drawings: Sequence[Drawing], *, folder: Path, alpha: bool = False) -> Any:
    """Add drawings to a filter graph, the lowest first.

    Args:
        frames: a video stream of ffmpeg-python with the same times as the scripts.
        drawings: what to draw.
        folder: the workspace; scripts and fonts are written there under plain names.
        alpha: draw on the transparency of the frames too.

    Raises:
        FontError: a font file does not exist.
    """
    fonts = folder / "fonts"
    fonts.mkdir(exist_ok=True)
    files = dict.fromkeys(file for drawing in drawings for file in drawing.font_files)
    for number, file in enumerate(files):
        _lay_out(file, fonts / f"{number}{file.suffix.lower()}")
    for number, drawing in enumerate(drawings):
        name = f"{number}.ass"
        (folder / name).write_text(drawing.ass, encoding="utf-8", newline="\n")
        frames = frames.filter("ass", filename=name, fontsdir="fonts", alpha=int(alpha))
    return frames


def _lay_out(file: Path, place: Path) -> None:
    if not file.is_file():
        raise FontError(f"the font file {file} does not exist")
    try:
        place.symlink_to(file.absolute())
    except OSError:  # Windows allows links only to some users
        shutil.copyfile(file, place)


class FontWatch(Watch):
    """Objects when libass draws with an unexpected font, or a font lacks a glyph."""

    def __init__(self, drawings: Sequence[Drawing]) -> None:
        self.expected = frozenset[str]().union(*(drawing.font_names for drawing in drawings))

    def read(self, line: str) -> None:
        """Read a line of the log; see `Watch`."""
        if self.objection is None and ("fontselect" in line or "Glyph" in line):
            self.objection = self._parse_error(line)

    def _parse_error(self, line: str) -> FontError | None:
        if missing := _NO_GLYPH.search(line) or _NOT_SELECTED.search(line):
            code, asked = int(missing[1], 16), missing[2]
            if code:
                return FontError(
                    f"the font {asked!r} has no glyph for {chr(code)!r} (U+{code:04X})",
                    hint="choose a font that has it",
                )
            return self._build_error(asked)
        if (selected := _SELECTED.search(line)) and selected[3] not in self.expected:
            return FontError(
                f"the script asks for the font {selected[1]!r} and libass would draw "
                f"{selected[3]!r}",
                hint=f"meant to be drawn: {', '.join(sorted(self.expected)) or 'none'}",
            )
        return None

    def _build_error(self, asked: str) -> FontError:
        return FontError(
            f"none of the given font files holds a font named {asked!r}",
            hint="a style names its font by the family or full name that is inside the file",
        )
