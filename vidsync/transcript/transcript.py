"""The transcript: ordered words with times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from operator import attrgetter
from typing import Literal, Self, TypeVar

from vidsync.errors import InputError, TimingError
from vidsync.transcript.engine_visemes import Viseme
from vidsync.transcript.keeping import keep_spans
from vidsync.transcript.spacing import join_words
from vidsync.transcript.times import Timed, check_times, check_unicode, is_valid_unicode, shorten
from vidsync.transcript.turn import Turn
from vidsync.transcript.word import Pause, Phone, Word
from vidsync.writing import ends_sentence

Source = Literal["native", "aligned", "estimated"]

_Item = TypeVar("_Item", Word, Phone, Pause, Viseme)

# Stands for the end of the last item; recognized by identity, as no number can mean it.
_LAST_END = float(nan)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Ordered words with times.

    Attributes:
        words: in time order; starts never decrease.
        duration: seconds of the audio; no time is past it. By default, the end of the last
            word, pause or viseme.
        text: the source text that `Word.span` points into, or ``""``.
        language: BCP 47 tag, or ``""``.
        turns: the speakers' turns that `Word.turn` points into.
        source: where the times come from: the engine itself (``native``), the audio
            aligned with the text (``aligned``), or a guess (``estimated``).
        pauses: timed entries of the engine that are not words.
        visemes: mouth shapes with their times, if the engine gave any. Lip-sync can show
            them, if it knows their set, instead of shapes made from phones.
        spoken: the words as they were read out ("three" for "3"), with their times, if the
            engine gives them and they differ from `words`. They have no place in `text`.

    Raises:
        TimingError: a time is not finite, is negative, ends before it starts, comes
            before its predecessor or lies past `duration`; names the word and field.
        InputError: a word is blank or points outside `text` or `turns`, a spoken word has
            a span, a viseme has no name, or a text is not valid Unicode.
    """

    words: tuple[Word, ...]
    duration: float = _LAST_END
    text: str = ""
    language: str = ""
    turns: tuple[Turn, ...] = ()
    source: Source = "native"
    pauses: tuple[Pause, ...] = ()
    visemes: tuple[Viseme, ...] = ()
    spoken: tuple[Word, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.words))
        if self.duration is _LAST_END:
            timed: tuple[Timed, ...] = (*self.words, *self.pauses, *self.visemes, *self.spoken)
            object.__setattr__(self, "duration", max((item.end for item in timed), default=0.0))
        if not isfinite(self.duration) or self.duration < 0:
            raise TimingError(f"duration is {self.duration!r}: it must be finite and 0 or more")
        check_unicode(self.text, "the text")
        check_unicode(self.language, "the language")
        for index, turn in enumerate(self.turns):
            check_unicode(turn.speaker + turn.voice, f"turn {index + 1}")
        self._check_words(self.words, "word")
        self._check_words(self.spoken, "spoken word")
        if any(word.span is not None for word in self.spoken):
            raise InputError("a spoken word has a span, but the text has it as it is written")
        self._check_pauses_and_visemes()

    def _check_words(self, words: tuple[Word, ...], kind: str) -> None:
        latest, turns, characters = self.duration, len(self.turns), len(self.text)
        # Most words occur often.
        texts = {word.text for word in words}
        have_text = all(map(str.strip, texts)) and is_valid_unicode("\n".join(texts))
        earliest = 0.0
        for index, word in enumerate(words, 1):
            start, end, span, turn = word.start, word.end, word.span, word.turn
            # Almost all words pass this test; only the others need a name and its errors.
            if not (
                have_text
                and earliest <= start <= end <= latest
                and (turn is None or 0 <= turn < turns)
                and (span is None or 0 <= span[0] <= span[1] <= (characters or span[1]))
                and (word.confidence is None or 0 <= word.confidence <= 1)
                and not word.phones
            ):
                self._check_word(word, f"{kind} {index} ({shorten(word.text)})", earliest)
            earliest = start

    def _check_word(self, word: Word, name: str, earliest: float) -> None:
        self._check_text(word, name)
        check_times(word, name, earliest, self.duration)
        previous = word.start
        for phone in word.phones:
            check_times(phone, f"phone {phone.ipa!r} of {name}", previous, self.duration)
            previous = phone.start
        if word.confidence is not None and not 0 <= word.confidence <= 1:
            raise TimingError(f"{name}: confidence {word.confidence!r} is not within 0 and 1")

    def _check_pauses_and_visemes(self) -> None:
        timed: dict[str, Sequence[Pause | Viseme]] = {"pause": self.pauses, "viseme": self.visemes}
        for kind, items in timed.items():
            earliest = 0.0
            for index, item in enumerate(items, 1):
                name = f"{kind} {index}"
                check_unicode(item.text if isinstance(item, Pause) else item.set + item.name, name)
                if not (isinstance(item, Pause) or (item.set and item.name)):
                    raise InputError(f"{name} has no set or no name")
                check_times(item, name, earliest, self.duration)
                earliest = item.start

    def _check_text(self, word: Word, name: str) -> None:
        if not word.text.strip():
            raise InputError(f"{name} has no text: silences and spaces belong in pauses")
        check_unicode(word.text, name)
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
        """The source text; without one, the words as they are written on one line."""
        return self.text or join_words(self.words)

    def word_at(self, seconds: float) -> Word | None:
        """Return the word at a time, or None in a pause.

        Where two words overlap, it is the one that began last.
        """
        index = bisect_right(self.words, seconds, key=attrgetter("start")) - 1
        return self.words[index] if index >= 0 and seconds < self.words[index].end else None

    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """Return the words of each sentence; a change of turn ends a sentence too."""
        sentences: list[tuple[Word, ...]] = []
        begun: list[Word] = []
        for word, following in zip(self.words, (*self.words[1:], None), strict=True):
            begun.append(word)
            if following is None or following.turn != word.turn or ends_sentence(word.text):
                sentences.append(tuple(begun))
                begun = []
        return tuple(sentences)

    def shift(self, seconds: float) -> Self:
        """Return the same words, later by `seconds` (earlier if negative).

        Raises:
            TimingError: a word would begin before 0.
        """
        return self._map_times(lambda time: time + seconds, max(0.0, self.duration + seconds))

    def scale(self, factor: float) -> Self:
        """Return the same words with every time multiplied: 2 is half the speed.

        Raises:
            TimingError: the factor is not a positive, finite number.
        """
        if not isfinite(factor) or factor <= 0:
            raise TimingError(f"a time scale of {factor!r} is not a positive number")
        return self._map_times(lambda time: time * factor, self.duration * factor)

    def slice(self, start: float, end: float) -> Self:
        """Return the words from one time to another, with `start` as the new 0.

        Words across an edge are cut at it. Words without duration at an edge belong to what
        follows it. Text and spans do not change.

        Raises:
            TimingError: the stretch is empty or not finite.
        """
        if not (isfinite(start) and isfinite(end) and 0 <= start < end):
            raise TimingError(f"{start!r} to {end!r} is not a stretch of time")
        to_the_end = end >= self.duration
        end = min(end, max(self.duration, start))

        def inside(item: Timed) -> bool:
            begun = item.start < end or to_the_end
            return begun and (item.end > start or item.start >= start)

        def cut_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(
                replace(word, phones=tuple(filter(inside, word.phones)))
                for word in words
                if inside(word)
            )

        kept = replace(
            self,
            words=cut_words(self.words),
            pauses=tuple(filter(inside, self.pauses)),
            visemes=tuple(filter(inside, self.visemes)),
            spoken=cut_words(self.spoken),
        )
        return kept._map_times(lambda time: min(max(time, start), end) - start, end - start)

    def keep(self, spans: Iterable[tuple[float, float]]) -> Transcript:
        """Return the words of several stretches of time, joined end to end.

        It is the transcript of a recording that is cut to these stretches. A word stays if at
        least half of it is kept. Phones, pauses and visemes move along, and `text` has only the
        words that stay.

        Args:
            spans: start and end of each stretch in seconds; in order, without overlaps.

        Raises:
            TimingError: a span is empty, not finite or not after the one before it.
        """
        return keep_spans(self, spans)

    def _map_times(self, change: Callable[[float], float], duration: float) -> Self:
        """Apply a function to every time; it must keep their order."""

        def move(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
            return tuple(
                replace(item, start=change(item.start), end=change(item.end)) for item in items
            )

        def move_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(replace(word, phones=move(word.phones)) for word in move(words))

        words, spoken = move_words(self.words), move_words(self.spoken)
        pauses, visemes = move(self.pauses), move(self.visemes)
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
