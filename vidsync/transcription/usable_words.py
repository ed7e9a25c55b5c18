"""Makes what a recognizer heard usable: words in order, within the sound, with clean texts.

The times of recognizers are rough, and now and then one of them is nonsense. Only the order of
the words is trusted: a time that contradicts most others is replaced.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

from vidsync.timings.word_lists.values import read_language, read_score
from vidsync.transcript import Word
from vidsync.transcription.recognition import Recognition
from vidsync.writing import NO_BREAK_SPACES, has_core

# Seconds by which recognizers round past the edges of the sound.
_OVERHANG = 0.5
# No word is longer; a text without spaces is not a word, and aligning it would take hours.
_LONGEST_WORD = 200
# Control characters, and halves of surrogate pairs.
_NO_TEXT = ("Cc", "Cs")
_GAPS = {None, "", " ", *NO_BREAK_SPACES}


def make_usable(heard: Recognition, duration: float) -> Recognition:
    """Return what was heard with everything that can't be used left out or replaced.

    Args:
        heard: any words, of a recognizer that need not keep the rules of `Recognition`.
        duration: seconds of the sound.
    """
    others = heard.alternatives if len(heard.alternatives) == len(heard.words) else ()
    texts = [_clean(word.text) for word in heard.words]
    kept = [
        index for index, text in enumerate(texts) if len(text) <= _LONGEST_WORD and has_core(text)
    ]
    words = [
        replace(
            heard.words[index],
            text=texts[index],
            span=None,
            turn=_find_turn(heard.words[index].turn, len(heard.turns)),
            confidence=read_score(heard.words[index].confidence),
            gap=heard.words[index].gap if heard.words[index].gap in _GAPS else None,
        )
        for index in kept
    ]
    return Recognition(
        _place(words, duration),
        read_language(heard.language) or None,
        read_score(heard.language_confidence),
        tuple(replace(turn, speaker=_clean(turn.speaker)) for turn in heard.turns),
        tuple(tuple(filter(None, map(_clean, others[index]))) for index in kept) if others else (),
    )


def _clean(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in _NO_TEXT).strip()


def _find_turn(turn: int | None, count: int) -> int | None:
    return turn if turn is not None and 0 <= turn < count else None


def _place(words: Sequence[Word], duration: float) -> tuple[Word, ...]:
    """Return words in order, within the sound.

    A word whose start contradicts most others stands between its neighbours.
    """
    trusted = _find_trusted([word.start for word in words], duration)
    limits = [duration] * (len(words) + 1)
    for index in range(len(words) - 1, -1, -1):
        limits[index] = min(words[index].start, duration) if index in trusted else limits[index + 1]
    placed: list[Word] = []
    earliest = 0.0
    for index, word in enumerate(words):
        start, end = (word.start, word.end) if index in trusted else (earliest, earliest)
        # Adding 0 turns a negative zero into 0.
        start = min(max(start, 0.0), duration) + 0.0
        end = min(max(end, start), duration) if isfinite(end) else start
        earliest = min(end, max(start, limits[index + 1]))
        placed.append(replace(word, start=start, end=end))
    return tuple(placed)


def _find_trusted(starts: Sequence[float], duration: float) -> set[int]:
    """Return the indexes of the longest series of starts that never go back (patience sorting)."""
    heads: list[float] = []
    last_of_pile: list[int] = []
    before: list[int] = [-1] * len(starts)
    for index, start in enumerate(starts):
        if not -_OVERHANG <= start <= duration + _OVERHANG:
            continue
        pile = bisect_right(heads, start)
        before[index] = last_of_pile[pile - 1] if pile else -1
        heads[pile : pile + 1] = [start]
        last_of_pile[pile : pile + 1] = [index]
    found: set[int] = set()
    index = last_of_pile[-1] if last_of_pile else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found
