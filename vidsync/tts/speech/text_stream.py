"""The input and output of streams.

The input is text, whole or in pieces as it is written. The output is audio and words, as
they are spoken.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from dataclasses import dataclass
from enum import Enum

from vidsync.errors import InputError
from vidsync.transcript import Word
from vidsync.writing import SPACELESS_SENTENCE_MARKS, ends_sentence, has_letters


class Control(Enum):
    """A command between two pieces of text.

    `FLUSH` speaks all text so far at once. `RESET` drops the text that is not spoken yet.
    """

    FLUSH = "flush"
    RESET = "reset"


TextPieces = str | Iterable[str | Control] | AsyncIterable[str | Control]


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A chunk of audio that continues the chunk before it.

    Attributes:
        data: part of a file, cut anywhere, or whole samples without a header.
        media_type: ``audio/mpeg``, …; ``audio/pcm`` for mono samples.
        sample_rate: Hz; None if only the file itself says it.
        encoding: of samples: ``pcm_s16le``, …; ``""`` for a file.
    """

    data: bytes
    media_type: str
    sample_rate: int | None = None
    encoding: str = ""

    def __repr__(self) -> str:
        return f"<AudioChunk {len(self.data)} bytes of {self.encoding or self.media_type}>"


StreamItem = AudioChunk | Word
"""An item of a stream. A word's times are seconds from the start of all its audio."""


async def iter_text(text: TextPieces) -> AsyncGenerator[str | Control, None]:
    """Yield the pieces of a text one by one, without empty ones.

    An iterable that is not async may be slow (a language model, a person who types), so
    it runs in a thread and does not stop the audio.

    Raises:
        InputError: a piece is neither text nor a `Control`.
    """
    if isinstance(text, str):
        yield text
    elif isinstance(text, AsyncIterable):
        async for piece in text:
            if _check_piece(piece):
                yield piece
    else:
        import asyncio  # slow to import, and most of what imports this room streams nothing

        pieces, end = iter(text), object()
        while (item := await asyncio.to_thread(next, pieces, end)) is not end:
            if piece := _check_piece(item):
                yield piece


async def iter_sentences(text: TextPieces) -> AsyncGenerator[str, None]:
    """Join the pieces of a text, and yield each sentence as soon as it is complete.

    A sentence is complete when text follows it, at a flush, and at the end, so the pieces
    may be cut anywhere. Joined, the sentences give the text, except for text that was
    reset and a rest in which nothing can be spoken.

    Raises:
        InputError: as for `iter_text`.
    """
    pending = ""
    async for piece in iter_text(text):
        if piece is Control.RESET:
            pending = ""
            continue
        if isinstance(piece, str):
            pending += piece
        end = len(pending) if piece is Control.FLUSH else _find_last_sentence_end(pending)
        if has_letters(pending[:end]):
            yield pending[:end]
            pending = pending[end:]
    if has_letters(pending):
        yield pending


def find_sentence_ends(text: str) -> list[int]:
    """Return the offsets at which the sentences of a text end, after the space behind them.

    The end of the text is not among them, since the last sentence may continue.
    """
    ends: list[int] = []
    start = 0
    while start < len(text):
        stop = start
        while stop < len(text) and not text[stop].isspace():
            stop += 1
            if text[stop - 1] in SPACELESS_SENTENCE_MARKS and stop < len(text):
                ends.append(stop)
        following = stop
        while following < len(text) and text[following].isspace():
            following += 1
        is_paragraph = text.count("\n", stop, following) > 1
        if following > stop and (
            is_paragraph or (stop > start and ends_sentence(text[start:stop]))
        ):
            ends.append(following)
        start = following
    return ends


def _find_last_sentence_end(text: str) -> int:
    ends = find_sentence_ends(text)
    return ends[-1] if ends else 0


def _check_piece(piece: object) -> str | Control:
    if not isinstance(piece, str | Control):
        raise InputError(f"a piece of the text is {type(piece).__name__}, not a string")
    return piece
