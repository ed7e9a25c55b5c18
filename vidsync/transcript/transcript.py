"""Words and when they are heard: the ground floor.

Everything vidsync makes is derived from a `Transcript`. It holds what any engine's
timing payload can say, in one shape, and it is a value: an operation returns a new
one. Reading and writing documents is the timings room's work.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from operator import attrgetter
from typing import Literal, Protocol, Self, TypeVar

from vidsync.errors import InputError, TimingError
from vidsync.transcript.engine_visemes import BlendShapes, Viseme
from vidsync.writing import ends_sentence

Source = Literal["native", "aligned", "estimated"]


@dataclass(frozen=True, slots=True)
class Phone:
    """One speech sound.

    Attributes:
        ipa: the segment in IPA, length and stress marks included.
        start: seconds from the start of the audio. For a plosive, where the closure
            begins, not where it is released.
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
    """One spoken word and when it is heard.

    Attributes:
        text: as it should be shown, punctuation attached.
        start: seconds from the start of the audio.
        end: seconds; never before `start`.
        span: character range in the source text, end exclusive, if known.
        turn: index into the transcript's turns, if it is a conversation.
        phones: the sounds it is made of, in order, if known.
        confidence: 0 to 1, if the timing was estimated by something that can tell.
    """

    text: str
    start: float
    end: float
    span: tuple[int, int] | None = None
    turn: int | None = None
    phones: tuple[Phone, ...] = ()
    confidence: float | None = None

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pause:
    """A timed stretch of an engine's answer that is no word.

    Some engines time silences, spaces and punctuation as entries of their own. They
    are kept as they came, so that a document can be written back without loss.

    Attributes:
        start: seconds from the start of the audio.
        end: seconds; never before `start`.
        text: what the engine wrote for it: ``""``, ``" "`` or punctuation.
    """

    start: float
    end: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of a conversation.

    Attributes:
        speaker: a name to show, or ``""``.
        voice: the engine's voice that spoke it, or ``""``.
    """

    speaker: str = ""
    voice: str = ""


class _Timed(Protocol):
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


_Item = TypeVar("_Item", Word, Phone, Pause, Viseme)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Ordered words with times, and what is known about them.

    Attributes:
        words: in time order; starts never decrease.
        duration: seconds of the audio; no time is past it.
        text: the source text that `Word.span` points into, or ``""``.
        language: BCP 47 tag, or ``""``.
        turns: the speakers' turns that `Word.turn` points into.
        source: where the times come from: the engine itself (``native``), the audio
            aligned with the text (``aligned``), or a guess (``estimated``).
        pauses: timed entries that are no words, as the engine gave them.
        visemes: mouth shapes with their times, if the engine gave any: a lip-sync that
            knows their set can show them instead of shapes made from phones.
        spoken: the words as they were spoken out ("three" for "3"), with their times, if
            the engine tells and they differ from `words`. They have no place in `text`.

    Raises:
        TimingError: a time is not finite, is negative, ends before it starts, comes
            before its predecessor or lies past `duration`; names the word and field.
        InputError: a word is blank or points outside `text` or `turns`, a spoken word has
            a span, a viseme has no name, or a text is not valid Unicode.
    """

    words: tuple[Word, ...]
    duration: float
    text: str = ""
    language: str = ""
    turns: tuple[Turn, ...] = ()
    source: Source = "native"
    pauses: tuple[Pause, ...] = ()
    visemes: tuple[Viseme, ...] = ()
    spoken: tuple[Word, ...] = ()

    def __post_init__(self) -> None:
        if not isfinite(self.duration) or self.duration < 0:
            raise TimingError(f"duration is {self.duration!r}: it must be finite and 0 or more")
        _check_unicode(self.text, "the text")
        _check_unicode(self.language, "the language")
        for index, turn in enumerate(self.turns):
            _check_unicode(turn.speaker + turn.voice, f"turn {index + 1}")
        self._check_words(self.words, "word")
        self._check_words(self.spoken, "spoken word")
        if any(word.span is not None for word in self.spoken):
            raise InputError("a spoken word has a span, but the text has it as it is written")
        self._check_pauses_and_visemes()

    def _check_words(self, words: tuple[Word, ...], kind: str) -> None:
        earliest = 0.0
        for index, word in enumerate(words, 1):
            name = f"{kind} {index} ({_shown(word.text)})"
            self._check_text(word, name)
            _check_times(word, name, earliest, self.duration)
            earliest = previous = word.start
            for phone in word.phones:
                _check_times(phone, f"phone {phone.ipa!r} of {name}", previous, self.duration)
                previous = phone.start
            if word.confidence is not None and not 0 <= word.confidence <= 1:
                raise TimingError(f"{name}: confidence {word.confidence!r} is not within 0 and 1")

    def _check_pauses_and_visemes(self) -> None:
        timed: dict[str, Sequence[Pause | Viseme]] = {"pause": self.pauses, "viseme": self.visemes}
        for kind, items in timed.items():
            earliest = 0.0
            for index, item in enumerate(items, 1):
                name = f"{kind} {index}"
                _check_unicode(item.text if isinstance(item, Pause) else item.set + item.name, name)
                if not (isinstance(item, Pause) or (item.set and item.name)):
                    raise InputError(f"{name} has no set or no name")
                _check_times(item, name, earliest, self.duration)
                earliest = item.start

    def _check_text(self, word: Word, name: str) -> None:
        if not word.text.strip():
            raise InputError(f"{name} has no text: silences and spaces belong in pauses")
        _check_unicode(word.text, name)
        if word.span is not None:
            first, last = word.span
            if not 0 <= first <= last <= (len(self.text) or last):
                raise InputError(
                    f"{name}: span {word.span} is outside the text of {len(self.text)} characters"
                )
        if word.turn is not None and not 0 <= word.turn < len(self.turns):
            raise InputError(f"{name}: turn {word.turn} of {len(self.turns)} does not exist")

    def __repr__(self) -> str:
        return (
            f"<Transcript {len(self.words)} words, {self.duration:.2f} s, {self.source}"
            f"{', ' + self.language if self.language else ''}>"
        )

    @property
    def plain_text(self) -> str:
        """The source text; without one, the words with spaces between."""
        return self.text or " ".join(word.text for word in self.words)

    def word_at(self, seconds: float) -> Word | None:
        """The word that is heard at a time, or None in a pause.

        Where two words overlap, the one that began last.
        """
        index = bisect_right(self.words, seconds, key=attrgetter("start")) - 1
        return self.words[index] if index >= 0 and seconds < self.words[index].end else None

    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """The words, sentence by sentence; a change of turn ends one too."""
        sentences: list[tuple[Word, ...]] = []
        begun: list[Word] = []
        for word, following in zip(self.words, (*self.words[1:], None), strict=True):
            begun.append(word)
            if following is None or following.turn != word.turn or ends_sentence(word.text):
                sentences.append(tuple(begun))
                begun = []
        return tuple(sentences)

    def shift(self, seconds: float) -> Self:
        """The same words, later by some seconds (or earlier, if negative).

        Raises:
            TimingError: a word would begin before 0.
        """
        return self._mapped(lambda time: time + seconds, max(0.0, self.duration + seconds))

    def scale(self, factor: float) -> Self:
        """The same words with every time multiplied: 2 is half the speed.

        Raises:
            TimingError: the factor is not a positive, finite number.
        """
        if not isfinite(factor) or factor <= 0:
            raise TimingError(f"a time scale of {factor!r} is not a positive number")
        return self._mapped(lambda time: time * factor, self.duration * factor)

    def slice(self, start: float, end: float) -> Self:
        """What is heard from one time to another, with `start` as the new 0.

        Words that reach over an edge are cut at it; words of no duration at an edge
        belong to what follows it. Text and spans stay as they are.

        Raises:
            TimingError: the stretch is empty or not finite.
        """
        if not (isfinite(start) and isfinite(end) and 0 <= start < end):
            raise TimingError(f"{start!r} to {end!r} is not a stretch of time")
        to_the_end = end >= self.duration
        end = min(end, max(self.duration, start))

        def inside(item: _Timed) -> bool:
            begun = item.start < end or to_the_end
            return begun and (item.end > start or item.start >= start)

        def heard(words: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(
                replace(word, phones=tuple(filter(inside, word.phones)))
                for word in words
                if inside(word)
            )

        kept = replace(
            self,
            words=heard(self.words),
            pauses=tuple(filter(inside, self.pauses)),
            visemes=tuple(filter(inside, self.visemes)),
            spoken=heard(self.spoken),
        )
        return kept._mapped(lambda time: min(max(time, start), end) - start, end - start)

    def _mapped(self, change: Callable[[float], float], duration: float) -> Self:
        """Every time run through a function that keeps their order."""

        def moved(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
            return tuple(
                replace(item, start=change(item.start), end=change(item.end)) for item in items
            )

        def moved_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(replace(word, phones=moved(word.phones)) for word in moved(words))

        words, spoken = moved_words(self.words), moved_words(self.spoken)
        pauses, visemes = moved(self.pauses), moved(self.visemes)
        # Sums of floats can end a hair after the sum of their sums: the last end counts then.
        ends = [item.end for items in (words, spoken, pauses, visemes) for item in items]
        return replace(
            self,
            words=words,
            pauses=pauses,
            visemes=visemes,
            spoken=spoken,
            duration=max(duration, *ends, 0.0),
        )


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio that was spoken, and its transcript.

    Attributes:
        audio: the encoded file, as bytes.
        media_type: of `audio`: ``audio/wav``, ``audio/mpeg``, …
        sample_rate: of `audio`, in Hz.
        transcript: what is said, and when.
        warnings: what the engine or vidsync had to degrade, in sentences.
        blend_shapes: the face frame by frame, if the engine gave it.
    """

    audio: bytes
    media_type: str
    sample_rate: int
    transcript: Transcript
    warnings: tuple[str, ...] = ()
    blend_shapes: BlendShapes | None = None

    def __repr__(self) -> str:
        return (
            f"<Speech {self.media_type}, {self.sample_rate} Hz, {len(self.audio)} bytes, "
            f"{self.transcript!r}>"
        )


def join(transcripts: Iterable[Transcript], *, gap: float = 0.0) -> Transcript:
    """Transcripts laid end to end, each after the duration of the one before.

    Args:
        transcripts: at least one. The first one's language is kept; the source is the
            weakest of them all.
        gap: seconds between one's end and the next one's start.

    Returns:
        One transcript: spans and turns point into the joined text and turns.

    Raises:
        InputError: there is none to join.
    """
    parts = list(transcripts)
    if not parts:
        raise InputError("there are no transcripts to join")
    words: list[Word] = []
    spoken: list[Word] = []
    pauses: list[Pause] = []
    visemes: list[Viseme] = []
    turns: tuple[Turn, ...] = ()
    text = ""
    end = 0.0
    for number, part in enumerate(parts):
        separator = " " if text and part.text and not text[-1].isspace() else ""
        characters = len(text) + len(separator)
        moved = part.shift(end + gap if number else 0.0)
        words += _placed(moved.words, characters, len(turns))
        if any(each.spoken for each in parts):
            said = moved.spoken or (replace(word, span=None) for word in moved.words)
            spoken += _placed(said, characters, len(turns))
        pauses += moved.pauses
        visemes += moved.visemes
        text += separator + part.text
        turns += part.turns
        end = moved.duration
    weakest: Source = max((part.source for part in parts), key=_SOURCES.index)
    return Transcript(
        words=tuple(words),
        duration=end,
        text=text,
        language=parts[0].language,
        turns=turns,
        source=weakest,
        pauses=tuple(pauses),
        visemes=tuple(visemes),
        spoken=tuple(spoken),
    )


def _placed(words: Iterable[Word], characters: int, turns: int) -> Iterator[Word]:
    """Words whose text and turns come after some others."""
    return (
        replace(
            word,
            span=word.span and (word.span[0] + characters, word.span[1] + characters),
            turn=None if word.turn is None else word.turn + turns,
        )
        for word in words
    )


_SOURCES: tuple[Source, ...] = ("native", "aligned", "estimated")


def _check_unicode(text: str, name: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(
            f"{name} holds half of a surrogate pair, which is no character",
            hint="decode the text as UTF-16, or as JSON, before it gets here",
        ) from None


def _check_times(item: _Timed, name: str, earliest: float, latest: float) -> None:
    for field, value in (("start", item.start), ("end", item.end)):
        if not isfinite(value):
            raise TimingError(f"{name}: {field} is {value!r}, not a number of seconds")
        if value < 0:
            raise TimingError(f"{name}: {field} is {value:g} s, before the audio begins")
        if value > latest:
            raise TimingError(
                f"{name}: {field} is {value:g} s, past the audio's end at {latest:g} s"
            )
    if item.end < item.start:
        raise TimingError(f"{name}: end {item.end:g} s is before start {item.start:g} s")
    if item.start < earliest:
        raise TimingError(
            f"{name}: start {item.start:g} s is before the one before it, at {earliest:g} s"
        )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 24 else text[:23] + "…")
