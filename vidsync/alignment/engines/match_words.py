"""Finds a text in the words that a recognizer heard.

A recognizer has its own spelling, leaves words out and invents some. Its words are aligned with
the caller's letter by letter. A word of the caller that shares enough letters with what was heard
has a place; a word without a place is missing or was misheard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.text.readings import readings_of
from vidsync.alignment.text.romanization import plain_letters
from vidsync.alignment.text.tokens import Token

# Share of a word's letters that must be heard; shortest time for a misheard letter, in seconds.
_MIN_SHARED = 0.6
_LETTER_SECONDS = 0.03
# Words in a row that resemble no word of the text count from this number and length (seconds).
_MIN_EXTRA_WORDS = 3
_MIN_EXTRA_SECONDS = 0.5
# The cost of an edit; inside a word it costs one more.
_EDIT = 20


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word that a recognizer heard: times in seconds, and the recognizer's probability."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """Roughly where a token is heard: seconds, and the recognizer's probability."""

    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class HeardText:
    """The part of a text that was heard.

    Attributes:
        places: by token, of those that were heard.
        misheard: tokens that were not heard, but for which there is time.
        missing: tokens that were not heard, before the last that was.
        extra: stretches of speech that resemble no token, in seconds.
    """

    places: dict[int, Place] = field(default_factory=dict)
    misheard: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    extra: tuple[tuple[float, float], ...] = ()


def locate_words(
    heard: Sequence[HeardWord],
    tokens: Sequence[Token],
    *,
    language: str,
    length: float,
    whole: bool,
) -> HeardText:
    """Find the places of tokens in what was heard.

    Args:
        heard: in time order.
        tokens: the text.
        language: BCP 47 tag, in which numbers are read out before the comparison.
        length: of the sound, in seconds.
        whole: all tokens should be heard; otherwise the sound may end after any.
    """
    spoken = [_letters(readings_of(word.text, language)) for word in heard]
    all_spoken = "".join(spoken)
    wanted = [_letters(token.readings, all_spoken) for token in tokens]
    pairs = _align_letters(spoken, wanted, whole=whole)
    word_of = np.repeat(np.arange(len(heard)), [len(letters) for letters in spoken])
    token_of = np.repeat(np.arange(len(tokens)), [len(letters) for letters in wanted])
    shared: dict[int, list[int]] = {}
    for letter, target in pairs:
        shared.setdefault(int(token_of[target]), []).append(letter)
    places: dict[int, Place] = {}
    matched: set[int] = set()
    firsts = np.concatenate([[0], np.cumsum([len(letters) for letters in spoken])])
    for token, letters in sorted(shared.items()):
        if len(letters) < _MIN_SHARED * len(wanted[token]):
            continue
        words = [int(word_of[letter]) for letter in (letters[0], letters[-1])]
        start, end = (
            _letter_time(heard[word], position, int(firsts[word]), len(spoken[word]))
            for word, position in zip(words, (letters[0], letters[-1] + 1), strict=True)
        )
        places[token] = Place(start, end, min(heard[word].probability for word in words))
        matched |= {*range(words[0], words[1] + 1)}
    last = len(tokens) if whole else max(places, default=-1) + 1
    misheard, missing = _find_unheard(places, wanted, last, length)
    return HeardText(
        places, tuple(misheard), tuple(missing), tuple(_find_extra(heard, matched, misheard))
    )


def _letters(readings: Sequence[Sequence[str]], heard: str = "") -> str:
    """Return the plain letters of a reading: one that was heard, else the likeliest."""
    forms = ["".join(filter(str.isalnum, plain_letters("".join(form)))) for form in readings]
    return next((form for form in forms if form and form in heard), forms[0] if forms else "")


def _align_letters(
    heard: Sequence[str], wanted: Sequence[str], *, whole: bool
) -> list[tuple[int, int]]:
    """Pair the equal letters of two rows of words, with the fewest edits between them.

    Of two ways with the same number of edits, the one that splits fewer words is taken.

    Source:
        Needleman and Wunsch (1970); a row at a time.
    """
    left, right = _code_points("".join(heard)), _code_points("".join(wanted))
    if not len(left) or not len(right):
        return []
    columns = np.arange(len(right) + 1)
    skip_costs = _edit_costs(wanted)
    insert_costs = _edit_costs(heard)
    rows: list[NDArray[np.intp]] = [columns * insert_costs[0]]
    for number, letter in enumerate(left, start=1):
        above = rows[-1]
        row = above + skip_costs
        np.minimum(row[1:], above[:-1] + 2 * _EDIT * (right != letter), out=row[1:])
        slope = columns * insert_costs[number]
        rows.append(np.minimum.accumulate(row - slope) + slope)
    column = len(right) if whole else int(np.argmin(rows[-1]))
    pairs: list[tuple[int, int]] = []
    number = len(left)
    while number and column:
        here = rows[number][column]
        if left[number - 1] == right[column - 1] and here == rows[number - 1][column - 1]:
            number, column = number - 1, column - 1
            pairs.append((number, column))
        elif here == rows[number - 1][column] + skip_costs[column]:
            number -= 1
        else:
            column -= 1
    return pairs[::-1]


def _code_points(letters: str) -> NDArray[np.uint32]:
    return np.frombuffer(letters.encode("utf-32-le"), np.uint32)


def _edit_costs(words: Sequence[str]) -> NDArray[np.intp]:
    """Return the cost of a letter of the other side at each place in a row of words."""
    ends = np.concatenate([[0], np.cumsum([len(word) for word in words])]).astype(np.intp)
    costs = np.full(ends[-1] + 1, _EDIT + 1, np.intp)
    costs[ends] = _EDIT
    return costs


def _letter_time(word: HeardWord, position: int, first: int, letters: int) -> float:
    share = (position - first) / max(1, letters)
    return word.start + share * (word.end - word.start)


def _find_unheard(
    places: dict[int, Place], wanted: Sequence[str], last: int, length: float
) -> tuple[list[int], list[int]]:
    """Return the tokens without a place: those that there is time for, and the others."""
    misheard: list[int] = []
    missing: list[int] = []
    run: list[int] = []
    before = 0.0
    for token in range(last + 1):
        place = places.get(token)
        if place is None and token < last:
            run.append(token)
            continue
        after = place.start if place else length
        enough = after - before >= _LETTER_SECONDS * sum(len(wanted[each]) for each in run)
        (misheard if enough else missing).extend(run)
        run = []
        before = place.end if place else before
    return misheard, missing


def _find_extra(
    heard: Sequence[HeardWord], matched: set[int], misheard: Sequence[int]
) -> list[tuple[float, float]]:
    """Return runs of words that resemble no token; some may be misheard tokens."""
    spare = len(misheard)
    runs: list[list[HeardWord]] = [[]]
    for index, word in enumerate(heard):
        if index in matched:
            runs.append([])
        else:
            runs[-1].append(word)
    return [
        (run[0].start, run[-1].end)
        for run in runs
        if len(run) >= _MIN_EXTRA_WORDS + spare and run[-1].end - run[0].start >= _MIN_EXTRA_SECONDS
    ]
