"""Leaves out words that a recognizer invented: in silence or in loops."""

from __future__ import annotations

from collections.abc import Sequence

from vidsync.transcript import Word

# A word may begin or end this far from the speech that was found, in seconds.
_NEAR_SPEECH = 0.4
# Nobody says more words a second for a whole window.
_FASTEST = 9.0
# A phrase of up to this many words that comes more often than this in a row is a loop.
_LONGEST_PHRASE = 12
_MOST_REPEATS = 4
_MOST_REPEATS_OF_PHRASE = 2


def find_spoken(words: Sequence[Word], speech: Sequence[tuple[float, float]]) -> list[int]:
    """Return the indexes of the words that can have been spoken.

    Args:
        words: of one window, in time order.
        speech: where speech was found: start and end of each stretch, in seconds, in the
            same window.

    Returns:
        Those that touch speech, without those that only repeat the ones before in a loop. None
        at all if there are more than can be spoken in that time.
    """
    inside = [index for index, word in enumerate(words) if _touches(word, speech)]
    kept = [inside[place] for place in _break_loops([words[index] for index in inside])]
    spoken = sum(end - start for start, end in speech)
    return kept if len(kept) <= 2 + _FASTEST * spoken else []


def _touches(word: Word, speech: Sequence[tuple[float, float]]) -> bool:
    return any(
        word.start <= end + _NEAR_SPEECH and word.end >= start - _NEAR_SPEECH
        for start, end in speech
    )


def _break_loops(words: Sequence[Word]) -> list[int]:
    """Return the indexes of the words, of each loop only the first time that it is said."""
    texts = ["".join(filter(str.isalnum, word.text.casefold())) for word in words]
    kept: list[int] = []
    index = 0
    while index < len(words):
        length, times = _find_loop(texts, index)
        if times:
            kept += range(index, index + length)
            index += length * times
        else:
            kept.append(index)
            index += 1
    return kept


def _find_loop(texts: Sequence[str], first: int) -> tuple[int, int]:
    """Return the length of a phrase that repeats from here, and how often; 0, 0 if none does."""
    for length in range(1, _LONGEST_PHRASE + 1):
        phrase = texts[first : first + length]
        times = 1
        while texts[first + times * length : first + (times + 1) * length] == phrase:
            times += 1
        # "no no no" is said, and so is a refrain.
        allowed = _MOST_REPEATS if length == 1 else _MOST_REPEATS_OF_PHRASE + (length < 4)
        if times > allowed and len(phrase) == length:
            return length, times
    return 0, 0
