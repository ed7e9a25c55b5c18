"""The letters of a run: where each begins and ends, and the run split into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import uharfbuzz as hb

from vidsync.captions.layout.placed import PlacedRun
from vidsync.captions.layout.shaping import Run
from vidsync.captions.text.text import split_clusters


@dataclass(frozen=True, slots=True)
class Letter:
    """A grapheme cluster of a run; lengths in em of the main font, from the run's left.

    Attributes:
        run: the letter by itself.
        left: where its advance begins.
        right: where its advance ends.
    """

    run: Run
    left: float
    right: float


@lru_cache(maxsize=4096)
def letters_of(run: Run) -> tuple[Letter, ...]:
    """Return the letters of a run, in logical order. A picture is one letter."""
    if run.emoji is not None:
        return (Letter(run, 0.0, run.advance),)
    edges = _edges(run)
    found = []
    for text, (left, right) in zip(split_clusters(run.text), edges, strict=True):
        glyphs = _shaped(replace(run, text=text))
        advance = sum(p.x_advance for p in glyphs.glyph_positions) * _unit(run)
        alone = replace(run, text=text, advance=advance, anchor=0.0)
        found.append(Letter(alone, left, right))
    return tuple(found)


def split_run(run: PlacedRun) -> Iterator[PlacedRun]:
    """Split a placed run into its letters, each in its place."""
    unit = run.size / run.run.scale
    left = run.centre - run.width / 2
    for letter in letters_of(run.run):
        centre = left + (letter.left + letter.run.advance / 2) * unit
        yield replace(run, run=letter.run, centre=centre)


def never_joins(text: str) -> bool:
    """Whether no letter of a text changes the shape of another, as in Latin."""
    return all(ord(c) < 0x530 or 0x1E00 <= ord(c) < 0x2000 for c in text)


@lru_cache(maxsize=4096)
def can_split(run: Run) -> bool:
    """Whether letters that are drawn separately look as they do together.

    In Arabic, Devanagari and similar scripts they do not: letters shape each other.
    """
    if run.emoji is not None or never_joins(run.text):
        return True
    together = [info.codepoint for info in _shaped(run).glyph_infos]
    apart = [
        info.codepoint
        for text in split_clusters(run.text)
        for info in _shaped(replace(run, text=text)).glyph_infos
    ]
    return sorted(together) == sorted(apart)


def _edges(run: Run) -> list[tuple[float, float]]:
    """Return left and right of each cluster; the width of a ligature is divided evenly."""
    buffer = _shaped(run)
    spans: dict[int, tuple[float, float]] = {}
    x = 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        left, _ = spans.get(info.cluster, (x, x))
        x += position.x_advance * _unit(run)
        spans[info.cluster] = (left, x)
    # Letters that share one glyph, by where its text begins.
    groups: list[tuple[tuple[float, float], int]] = []
    offset = 0
    for text in split_clusters(run.text):
        own = [span for start, span in spans.items() if offset <= start < offset + len(text)]
        if own:
            groups.append(((min(left for left, _ in own), max(right for _, right in own)), 1))
        elif groups:
            groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        else:
            groups.append(((0.0, 0.0), 1))
        offset += len(text)
    edges: list[tuple[float, float]] = []
    for (left, right), count in groups:
        step = (right - left) / count
        parts = [(left + step * n, left + step * (n + 1)) for n in range(count)]
        edges += parts[::-1] if run.level % 2 else parts
    return edges


def _unit(run: Run) -> float:
    return run.scale / run.font.units_per_em


def _shaped(run: Run) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.guess_segment_properties()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    hb.shape(run.font.shaper, buffer)
    return buffer
