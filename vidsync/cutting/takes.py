"""Finds repeated takes: sentences that a speaker says again, the last time right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from vidsync.cutting.repeats import Spoken, comparable_words
from vidsync.transcript import Transcript
from vidsync.writing import ends_sentence

# Seconds of a pause that ends a piece of speech that has no full stop.
_PAUSE = 0.7
# Words of the shortest sentence that counts as a take; "thank you, thank you" is none.
_SHORTEST = 5
# Part of the words of a take that the next one has too, in the same order.
_ALIKE = 0.8
# Seconds from the start of a take to that of the next one.
_FARTHEST = 60.0
# Pieces, and words in all, that may be said between two takes ("sorry, again").
_BETWEEN_PIECES = 2
_BETWEEN_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or what is said between two pauses."""

    words: Sequence[Spoken]

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.words]

    @property
    def start(self) -> float:
        return self.words[0].word.start

    @property
    def turn(self) -> int | None:
        return self.words[0].word.turn


def find_takes(transcript: Transcript, left_out: frozenset[int]) -> Iterator[range]:
    """Yield the words of each take that is followed by a better one.

    A take is a sentence, or the beginning of one, whose words the same speaker says again soon
    after. What is said in between ("sorry, again") goes with it. A sentence that comes again
    later in the recording is a refrain and stays.

    Args:
        transcript: the words.
        left_out: indices of words that are removed already.
    """
    pieces = _split_pieces(comparable_words(transcript, left_out))
    at = 0
    while at < len(pieces):
        takes = [at]
        while (following := _next_take(pieces, takes[-1])) is not None:
            takes.append(following)
        if len(takes) > 1 and not _is_refrain(pieces, takes):
            yield range(pieces[at].words[0].index, pieces[takes[-1]].words[0].index)
        at = takes[-1] + 1


def _split_pieces(words: Sequence[Spoken]) -> list[_Piece]:
    pieces: list[_Piece] = []
    begun: list[Spoken] = []
    for number, each in enumerate(words):
        begun.append(each)
        following = words[number + 1] if number + 1 < len(words) else None
        if (
            following is None
            or following.word.turn != each.word.turn
            or ends_sentence(each.word.text)
            or following.word.start - each.word.end >= _PAUSE
        ):
            pieces.append(_Piece(begun))
            begun = []
    return pieces


def _next_take(pieces: Sequence[_Piece], at: int) -> int | None:
    """Return the index of the piece that says a piece again; None if none does."""
    piece = pieces[at]
    if len(piece.words) < _SHORTEST:
        return None
    between = 0
    for index in range(at + 1, min(at + 2 + _BETWEEN_PIECES, len(pieces))):
        other = pieces[index]
        if other.turn != piece.turn or other.start - piece.start > _FARTHEST:
            return None
        if _says_again(piece, pieces, index):
            return index
        between += len(other.words)
        if between > _BETWEEN_WORDS:
            return None
    return None


def _says_again(piece: _Piece, pieces: Sequence[_Piece], index: int) -> bool:
    """Whether what begins with a piece has the words of another one, from the first on."""
    keys = piece.keys
    later: list[str] = []
    while index < len(pieces) and len(later) < len(keys) and pieces[index].turn == piece.turn:
        later += pieces[index].keys
        index += 1
    later = later[: len(keys) + 2]
    if later[:2] != keys[:2]:
        return False
    matched = SequenceMatcher(None, keys, later, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) >= _ALIKE * len(keys)


def _is_refrain(pieces: Sequence[_Piece], takes: Sequence[int]) -> bool:
    """Whether a sentence comes again before or after its takes, as in a song."""
    sentences = [pieces[take].keys for take in takes]
    others = (*pieces[: takes[0]], *pieces[takes[-1] + 1 :])
    return any(piece.keys in sentences for piece in others)
