"""How soon a caption in TTML may change again: IMSC's hypothetical render model.

A document that asks for more than the model can draw does not conform, and broadcasters' checks
refuse it. Words lit one by one in fast speech ask for more. The functions here find when each word
can be lit within the model: at its own time, a little later, or not at all.

Source:
    W3C IMSC 1.1, section 9, and IMSC Hypothetical Render Model: 12 root areas painted a
    second; 1.2 areas of new glyphs (0.6 of ideographs) and 12 of known ones (3 of scripts
    other than Latin, Greek, Cyrillic and Hebrew); glyphs are known from the picture before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from vidsync.captions.cues.cue import Cue
from vidsync.timecode import milliseconds
from vidsync.transcript.spacing import word_gaps

_PAINTED = 12.0
_NEW, _NEW_IDEOGRAPH = 1.2, 0.6
_KNOWN, _KNOWN_OTHER = 12.0, 3.0

Lit = tuple[int, int] | None
"""When a word is lit: milliseconds from its cue's begin to its end; None if never."""

_Glyph = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the cost of a picture depends on, besides its letters.

    Attributes:
        region: the fraction of the picture that the region with the text takes.
        glyph: the fraction that a letter takes: the square of its height over the picture's.
    """

    region: float
    glyph: float


def lit_times(cues: Sequence[Cue], canvas: Canvas) -> list[list[Lit]]:
    """Return when each word of each cue is lit, so that every picture can be drawn in time.

    Args:
        cues: in time order.
        canvas: the cost of a picture.

    Returns:
        For each cue, for each of its words.
    """
    found = []
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        until = milliseconds(cue.end)
        if following is not None:
            first = _draw_time_ms(_glyphs(_letters(following), _first_lit(following)), (), canvas)
            until = min(until, milliseconds(following.start) - first)
        found.append(_word_times(cue, until, canvas))
    return found


def _word_times(cue: Cue, until: int, canvas: Canvas) -> list[Lit]:
    """Return the words' times; no change comes after `until`."""
    begin, end = milliseconds(cue.start), milliseconds(cue.end)
    words = [milliseconds(word.start) for word in cue.words]
    letters = _letters(cue)
    state = _first_lit(cue)
    known = _glyphs(letters, state)
    drawn: list[tuple[int, int | None]] = [(begin, state)]
    for time, state, latest in _requested_changes(cue):
        since, shown = drawn[-1]
        if state == shown:
            continue
        glyphs = _glyphs(letters, state)
        at = max(time, since + _draw_time_ms(glyphs, known, canvas))
        if state is None and latest < end:
            # Going dark between two words must leave time to light the next one.
            following = next(n for n, word in enumerate(words) if word >= latest)
            latest -= _draw_time_ms(_glyphs(letters, following), glyphs, canvas)
        if begin < at <= min(until, latest):
            drawn.append((at, state))
            known = glyphs
    lit: list[Lit] = [None] * len(cue.words)
    for (start, state), (stop, _) in pairwise([*drawn, (end, None)]):
        if state is not None and stop > start:
            lit[state] = (start - begin, stop - begin)
    return lit


def _requested_changes(cue: Cue) -> Iterator[tuple[int, int | None, int]]:
    """Return the wanted changes: when, which word is lit then, and the latest time."""
    words = cue.words
    end = milliseconds(cue.end)
    starts = [milliseconds(word.start) for word in words]
    for index, (start, following) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        stop = milliseconds(words[index].end)
        yield start, index, max(stop, following) - 1
        if following > stop:
            yield stop, None, following


def _first_lit(cue: Cue) -> int | None:
    """Return the word that is lit when a cue appears."""
    begin = milliseconds(cue.start)
    first = cue.words[0] if cue.words else None
    return 0 if first is not None and milliseconds(first.start) <= begin else None


def _letters(cue: Cue) -> list[tuple[str, int]]:
    """Return the letters of a cue, each with the index of its word; -1 for a space."""
    letters: list[tuple[str, int]] = []
    index = 0
    for line in cue.lines:
        for gap, word in zip(word_gaps(line), line, strict=True):
            letters += ((space, -1) for space in gap)
            letters += ((character, index) for character in word.text)
            index += 1
    return letters


def _glyphs(letters: Sequence[tuple[str, int]], lit: int | None) -> Counter[_Glyph]:
    """Count the glyphs that are drawn: a letter, and whether it is lit."""
    return Counter([(character, index == lit) for character, index in letters])


def _draw_time_ms(glyphs: Counter[_Glyph], known: Collection[_Glyph], canvas: Canvas) -> int:
    """Return the milliseconds that the model takes to draw a picture."""
    area = 0.0
    for glyph, count in glyphs.items():
        area += count / _copy_speed(glyph[0])
        if glyph not in known:
            area += 1 / _render_speed(glyph[0]) - 1 / _copy_speed(glyph[0])
    return ceil(((1 + canvas.region) / _PAINTED + area * canvas.glyph) * 1000) + 1


def _copy_speed(character: str) -> float:
    return _KNOWN if character < "\u0600" else _KNOWN_OTHER


def _render_speed(character: str) -> float:
    return _NEW_IDEOGRAPH if character >= "\u2e80" else _NEW
