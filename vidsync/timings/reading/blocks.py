"""Subtitle files as blocks of text with times, and the words of a block.

SRT, WebVTT, ASS, TTML and LRC time blocks of text, and only sometimes words. A word
without a time gets a share of its block's time, and the transcript is then marked
``estimated``. The look of a block is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from typing import Literal, NamedTuple, cast

from vidsync.errors import FormatError
from vidsync.timings.base import UNTIMED, Timings
from vidsync.timings.reading.fields import MOST_ENTRIES, check_text
from vidsync.timings.reading.phrases import split_phrases
from vidsync.timings.reading.text_format import TextFormat
from vidsync.timings.word_columns import WordColumns
from vidsync.transcript import Turn
from vidsync.writing import is_spaceless, space_between, split_words

Share = Literal["characters", "even"] | Callable[[str], float]
"""The weight of a word without a time: by characters, equal, or a function of the word."""

# Words in scripts with spaces, and with ordinary spaces between them: most text.
_SIMPLE = re.compile(r"[\t-\r -~\u00a1-\u0590\u2010-\u2027\u2030-\u205e]*")
_IN_WORD = re.compile(r"\w")


class Piece(NamedTuple):
    """A word of a block, with the times that the file has for it.

    Attributes:
        text: as displayed.
        start: seconds, if the file has it.
        end: seconds, if the file has it.
        gap: what is written before it, if it differs from the usual gap of the script.
        speaker: the speaker's name, if it differs from the block's; else ``""``.
    """

    text: str
    start: float | None = None
    end: float | None = None
    gap: str | None = None
    speaker: str = ""


class Block(NamedTuple):
    """The text that a subtitle file displays together.

    Attributes:
        start: seconds.
        end: seconds; never before `start`.
        lines: the words, line by line.
        speaker: the speaker's name, or ``""``.
    """

    start: float
    end: float
    lines: tuple[tuple[Piece, ...], ...]
    speaker: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words of all lines."""
        lines = self.lines
        return lines[0] if len(lines) == 1 else tuple(chain.from_iterable(lines))


@dataclass(frozen=True, slots=True)
class Blocks:
    """A subtitle file.

    Attributes:
        blocks: in the order of their starts.
        language: BCP 47 tag, or ``""``.
        duration: seconds of the sound, if the file has it.
        notices: what was repaired, in sentences.
    """

    blocks: tuple[Block, ...]
    language: str = ""
    duration: float | None = None
    notices: tuple[str, ...] = ()


class BlockFormat(TextFormat):
    """Base class of subtitle formats.

    A subclass returns the blocks of a file; this class estimates the times of words without
    any. To add a format, write a subclass with `name`, `title`, `recognises` and `blocks`,
    and register it like any `TimingFormat`.
    """

    def blocks(self, text: str) -> Blocks:
        """Return all blocks of a file.

        Raises:
            FormatError: the file is malformed.
            TimingError: a time makes no sense.
        """
        raise NotImplementedError

    def choose_spoken(self, document: Blocks) -> Blocks:
        """Return a file without the blocks that are shown, but not spoken."""
        return document

    def read(self, value: object) -> Timings:
        """Return the words of all blocks; words without a time share their block's time."""
        if not isinstance(value, str):
            raise FormatError(f"the document is not {self.title}")
        document = self.choose_spoken(self.blocks(check_text(value, "the document")))
        entries, turns, estimated = _list_words(document.blocks)
        return Timings(
            entries=entries,
            duration=document.duration,
            language=document.language,
            turns=turns,
            source="estimated" if estimated else "native",
            notices=document.notices
            + ((f"{estimated} of {len(entries)} {UNTIMED}",) if estimated else ()),
            missing="" if entries else "it has no words",
        )


def _list_words(blocks: Sequence[Block]) -> tuple[WordColumns, tuple[Turn, ...], int]:
    """Return the words in the order of their starts, the turns, and how many are estimated."""
    starts: list[float] = []
    ends: list[float] = []
    # Columns are faster than words one by one: a long document has a million of them.
    pieces = [*chain.from_iterable([block.pieces for block in blocks])]
    if len(pieces) > MOST_ENTRIES:
        raise FormatError(f"the document has more than {MOST_ENTRIES} words")
    texts = [piece[0] for piece in pieces]
    known = [piece[1] for piece in pieces]
    until = [piece[2] for piece in pieces]
    gaps = [piece[3] for piece in pieces]
    weights = [len(text) + 1 for text in texts]
    estimated = known.count(None)
    untimed = estimated == len(texts) == until.count(None)
    has_speakers = any(block.speaker for block in blocks) or any(piece[4] for piece in pieces)
    first = 0
    for block in blocks:
        last = first + sum(map(len, block.lines))
        own = weights[first:last]
        if untimed:
            _divide(block.start, block.end, own, starts, ends)
        else:
            _add_times(block, own, (known[first:last], until[first:last]), starts, ends)
        first = last
    indices, turns = _list_turns(blocks) if has_speakers else (None, ())
    if starts != sorted(starts):
        # Words of blocks that overlap come in the order in which they are heard.
        order = sorted(range(len(starts)), key=starts.__getitem__)
        texts = [texts[index] for index in order]
        gaps = [gaps[index] for index in order]
        starts, ends = ([times[index] for index in order] for times in (starts, ends))
        indices = [indices[index] for index in order] if indices else None
    return WordColumns(texts, starts, ends, gaps, indices), turns, estimated


def _list_turns(blocks: Sequence[Block]) -> tuple[list[int], tuple[Turn, ...]]:
    """Return the turn of each word, and the turns."""
    turns: list[Turn] = []
    indices: list[int] = []
    for block in blocks:
        for piece in block.pieces:
            speaker = piece.speaker or block.speaker
            if not turns or turns[-1].speaker != speaker:
                turns.append(Turn(speaker))
            indices.append(len(turns) - 1)
    return indices, tuple(turns)


def sort_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that have words, sorted by their start."""
    return tuple(sorted([block for block in blocks if any(block.lines)], key=attrgetter("start")))


def split_pieces(
    text: str, *, start: float | None = None, end: float | None = None, language: str = ""
) -> list[Piece]:
    """Return the words of a text; the first has the start, the last the end.

    In a script without spaces, a phrase counts as a word.
    """
    if (simple := split_simple(text)) is not None:
        return _time_ends(list(simple), start, end)
    words: list[str] = []
    gaps: list[str | None] = []
    for gap, token in split_words(text):
        usual = " " if words and space_between(words[-1], token) else ""
        gaps.append(gap if words and gap != usual else None)
        parts = split_phrases(token, language) if is_spaceless(token) else [token]
        words += parts
        gaps += [None] * (len(parts) - 1)
    pieces = [Piece(word, gap=gap) for word, gap in zip(words, gaps, strict=True)]
    return _time_ends(pieces, start, end)


def split_simple(text: str) -> tuple[Piece, ...] | None:
    """Return the words of most texts; None if a mark stands alone, or a space may be none."""
    if text.isascii() or _SIMPLE.fullmatch(text):
        words = text.split()
        if len(words) > 1 and words[0] == "-" and text.startswith(f"- {words[1]}"):
            words[:2] = ["- " + words[1]]  # a line of dialogue begins with a dash
        found = tuple(map(_make_plain, words))
        if all(found):
            return cast(tuple[Piece, ...], found)
    return None


@lru_cache(maxsize=65536)
def _make_plain(word: str) -> Piece | None:
    """Return a word of a simple text; None for marks alone, which may belong to a neighbour."""
    return Piece(word) if _IN_WORD.search(word) else None


def _time_ends(pieces: list[Piece], start: float | None, end: float | None) -> list[Piece]:
    if pieces and start is not None:
        pieces[0] = pieces[0]._replace(start=start)
    if pieces and end is not None:
        pieces[-1] = pieces[-1]._replace(end=end)
    return pieces


def fill_times(block: Block, *, share: Share = "characters") -> Iterator[Piece]:
    """Return the words of a block with all times filled in.

    Args:
        block: its words may lack times.
        share: how words between two known times divide them: by their characters, equally,
            or by a function that returns the weight of a word (more than 0).
    """
    starts: list[float] = []
    ends: list[float] = []
    pieces = block.pieces
    known = [piece.start for piece in pieces], [piece.end for piece in pieces]
    _add_times(block, _weigh(pieces, share), known, starts, ends)
    for piece, start, end in zip(pieces, starts, ends, strict=True):
        yield Piece(piece.text, start, end, piece.gap, piece.speaker)


def _add_times(
    block: Block,
    weights: Sequence[float],
    known: tuple[Sequence[float | None], Sequence[float | None]],
    starts: list[float],
    ends: list[float],
) -> None:
    """Add the start and the end of each word of a block to two lists.

    Args:
        block: its words.
        weights: of each word.
        known: the starts and the ends that the file has.
        starts: where the starts are added.
        ends: where the ends are added.
    """
    firsts, lasts = known
    size = len(weights)
    begin = block.start
    index = 0
    while index < size:
        first = firsts[index]
        begin = min(max(begin, block.start if first is None else first), block.end)
        after = index + 1
        if first is None or lasts[index] is None:
            while after < size and firsts[after] is None:
                after += 1
        end = lasts[after - 1]
        if end is None:
            end = firsts[after] if after < size else None
        end = max(begin, block.end if end is None else min(end, block.end))
        _divide(begin, end, weights[index:after], starts, ends)
        begin = end
        index = after


def _divide(
    begin: float, end: float, weights: Sequence[float], starts: list[float], ends: list[float]
) -> None:
    """Add the times of words that share a stretch of time by their weights to two lists."""
    if not weights:
        return
    begin += 0.0
    starts.append(begin)
    if len(weights) > 1:
        passed = list(accumulate(weights))
        total = passed.pop()
        length = end - begin
        edges = [begin + length * part / total for part in passed]
        starts += edges
        ends += edges
        end = max(end, edges[-1])
    ends.append(end)


def _weigh(pieces: Sequence[Piece], share: Share) -> list[float]:
    if callable(share):
        return [share(piece.text) for piece in pieces]
    if share == "even":
        return [1.0] * len(pieces)
    return [len(piece.text) + 1.0 for piece in pieces]
