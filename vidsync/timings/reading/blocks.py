"""Subtitle files as blocks of text with times, and the words of a block.

SRT, WebVTT, ASS, TTML and LRC time blocks of text, and only sometimes words. A word
without a time gets a share of its block's time, and the transcript is then marked
``estimated``. The look of a block is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from vidsync.errors import FormatError
from vidsync.timings.base import Entry, Timings
from vidsync.timings.reading.fields import MOST_ENTRIES, check_text, name_item
from vidsync.timings.reading.phrases import split_phrases
from vidsync.timings.reading.text_format import TextFormat
from vidsync.transcript import Turn
from vidsync.writing import has_core, is_spaceless, space_between, split_words

Share = Literal["characters", "even"] | Callable[[str], float]
"""The weight of a word without a time: by characters, equal, or a function of the word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a block, with the times that the file has for it.

    Attributes:
        text: as displayed.
        start: seconds, if the file has it.
        end: seconds, if the file has it.
        gap: what is written before it, if it differs from the usual gap of the script.
    """

    text: str
    start: float | None = None
    end: float | None = None
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
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
        return tuple(piece for line in self.lines for piece in line)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A subtitle file.

    Attributes:
        blocks: in the order of their starts.
        language: BCP 47 tag, or ``""``.
        duration: seconds of the sound, if the file has it.
    """

    blocks: tuple[Block, ...]
    language: str = ""
    duration: float | None = None


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

    def read(self, value: object) -> Timings:
        """Return the words of all blocks; words without a time share their block's time."""
        if not isinstance(value, str):
            raise FormatError(f"the document is not {self.title}")
        document = self.blocks(check_text(value, "the document"))
        speakers = [block.speaker for block in document.blocks]
        turns = [Turn(speaker) for speaker, _ in groupby(speakers)] if any(speakers) else []
        entries: list[Entry] = []
        turn = -1
        earliest = 0.0
        own = 0
        for number, block in enumerate(document.blocks):
            if turns and (number == 0 or block.speaker != speakers[number - 1]):
                turn += 1
            own += sum(piece.start is not None for piece in block.pieces)
            for piece in fill_times(block):
                start = max(earliest, piece.start or 0.0)
                entries.append(
                    Entry(
                        name=name_item("word", len(entries), piece.text),
                        text=piece.text,
                        start=start,
                        end=max(start, piece.end or 0.0),
                        is_word=has_core(piece.text),
                        turn=turn if turns else None,
                        gap=piece.gap,
                    )
                )
                earliest = start
            if len(entries) > MOST_ENTRIES:
                raise FormatError(f"the document has more than {MOST_ENTRIES} words")
        estimated = len(entries) - own
        return Timings(
            entries=tuple(entries),
            duration=document.duration,
            language=document.language,
            turns=tuple(turns),
            source="estimated" if estimated else "native",
            notices=(
                (f"{estimated} of {len(entries)} words have no time of their own: estimated",)
                if estimated
                else ()
            ),
            missing="" if entries else "it has no words",
        )


def sort_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks that have words, sorted by their start."""
    return tuple(sorted((block for block in blocks if block.pieces), key=lambda b: b.start))


def split_pieces(
    text: str, *, start: float | None = None, end: float | None = None, language: str = ""
) -> list[Piece]:
    """Return the words of a text; the first has the start, the last the end.

    In a script without spaces, a phrase counts as a word.
    """
    words: list[str] = []
    gaps: list[str | None] = []
    for gap, token in split_words(text):
        usual = " " if words and space_between(words[-1], token) else ""
        gaps.append(gap if words and gap != usual else None)
        parts = split_phrases(token, language) if is_spaceless(token) else [token]
        words += parts
        gaps += [None] * (len(parts) - 1)
    last = len(words) - 1
    return [
        Piece(word, start if index == 0 else None, end if index == last else None, gap)
        for index, (word, gap) in enumerate(zip(words, gaps, strict=True))
    ]


def fill_times(block: Block, *, share: Share = "characters") -> Iterator[Piece]:
    """Return the words of a block with all times filled in.

    Args:
        block: its words may lack times.
        share: how words between two known times divide them: by their characters, equally,
            or by a function that returns the weight of a word (more than 0).
    """
    pieces = block.pieces
    index = 0
    begin = block.start
    while index < len(pieces):
        known = pieces[index].start
        begin = min(max(begin, block.start if known is None else known), block.end)
        after = index + 1
        whole = known is not None and pieces[index].end is not None
        while not whole and after < len(pieces) and pieces[after].start is None:
            after += 1
        run = pieces[index:after]
        following = pieces[after].start if after < len(pieces) else None
        end = run[-1].end
        if end is None:
            end = block.end if following is None else following
        end = max(begin, min(end, block.end))
        weights = [_weigh(piece.text, share) for piece in run]
        total = sum(weights)
        passed = 0.0
        for piece, weight in zip(run, weights, strict=True):
            first = begin + (end - begin) * passed / total
            passed += weight
            last = begin + (end - begin) * passed / total if passed < total else end
            yield Piece(piece.text, first, last, piece.gap)
        begin = end
        index = after


def _weigh(text: str, share: Share) -> float:
    if callable(share):
        return share(text)
    return 1.0 if share == "even" else len(text) + 1.0
