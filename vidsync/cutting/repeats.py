"""Finds what is said twice in a row: stuttered words and restarted phrases.

A restart breaks off and begins again ("so the, so the thing is"). Much that is repeated is meant
to be ("very very", "again and again and again", "let it be, let it be"), so that a repeat has to
go on after the second time, and to have a sign that the first one broke off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vidsync.cutting.tokens import split_tokens
from vidsync.transcript import Transcript, Word
from vidsync.writing import DASHES, ends_clause, ends_sentence

# Words of the longest restart.
_LONGEST = 8
# A phrase of this many words is not repeated by intent and then gone on with.
_LONG = 4
# Seconds between two words that show that the first phrase broke off.
_BREAK = 0.25
# Seconds that may lie between what is said twice.
_FARTHEST = 3.0
# A chain of more copies of a phrase is a refrain.
_MOST_COPIES = 3
_BREAK_SIGNS = (*DASHES, "…", "...")
_SONG = "♪♫"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word that takes part in the comparison.

    Attributes:
        index: of the word in the transcript.
        key: its text without case and punctuation.
        word: the word.
    """

    index: int
    key: str
    word: Word

    @property
    def breaks_off(self) -> bool:
        """Whether it is written with a sign that the speaker breaks off after it."""
        return self.word.text.rstrip().endswith(_BREAK_SIGNS)


def comparable_words(transcript: Transcript, left_out: frozenset[int]) -> list[Spoken]:
    """Return the words that are compared: all but those left out, and those of songs.

    Args:
        transcript: the words.
        left_out: indices of words that are removed already, such as hesitations.
    """
    return [
        Spoken(index, key, word)
        for index, word in enumerate(transcript.words)
        if index not in left_out
        and (key := " ".join(split_tokens(word.text)))
        and not any(note in word.text for note in _SONG)
    ]


def find_restarts(
    transcript: Transcript, left_out: frozenset[int], function_words: frozenset[str]
) -> Iterator[range]:
    """Yield the words of each phrase or word that is begun and then begun again.

    Args:
        transcript: the words.
        left_out: indices of words that are removed already.
        function_words: words of the language that are not said twice by intent.
    """
    words = comparable_words(transcript, left_out)
    found: list[tuple[range, tuple[str, ...]]] = []
    at = 0
    while at < len(words):
        count, copies = _restart_at(words, at, function_words)
        if not count:
            at += 1
            continue
        last = at + count * (copies - 1)
        # With the word that follows, a refrain has the same signature each time.
        signature = tuple(each.key for each in words[last : last + count + 1])
        found.append((range(words[at].index, words[last].index), signature))
        at = last
    yield from _broken_words(words)
    times = Counter(signature for _, signature in found)
    for removed, signature in found:
        # What is doubled in the same way in several places is a refrain.
        if len(signature) < 3 or times[signature] == 1:
            yield removed


def _broken_words(words: Sequence[Spoken]) -> Iterator[range]:
    """Yield each word that breaks off and is begun again: "th- there"."""
    for each, following in pairwise(words):
        again = following.key.startswith(each.key) and following.key != each.key
        if again and each.breaks_off and each.word.turn == following.word.turn:
            yield range(each.index, following.index)


def _restart_at(
    words: Sequence[Spoken], at: int, function_words: frozenset[str]
) -> tuple[int, int]:
    """Return the number of words and of copies of a restart; no words if there is none."""
    for count in range(min(_LONGEST, (len(words) - at) // 2), 0, -1):
        phrase = [each.key for each in words[at : at + count]]
        copies = 1
        while _same(words, at + copies * count, phrase):
            copies += 1
        if copies > 1 and _is_restart(words, at, count, copies, function_words):
            return count, copies
    return 0, 0


def _same(words: Sequence[Spoken], at: int, phrase: Sequence[str]) -> bool:
    part = words[at : at + len(phrase)]
    return [each.key for each in part] == list(phrase)


def _is_restart(
    words: Sequence[Spoken], at: int, count: int, copies: int, function_words: frozenset[str]
) -> bool:
    if at and words[at - 1].key == words[at - 1 + count].key:
        return False  # what is repeated begins before
    end = at + count * copies
    chain = words[at:end]
    first, last = chain[:count], chain[-count:]
    if copies > _MOST_COPIES or len({each.word.turn for each in chain}) > 1:
        return False
    if any(after.word.start - before.word.end > _FARTHEST for before, after in pairwise(chain)):
        return False
    broken = first[-1].breaks_off or (
        not ends_sentence(first[-1].word.text) and last[0].word.start - first[-1].word.end >= _BREAK
    )
    if count == 1:
        return first[0].breaks_off or (
            first[0].key in function_words and not ends_sentence(first[0].word.text)
        )
    if _is_periodic([each.key for each in first]):
        return False  # "no no no no"
    follower = words[end] if end < len(words) else None
    # "again and again and again", and what ends where it is repeated, is meant.
    if follower is None or follower.key == first[0].key or ends_clause(last[-1].word.text):
        return False
    if ends_sentence(first[-1].word.text) and not first[-1].breaks_off:
        return False
    return broken or count >= _LONG or first[-1].key in function_words


def _is_periodic(phrase: Sequence[str]) -> bool:
    """Whether a phrase is itself a shorter one, said several times."""
    count = len(phrase)
    return any(
        count % period == 0 and all(phrase[at] == phrase[at % period] for at in range(count))
        for period in range(1, count // 2 + 1)
    )
