"""The base class of the timing formats, and the values that they return.

A format turns a parsed document into `Timings`: the entries exactly as the document has
them, without repairs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

from vidsync.errors import FormatError
from vidsync.transcript import BlendShapes, Phone, Source, Transcript, Turn, Viseme, Word
from vidsync.transcript.word import build_word

UNTIMED = "words have no time of their own: estimated"
"""How the notice about estimated words ends."""


class Entry(NamedTuple):
    """One timed item of a document, not yet checked against its neighbours.

    It is a named tuple, as a long document has a million of them: a tuple is made in a
    quarter of the time that a frozen dataclass takes. Change one with ``_replace``.

    Attributes:
        name: its name in errors: ``word 3 ('Hi')``.
        text: the word as it is displayed; for a pause, the document's text.
        start: seconds.
        end: seconds; None if the document has no end.
        is_word: False for silences, spaces and punctuation with times of their own.
        span: character range in the source text, if the document has it.
        turn: index of the speaker's turn, if the document has it.
        phones: sounds of the word, if the document has them.
        confidence: 0 to 1, if the document has it.
        gap: what is written before the word, if it differs from the usual gap of the script.
    """

    name: str
    text: str
    start: float
    end: float | None
    is_word: bool = True
    span: tuple[int, int] | None = None
    turn: int | None = None
    phones: tuple[Phone, ...] = ()
    confidence: float | None = None
    gap: str | None = None

    def word(self) -> Word:
        """Return the entry as a word of a transcript; without an end its duration is 0."""
        _, text, start, end, _, span, turn, phones, confidence, gap = self
        last = start if end is None else end
        return build_word(text, start, last, span, turn, phones, confidence, gap)


@dataclass(frozen=True, slots=True)
class Timings:
    """The content of a document, in the same form for every format.

    Attributes:
        entries: words and pauses in the document's order.
        duration: seconds of the audio, if the document has it.
        text: the source text, if the document has it.
        language: BCP 47 tag, or ``""``.
        turns: the turns of a conversation.
        source: the origin of the times.
        exact: whether the entries come from a transcript and must not be repaired.
        audio: the audio in the document: pieces of base64, or empty.
        media_type: of the audio, if the document has it.
        encoding: of raw samples without a header: ``pcm_s16le``, for example, or ``""``.
        sample_rate: of raw samples, if the document has it.
        raw_audio: whether the audio is samples without a header, even if they look like a file.
        notices: messages of the service or of the format, in sentences.
        missing: the reason why a valid document has no word times.
        visemes: mouth shapes; an end of infinity is the end of the audio.
        spoken: the words as spoken, if the document has them too.
        guessed_tail: how many words at the end have no time in the document; they may be moved
            to before the audio's end.
        blend_shapes: the face frame by frame, if the document has it.
    """

    entries: Sequence[Entry]
    duration: float | None = None
    text: str = ""
    language: str = ""
    turns: tuple[Turn, ...] = ()
    source: Source = "native"
    exact: bool = False
    audio: tuple[str, ...] = ()
    media_type: str = ""
    encoding: str = ""
    sample_rate: int | None = None
    raw_audio: bool = False
    notices: tuple[str, ...] = ()
    missing: str = ""
    visemes: tuple[Viseme, ...] = ()
    spoken: tuple[Entry, ...] = ()
    guessed_tail: int = 0
    blend_shapes: BlendShapes | None = None


class TimingFormat:
    """Base class of the timing formats.

    A subclass has a `name`, a `title`, `recognises` and `read`, and `write` or `dump` if the
    format can be written. The documentation's page on extending adds one.

    Take numbers, strings and lists out of JSON with `vidsync.timings.reading.fields`; its
    errors name the word and the field.
    """

    name: ClassVar[str]
    """The value of ``format=`` for it."""

    title: ClassVar[str]
    """A description of a few words, for lists."""

    shape: ClassVar[tuple[str, ...]] = ()
    """Names of fields that its documents have; errors name the nearest format by them."""

    frame_rate: float | None = None
    """Frames per second, for documents whose times count frames; None if it is not known."""

    def at_frame_rate(self, frame_rate: float) -> Self:
        """Return the same format for documents whose times count frames at a rate.

        Args:
            frame_rate: frames per second of the document's video.

        Raises:
            FormatError: the rate is not within 1 and 1000.
        """
        if not 1 <= frame_rate <= 1000:
            raise FormatError(f"{frame_rate!r} is not a number of frames per second")
        other = copy(self)
        other.frame_rate = frame_rate
        return other

    def recognises(self, value: object) -> bool:
        """Tell from its content whether a document has this format; never raise.

        Args:
            value: parsed JSON; a list of events if the file was JSON lines or SSE.
        """
        raise NotImplementedError

    def read(self, value: object) -> Timings:
        """Return the content of a document.

        Args:
            value: as for `recognises`; it need not have been recognised.

        Raises:
            FormatError: a field is missing or has the wrong type.
            TimingError: a time is not a number.
        """
        raise NotImplementedError

    def write(self, transcript: Transcript) -> object:
        """Return the document for a transcript, as a JSON value.

        Raises:
            FormatError: this format can only be read.
        """
        raise FormatError(
            f"{self.title} can be read, not written",
            hint=f"{transcript!r} can be written as 'vidsync'",
        )

    def dump(self, transcript: Transcript) -> str:
        """Return the document for a transcript, as text."""
        return json.dumps(self.write(transcript), ensure_ascii=False, indent=1) + "\n"
