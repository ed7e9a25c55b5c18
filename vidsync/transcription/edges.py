"""Finds the edges of recognized words: the recognizer's own times are off by 50 to 200 ms."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from vidsync.alignment.aligner import align_audio
from vidsync.alignment.engines.registry import Engine
from vidsync.audio import Samples
from vidsync.errors import AlignmentError, VidsyncWarning, VoiceError
from vidsync.transcript import Phone, Word
from vidsync.writing import ends_sentence

# A recognizer's time may be this wrong, in seconds, where the aligner is not sure.
_LARGEST_ERROR = 0.4
_SURE = 0.6
# Factor for the confidence of a word that the aligner did not find.
_UNCONFIRMED = 0.6
# Shortest length of a word, in seconds.
_SHORTEST_WORD = 0.02
# Words that were not found are tried again together, up to this number and this pause, with
# this much sound around them, in seconds.
_MOST_WORDS = 12
_PAUSE = 0.3
_AROUND = 0.3
# Seconds that are aligned at a time: memory and time grow faster than the sound.
_LONGEST_PART = 60.0


class EdgeFinder:
    """Places the words of a recording, one window after the other.

    The first window chooses the aligner's engine for all of them.

    Args:
        language: BCP 47 tag.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._engine: Engine = "auto"
        self._is_able = True

    def place(self, words: Sequence[Word], sound: Samples) -> tuple[Word, ...]:
        """Return words where the aligner finds them.

        Args:
            words: with rough times from the start of `sound`.
            sound: the window.

        Returns:
            The same words in order. One that is found has phones. One that is not keeps the
            recognizer's time, as far as the others leave room, and is less sure.
        """
        placed: list[Word] = []
        rate = sound.sample_rate
        for first, last, start, end in _cut_at_pauses(words, sound.duration):
            part = Samples(sound.data[round(start * rate) : round(end * rate)], rate)
            rough = [_shift(word, -start) for word in words[first:last]]
            placed += [_shift(word, start) for word in self._place_part(rough, part)]
        return tuple(placed)

    def _place_part(self, words: Sequence[Word], sound: Samples) -> tuple[Word, ...]:
        found = self._align(words, sound)
        for first, last in _runs_without(found, words):
            # One misheard sentence can hide the place of its neighbours.
            before = found[first - 1].end if first - 1 in found else 0.0
            after = found[last].start if last in found else sound.duration
            start = max(before, words[first].start - _AROUND)
            end = min(after, words[last - 1].end + _AROUND)
            if end - start > _SHORTEST_WORD and (first, last) != (0, len(words)):
                found |= self._align_part(words, first, last, sound, start, end)
        return _merge(words, found, sound.duration)

    def _align_part(
        self,
        words: Sequence[Word],
        first: int,
        last: int,
        sound: Samples,
        start: float,
        end: float,
    ) -> dict[int, Word]:
        rate = sound.sample_rate
        part = Samples(sound.data[round(start * rate) : round(end * rate)], rate)
        rough = [_shift(word, -start) for word in words[first:last]]
        return {
            first + index: _shift(word, start) for index, word in self._align(rough, part).items()
        }

    def _align(self, words: Sequence[Word], sound: Samples) -> dict[int, Word]:
        """Return the words that are found near their rough times, by their index."""
        if not (words and self._is_able):
            return {}
        starts: list[int] = []
        text = ""
        for word in words:
            starts.append(len(text))
            # Angle brackets would be taken for markup.
            text += word.text.replace("<", " ").replace(">", " ") + " "
        try:
            with warnings.catch_warnings():
                # Of letters that a voice can't read: their words then keep their rough times.
                warnings.simplefilter("ignore", VidsyncWarning)
                alignment = align_audio(
                    sound,
                    text,
                    language=self._language,
                    engine=self._engine,
                    workers=1,
                    on_progress=None,
                )
        except AlignmentError:
            return {}
        except VoiceError:  # espeak-ng does not know the language
            self._is_able = False
            return {}
        if self._engine == "auto":
            self._engine = "dtw" if alignment.report.engine == "dtw" else "sphinx"
        found: dict[int, Word] = {}
        for word in alignment.transcript.words:
            index = bisect_right(starts, (word.span or (0, 0))[0]) - 1
            found[index] = _join(found[index], word) if index in found else word
        return {
            index: word
            for index, word in found.items()
            if (word.confidence or 0.0) >= _SURE
            or abs(word.start - words[index].start) <= _LARGEST_ERROR
        }


def _runs_without(found: Mapping[int, Word], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the first index of each run of words that are not found, and that after its last."""
    first: int | None = None
    for index, word in enumerate(words):
        if index in found:
            continue
        first = index if first is None else first
        following = words[index + 1] if index + 1 < len(words) else None
        if (
            following is None
            or index + 1 in found
            or ends_sentence(word.text)
            or following.start - word.end >= _PAUSE
            or index + 1 - first >= _MOST_WORDS
        ):
            yield first, index + 1
            first = None


def _cut_at_pauses(
    words: Sequence[Word], duration: float
) -> Iterator[tuple[int, int, float, float]]:
    """Cut a long sound into parts at the longest pauses between words.

    Yields:
        The indexes of each part's first word and of the one after its last, and the part's start
        and end in seconds.
    """
    first, start = 0, 0.0
    while duration - start > _LONGEST_PART:
        best, following, end = -1.0, first, start + _LONGEST_PART
        for index in range(first + 1, len(words)):
            before, after = words[index - 1].end, words[index].start
            middle = (before + after) / 2
            if middle > start + _LONGEST_PART:
                break
            if middle >= start + _LONGEST_PART / 2 and after - before > best:
                best, following, end = after - before, index, middle
        if best < 0:
            # Words touch or overlap all the time, or there are none.
            following = first
            while following < len(words) and words[following].start < end:
                following += 1
        yield first, following, start, end
        first, start = following, end
    yield first, len(words), start, duration


def _shift(word: Word, seconds: float) -> Word:
    start = max(0.0, word.start + seconds)
    phones = tuple(
        Phone(phone.ipa, max(0.0, phone.start + seconds), max(0.0, phone.end + seconds))
        for phone in word.phones
    )
    return replace(word, start=start, end=max(start, word.end + seconds), phones=phones)


def _join(first: Word, second: Word) -> Word:
    return replace(
        first,
        end=second.end,
        phones=(*first.phones, *second.phones),
        confidence=min(first.confidence or 0.0, second.confidence or 0.0),
    )


def _merge(words: Sequence[Word], found: Mapping[int, Word], duration: float) -> tuple[Word, ...]:
    """Return found words at their places, and the others at their own times between them."""
    merged: list[Word] = []
    earliest = 0.0
    limits = [duration] * (len(words) + 1)
    for index in range(len(words) - 1, -1, -1):
        limits[index] = min(limits[index + 1], found[index].start if index in found else duration)
    for index, word in enumerate(words):
        exact = found.get(index)
        if exact is not None and exact.start >= earliest:
            end = max(exact.end, exact.start + _SHORTEST_WORD)
            placed = replace(word, start=exact.start, end=end, phones=exact.phones)
        else:
            latest = max(limits[index + 1], earliest)
            start = max(earliest, min(word.start, latest - _SHORTEST_WORD))
            end = min(max(word.end, start + _SHORTEST_WORD), max(latest, start + _SHORTEST_WORD))
            sure = None if word.confidence is None else word.confidence * _UNCONFIRMED
            placed = replace(word, start=start, end=end, confidence=sure, phones=())
        merged.append(placed)
        earliest = placed.end
    return _keep_within(merged, duration)


def _keep_within(words: Sequence[Word], duration: float) -> tuple[Word, ...]:
    """Return words that end within the sound: those that crowd its end move back."""
    kept: list[Word] = []
    latest = duration
    for word in reversed(words):
        if word.end > latest:
            start = max(0.0, min(word.start, latest - _SHORTEST_WORD))
            word = replace(word, start=start, end=latest, phones=())
        kept.append(word)
        latest = min(latest, word.start)
    return tuple(reversed(kept))
