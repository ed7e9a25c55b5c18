"""Words, the sounds they consist of, and pauses between them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import cast


@dataclass(frozen=True, slots=True)
class Phone:
    """A speech sound.

    Attributes:
        ipa: the segment in IPA, length and stress marks included.
        start: seconds from the start of the audio. A plosive starts with its
            closure, not with its release.
        end: seconds; never before `start`.
    """

    ipa: str
    start: float
    end: float

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word and its time.

    Attributes:
        text: as it should be shown, punctuation attached.
        start: seconds from the start of the audio.
        end: seconds; never before `start`.
        span: character range in the source text, end exclusive, if known.
        turn: index into the transcript's turns, in a conversation.
        phones: its sounds in order, if known.
        confidence: 0 to 1, if the source of the times gives one.
        gap: what is written between the word before and this one: ``""``, a space or a
            no-break space. None is the usual gap of the script.
    """

    text: str
    start: float
    end: float
    span: tuple[int, int] | None = None
    turn: int | None = None
    phones: tuple[Phone, ...] = ()
    confidence: float | None = None
    gap: str | None = None

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


class _Draft:
    """A word that is being made; see `build_word`."""

    __slots__ = tuple(field.name for field in fields(Word))

    def __init__(
        self,
        text: str,
        start: float,
        end: float,
        span: tuple[int, int] | None,
        turn: int | None,
        phones: tuple[Phone, ...],
        confidence: float | None,
        gap: str | None,
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.span = span
        self.turn = turn
        self.phones = phones
        self.confidence = confidence
        self.gap = gap
        self.__class__ = Word  # type: ignore[assignment]


build_word = cast(type[Word], _Draft)
"""Return a word from all its fields, in a third of the time that `Word` takes.

A frozen dataclass sets each field with a function call. An object of a class with the same
slots is filled without them and then becomes a word. Documents have a million words.
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """A timed entry of an engine's answer that is not a word.

    Some engines give times for silences, spaces and punctuation. The entries are kept
    unchanged, so that a document can be written again without loss.

    Attributes:
        start: seconds from the start of the audio.
        end: seconds; never before `start`.
        text: the engine's text for it: ``""``, ``" "``, punctuation, a tag, or the description
            of a sound, such as ``[laughter]`` or ``♪``. It is not spoken, so no mouth moves
            and it is no word of a caption; captions for deaf viewers may show a description.
    """

    start: float
    end: float
    text: str = ""
