"""Reads cues once whose text is written several times.

Captions that roll repeat the lines that stay on the screen, and captions that grow repeat all
words but the last. whisper.cpp may cut a word over several cues.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from vidsync.timings.formats.subtitles.cue_text import join_line, join_stretches
from vidsync.timings.formats.subtitles.text_cues import Stretch, TextCue

# Seconds; shorter than any cue with new text, and than any pause.
_STANDS = 0.05
# Cues that must repeat a line before a file counts as rolling.
_FEWEST_REPEATS = 2
# Seconds between two parts of one word.
_WORD_PAUSE = 0.5


def drop_repeats(cues: Sequence[TextCue], *, rolls: bool = False) -> list[TextCue]:
    """Return the cues without the lines that stay on the screen from the cue before.

    Args:
        cues: in the order of the file.
        rolls: whether the file is known to roll; otherwise that depends on how many cues
            repeat a line.
    """
    if not (rolls or _may_roll(cues)):
        return list(cues)
    words = [_split_lines(cue) for cue in cues]
    shown = [_Shown(cue, lines) for cue, lines in zip(cues, words, strict=True)]
    overlaps = [_count_repeated(before, after) for before, after in pairwise(shown)]
    overlaps = [0, *overlaps] if cues else []
    if not (rolls or _is_rolling(words, overlaps)):
        return list(cues)
    kept = []
    for cue, lines, overlap in zip(cues, words, overlaps, strict=True):
        if not overlap:
            kept.append(cue)
        elif overlap < sum(map(len, lines)):
            kept.append(cue._replace(stretches=_cut_words(cue, overlap)))
    return kept


def _may_roll(cues: Sequence[TextCue]) -> bool:
    """Tell whether half of the cues begin like a line of the cue before; few files do."""
    firsts = [
        [text.split(None, 1)[0] for line in cue.stretches if (text := join_line(line).strip())]
        for cue in cues
    ]
    alike = sum(bool(after) and after[0] in before for before, after in pairwise(firsts))
    return alike >= _FEWEST_REPEATS and alike * 2 >= len(cues) - 1


def _is_rolling(words: Sequence[list[list[str]]], overlaps: Sequence[int]) -> bool:
    """Tell whether most cues repeat text, and some of them go on after it.

    The same word in cue after cue may well be spoken again.
    """
    repeated: set[str] = set()
    repeats = grows = 0
    for lines, overlap in zip(words, overlaps, strict=True):
        if overlap:
            text = [word for line in lines for word in line]
            repeated.update(text[:overlap])
            repeats += 1
            grows += overlap < len(text)
    return (
        repeats >= _FEWEST_REPEATS
        and repeats * 2 >= len(overlaps) - 1
        and grows > 1
        and len(repeated) > 2
    )


class _Shown(NamedTuple):
    """A cue and the words of its lines."""

    cue: TextCue
    lines: list[list[str]]


def _split_lines(cue: TextCue) -> list[list[str]]:
    lines = [join_line(line).split() for line in cue.stretches]
    return [words for words in lines if words]


def _count_repeated(before: _Shown, after: _Shown) -> int:
    """Return how many words at the start of a cue stand at the end of the cue before."""
    if not (before.lines and after.lines):
        return 0
    if not (before.cue.start <= after.cue.start < before.cue.end + _STANDS):
        return 0
    for first, line in enumerate(before.lines):
        if line[0] != after.lines[0][0]:
            continue
        new = list(chain.from_iterable(after.lines))
        standing = list(chain.from_iterable(before.lines[first:]))
        if new[: len(standing)] == standing:
            # Words that are spoken again would have times.
            timed = _count_untimed(after.cue)
            return 0 if timed is not None and timed < len(standing) else len(standing)
    return 0


def _count_untimed(cue: TextCue) -> int | None:
    """Return the words before the first time inside a cue; None without such times."""
    count = 0
    for line in cue.stretches:
        for part in line:
            if part.start is not None and part.start > cue.start:
                return count
            count += len(part.text.split())
    return None


def _cut_words(cue: TextCue, count: int) -> tuple[tuple[Stretch, ...], ...]:
    """Return a cue's lines without its first words."""
    lines: list[tuple[Stretch, ...]] = []
    for line in cue.stretches:
        parts: list[Stretch] = []
        for part in line:
            words = part.text.split()
            if count >= len(words) and (count or not words):
                count -= len(words)
                if count == 0 and not words and parts:
                    parts.append(part)
                continue
            if count:
                rest = part.text.lstrip().split(None, count)[count:]
                count = 0
                parts.append(part._replace(text="".join(rest)))
            else:
                parts.append(part)
        if any(part.text.strip() for part in parts):
            lines.append(tuple(parts))
    return tuple(lines)


def join_cut_words(cues: Sequence[TextCue]) -> list[TextCue]:
    """Return the cues with those joined that hold parts of one word.

    whisper.cpp begins a cue with a space if it begins a word, so a cue without one continues
    the word before. Text of an ordinary file begins without a space.
    """
    if not cues or not join_stretches(cues[0]).startswith(" "):
        return list(cues)
    texts = [join_stretches(cue) for cue in cues]
    spaced = [text.startswith(" ") and not text.startswith("  ") for text in texts]
    if not spaced[0] or all(spaced):
        return list(cues)
    tokens = sum(len(text.split()) <= 1 for text in texts) >= 0.9 * len(texts)
    if not (tokens or sum(spaced) * 2 >= len(texts)):
        return list(cues)
    found: list[TextCue] = []
    for cue, text, leads in zip(cues, texts, spaced, strict=True):
        parts = _time_tokens(cue) if tokens else cue.stretches
        if (
            leads
            or not text.strip()
            or not (found and found[-1].stretches)
            or text[0].isspace()
            or cue.start - found[-1].end > _WORD_PAUSE
        ):
            found.append(cue._replace(stretches=parts))
            continue
        before = found[-1]
        lines = (*before.stretches[:-1], before.stretches[-1] + parts[0], *parts[1:])
        found[-1] = before._replace(end=max(before.end, cue.end), stretches=lines)
    return found


def _time_tokens(cue: TextCue) -> tuple[tuple[Stretch, ...], ...]:
    """Return the lines of a cue that holds one token; the token has the time of the cue."""
    return tuple(
        tuple(part._replace(start=cue.start, end=cue.end) for part in line)
        for line in cue.stretches
    )
