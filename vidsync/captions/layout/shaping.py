"""Shapes words into glyph runs: the font, the width and the extent of the ink of each.

HarfBuzz shapes every run as libass will (kerning on, one font and one direction to a run), so that
measurements match what is drawn. Emoji are runs of pictures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import uharfbuzz as hb

from vidsync.captions.layout.fonts import (
    Font,
    emoji_font,
    fallback_fonts,
    find_font,
    missing_glyphs,
    system_font_for,
)
from vidsync.captions.text.text import split_clusters, wants_emoji

# Height of an emoji relative to the capitals beside it, and the space at its sides.
_EMOJI_HEIGHT = 1.42
_EMOJI_AIR = 0.06


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a word in one font and direction; lengths in em of the main font.

    Attributes:
        text: in logical order, without direction marks; of an emoji, the sequence.
        font: the font that draws it.
        scale: the font's em relative to the main font's.
        level: embedding level; odd runs right to left.
        advance: width.
        ascent: from the baseline up to the highest ink.
        descent: from the baseline down to the lowest ink.
        anchor: from the middle of the advance to the middle as libass computes it.
        emoji: the glyph of the picture, if it is one.
    """

    text: str
    font: Font
    scale: float
    level: int
    advance: float
    ascent: float
    descent: float
    anchor: float = 0.0
    emoji: int | None = None

    def enlarged(self, factor: float) -> Run:
        """Return the same run in another size."""
        return replace(
            self,
            scale=self.scale * factor,
            advance=self.advance * factor,
            ascent=self.ascent * factor,
            descent=self.descent * factor,
            anchor=self.anchor * factor,
        )


class Typesetter:
    """Shapes text in one font with its fallbacks, and caches the results.

    Attributes:
        font: the main font.
        fallbacks: tried in order for what the main font lacks.
        language: BCP 47 tag for shaping.
    """

    def __init__(self, font: str, *, fallback: Sequence[str] = (), language: str = "") -> None:
        self.font = find_font(font)
        self.fallbacks = fallback_fonts(fallback)
        self.language = language or "en"
        self._runs: dict[tuple[str, int], tuple[Run, ...]] = {}

    @cached_property
    def space(self) -> float:
        """The width of a space, in em."""
        return self.shape(" ", 0)[0].advance

    @cached_property
    def cap_height(self) -> float:
        """The height of a capital, in em."""
        return self.font.cap_height / self.font.units_per_em

    def shape(self, text: str, level: int) -> tuple[Run, ...]:
        """Shape text that is all on one embedding level.

        Args:
            text: in logical order.
            level: embedding level.

        Returns:
            Runs in logical order.

        Raises:
            FontError: no font has one of the characters.
        """
        key = (text, level)
        runs = self._runs.get(key)
        if runs is None:
            runs = tuple(
                self._emoji(part, level) if font is None else self._text(part, font, level)
                for part, font in self._itemised(text)
            )
            self._runs[key] = runs
        return runs

    def _itemised(self, text: str) -> Iterator[tuple[str, Font | None]]:
        """Return stretches of text with the font of each; None for an emoji."""
        if self.font.covers(text) and text.isascii():
            yield text, self.font
            return
        parts = split_clusters(text)
        fonts = self._fonts(parts)
        begun = parts[0]
        for index in range(1, len(parts)):
            if fonts[index] is fonts[index - 1] is not None:
                begun += parts[index]
            else:
                yield begun, fonts[index - 1]
                begun = parts[index]
        yield begun, fonts[-1]

    def _fonts(self, parts: Sequence[str]) -> list[Font | None]:
        """Return the font of each cluster: one for all the letters if there is one."""
        pictures = [self._is_picture(part) for part in parts]
        letters = "".join(p for p, picture in zip(parts, pictures, strict=True) if not picture)
        whole = next((font for font in (self.font, *self.fallbacks) if font.covers(letters)), None)
        fonts: list[Font | None] = []
        for part, picture in zip(parts, pictures, strict=True):
            previous = fonts[-1] if fonts else None
            if picture:
                fonts.append(None)
            elif whole:
                fonts.append(whole)
            elif previous and previous.covers(part) and not part[0].isalpha():
                fonts.append(previous)
            else:
                fonts.append(self._font_for(part))
        return fonts

    def _font_for(self, cluster: str) -> Font:
        for font in (self.font, *self.fallbacks):
            if font.covers(cluster):
                return font
        found = system_font_for(cluster)
        if found is None:
            raise missing_glyphs(cluster)
        return found

    def _is_picture(self, cluster: str) -> bool:
        """Whether a cluster is drawn as an emoji: by its nature, or because no font has it."""
        if cluster.isascii() or (cluster[0].isalpha() and not wants_emoji(cluster)):
            return False
        if not wants_emoji(cluster) and any(
            font.covers(cluster) for font in (self.font, *self.fallbacks)
        ):
            return False
        return _picture(cluster) is not None

    def _text(self, text: str, font: Font, level: int) -> Run:
        scale = font.scale_beside(self.font)
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction = "rtl" if level % 2 else "ltr"
        buffer.guess_segment_properties()
        buffer.language = self.language
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(font.shaper, buffer)
        x = ascent = descent = 0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            extents = font.shaper.get_glyph_extents(info.codepoint)
            if extents is not None and extents.height:
                top = position.y_offset + extents.y_bearing
                ascent = max(ascent, top)
                descent = max(descent, -(top + extents.height))
            x += position.x_advance
        unit = scale / font.units_per_em
        return Run(
            text=text,
            font=font,
            scale=scale,
            level=level,
            advance=x * unit,
            ascent=ascent * unit,
            descent=descent * unit,
            anchor=(_libass_middle(buffer) - x / 2) * unit,
        )

    def _emoji(self, sequence: str, level: int) -> Run:
        glyph = _picture(sequence)
        assert glyph is not None
        height = self.cap_height * _EMOJI_HEIGHT
        ascent = (self.cap_height + height) / 2
        return Run(
            text=sequence,
            font=emoji_font(),
            scale=height,
            level=level,
            advance=height * (1 + 2 * _EMOJI_AIR),
            ascent=ascent,
            descent=height - ascent,
            emoji=glyph,
        )


def _libass_middle(buffer: hb.Buffer) -> float:
    """Return the middle of a shaped run as libass computes it, in font units.

    Source:
        libass, compute_string_bbox: from the least to the greatest edge of all clusters,
        each placed by the offset of its first glyph. That is the middle of the advance,
        unless a cluster begins with a mark, as in Arabic, where dots are marks.
    """
    pen = 0
    begun: int | None = None
    # Of each cluster: where it starts, and its advance.
    edges: list[list[int]] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.cluster != begun:
            begun = info.cluster
            edges.append([pen + position.x_offset, 0])
        edges[-1][1] += position.x_advance
        pen += position.x_advance
    left = min((start for start, _ in edges), default=0)
    right = max((start + advance for start, advance in edges), default=0)
    return (left + right) / 2


def _picture(sequence: str) -> int | None:
    """Return the colour glyph of an emoji sequence, if it is a single glyph."""
    font = emoji_font()
    buffer = hb.Buffer()
    buffer.add_str(sequence)
    buffer.guess_segment_properties()
    hb.shape(font.shaper, buffer)
    face = font.shaper.face
    glyphs = [info.codepoint for info in buffer.glyph_infos]
    drawn = [glyph for glyph in glyphs if face.get_glyph_color_layers(glyph)]
    return drawn[0] if len(drawn) == 1 and 0 not in glyphs else None


def is_strong(text: str) -> bool:
    """Whether a text has a letter that determines its direction."""
    return any(unicodedata.bidirectional(c) in ("L", "R", "AL") for c in text)
