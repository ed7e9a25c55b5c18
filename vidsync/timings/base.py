"""What a timing format is, and what it hands over.

A format turns a parsed document into `Timings`: entries exactly as the document has
them. Repairing times, finding words in the source text and building the transcript is
done once, for all formats, in `vidsync.timings.documents`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from vidsync.errors import FormatError
from vidsync.transcript import BlendShapes, Phone, Source, Transcript, Turn, Viseme, Word


@dataclass(frozen=True, slots=True)
class Entry:
    """One timed item of a document, not yet checked against its neighbours.

    Attributes:
        name: how an error calls it: ``word 3 ('Hi')``.
        text: the word as it should be shown; of a pause, what the document has for it.
        start: seconds.
        end: seconds; None if the document leaves it out.
        is_word: False for silences, spaces and punctuation timed on their own.
        span: character range in the source text, if the document says it.
        turn: index of the speaker's turn, if the document says it.
        phones: sounds of the word, if the document has them.
        confidence: 0 to 1, if the document says it.
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

    def word(self) -> Word:
        """The entry as a word of a transcript; without an end it lasts no time."""
        return Word(
            text=self.text,
            start=self.start,
            end=self.start if self.end is None else self.end,
            span=self.span,
            turn=self.turn,
            phones=self.phones,
            confidence=self.confidence,
        )


@dataclass(frozen=True, slots=True)
class Timings:
    """All that a document says, in one shape.

    Attributes:
        entries: words and pauses in the document's order.
        duration: seconds of the audio, if the document says it.
        text: the source text, if the document holds it.
        language: BCP 47 tag, or ``""``.
        turns: the conversation's turns.
        source: where the times come from.
        exact: the entries are a transcript's own and are not to be tidied.
        audio: the audio as the document has it: base64, in pieces, or nothing.
        media_type: of the audio, if the document says it.
        encoding: of raw samples without a header: ``pcm_s16le`` and the like, or ``""``.
        sample_rate: of raw samples, if the document says it.
        raw_audio: the audio is samples without a header, whatever else is known.
        notices: what the service or the reading had to say, in sentences.
        missing: why there are no word times, if the document has none by design.
        visemes: mouth shapes; an end of infinity is the end of the audio.
        spoken: the words as they are spoken out, if the document has them as well.
        blend_shapes: the face frame by frame, if the document has it.
    """

    entries: tuple[Entry, ...]
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
    blend_shapes: BlendShapes | None = None


class TimingFormat:
    """One shape of timing document.

    To add one: write a subclass in a file of its own with `name`, `title`, `recognises`
    and `read` (and `write`, if the shape is known well enough to be written), and put an
    instance of it into `FORMATS` in ``registry.py``. A package outside vidsync names the
    class as an entry point in the group ``vidsync.timings`` instead. Numbers, strings and
    lists are taken out with `vidsync.timings.reading.fields`, so that errors name the word and
    the field.
    """

    name: ClassVar[str]
    """What ``format=`` calls it."""

    title: ClassVar[str]
    """What it is, in a few words for a list."""

    def recognises(self, value: object) -> bool:
        """Whether a document is of this format, by its content; never raises.

        Args:
            value: parsed JSON; a list of events where the file was lines or SSE.
        """
        raise NotImplementedError

    def read(self, value: object) -> Timings:
        """Take everything out of a document.

        Args:
            value: as for `recognises`, which need not have been asked.

        Raises:
            FormatError: a field is missing or of the wrong type.
            TimingError: a time is no number.
        """
        raise NotImplementedError

    def write(self, transcript: Transcript) -> object:
        """The document for a transcript, as a JSON value.

        Raises:
            FormatError: this format is only read.
        """
        raise FormatError(
            f"{self.title} can be read, not written",
            hint=f"{transcript!r} can be written as 'vidsync'",
        )

    def dump(self, transcript: Transcript) -> str:
        """The document for a transcript, as text."""
        return json.dumps(self.write(transcript), ensure_ascii=False, indent=1) + "\n"
