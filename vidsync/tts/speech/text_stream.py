"""What goes into a stream and what comes out of it.

Text goes in whole or in pieces, as it is written; audio and words come out as they are
spoken. How an engine does that is its own work.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from dataclasses import dataclass
from enum import Enum

from vidsync.errors import InputError
from vidsync.transcript import Word, ends_sentence

_UNSPACED_ENDS = "。！？"


class Control(Enum):
    """What may stand between pieces of text.

    `FLUSH` has everything so far spoken at once; `RESET` drops what is not spoken yet.
    """

    FLUSH = "flush"
    RESET = "reset"


TextPieces = str | Iterable[str | Control] | AsyncIterable[str | Control]


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A stretch of audio, which continues the one before it.

    Attributes:
        data: of a file cut anywhere, or whole samples without a header.
        media_type: ``audio/mpeg``, …; ``audio/pcm`` for mono samples.
        sample_rate: Hz; None where only the file itself says it.
        encoding: of samples: ``pcm_s16le``, …; ``""`` for a file.
    """

    data: bytes
    media_type: str
    sample_rate: int | None = None
    encoding: str = ""

    def __repr__(self) -> str:
        return f"<AudioChunk {len(self.data)} bytes of {self.encoding or self.media_type}>"


Streamed = AudioChunk | Word
"""What a stream yields. A word's times are seconds from the start of all the audio."""


async def text_pieces(text: TextPieces) -> AsyncGenerator[str | Control, None]:
    """The pieces of a text one by one, empty ones left out.

    An iterable that is not async may take its time (a model that writes, a person who
    types): it is asked in a thread, and the audio goes on meanwhile.

    Raises:
        InputError: something in it is no text.
    """
    if isinstance(text, str):
        yield text
    elif isinstance(text, AsyncIterable):
        async for piece in text:
            if _checked(piece):
                yield piece
    else:
        import asyncio  # slow to import, and most of what imports this room streams nothing

        pieces, end = iter(text), object()
        while (asked := await asyncio.to_thread(next, pieces, end)) is not end:
            if piece := _checked(asked):
                yield piece


async def sentences(text: TextPieces) -> AsyncGenerator[str, None]:
    """Pieces of a text put together into sentences, each as soon as it is complete.

    A sentence is complete when something follows its end, so that the pieces may be cut
    anywhere; at a flush; and at the end. Put together they are the text again, but for
    what was reset and a rest that nothing can be spoken of.

    Raises:
        InputError: as `text_pieces`.
    """
    pending = ""
    async for piece in text_pieces(text):
        if piece is Control.RESET:
            pending = ""
            continue
        if isinstance(piece, str):
            pending += piece
        end = len(pending) if piece is Control.FLUSH else _complete(pending)
        if is_speakable(pending[:end]):
            yield pending[:end]
            pending = pending[end:]
    if is_speakable(pending):
        yield pending


def sentence_ends(text: str) -> list[int]:
    """Where the sentences of a text end, the space after them included.

    The text's own end is not among them: what stands last may go on.
    """
    ends: list[int] = []
    start = 0
    while start < len(text):
        stop = start
        while stop < len(text) and not text[stop].isspace():
            stop += 1
            if text[stop - 1] in _UNSPACED_ENDS and stop < len(text):
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


def is_speakable(text: str) -> bool:
    """Whether there is a letter, a digit or a symbol in a text."""
    return any(character.isalnum() for character in text)


def _complete(text: str) -> int:
    ends = sentence_ends(text)
    return ends[-1] if ends else 0


def _checked(piece: object) -> str | Control:
    if not isinstance(piece, str | Control):
        raise InputError(f"a piece of the text is {type(piece).__name__}, not a string")
    return piece
