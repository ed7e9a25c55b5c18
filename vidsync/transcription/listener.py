"""Transcribes one channel of a recording, window by window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from math import inf

from vidsync.audio import Floats, Samples
from vidsync.transcript import Transcript, Turn, Word
from vidsync.transcription.edges import EdgeFinder
from vidsync.transcription.invented import find_spoken
from vidsync.transcription.kept_results import KeptResults
from vidsync.transcription.listening.detectors import best_detector
from vidsync.transcription.listening.windows import LONG_PAUSE, Window, cut_windows
from vidsync.transcription.recognition import Recognition
from vidsync.transcription.recognizer import Recognizer
from vidsync.transcription.report import Transcription, is_doubtful
from vidsync.transcription.speakers.voices import Voices
from vidsync.transcription.terms import TermCorrector, Terms
from vidsync.transcription.usable_words import make_usable

# The language is detected in the first windows, until it is this sure.
_MOST_WINDOWS_FOR_LANGUAGE = 3
_SURE_OF_LANGUAGE = 0.8


class Listening:
    """One pass through a recording: the words so far, and what is known about the language.

    Args:
        recognizer: hears the words.
        language: BCP 47 tag; None detects it.
        prompt: for the recognizer.
        terms: names and terms that are prompted, and corrected by their sound.
        voices: tells the speakers apart; None does not.
        kept: results of an earlier run; None keeps nothing.
        review: also find out what else doubtful words could be.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        *,
        language: str | None = None,
        prompt: str | None = None,
        terms: Terms | None = None,
        voices: Voices | None = None,
        kept: KeptResults | None = None,
        review: bool = False,
    ) -> None:
        self._recognizer = recognizer
        self._language = language
        self._language_confidence: float | None = None
        self._prompt = " ".join(filter(None, (prompt, terms.prompt if terms else ""))) or None
        self._terms = terms
        self._voices = voices
        self._correctors: dict[str, TermCorrector] = {}
        self._kept = kept
        self._review = review
        self._edges: dict[str, EdgeFinder] = {}
        self._languages: Counter[str] = Counter()
        self._confidences: list[float] = []
        self._words: list[Word] = []
        self._turns: list[Turn] = []
        self._alternatives: list[tuple[str, ...]] = []
        self._speech = 0.0

    def windows(self, blocks: Iterable[Floats]) -> Iterator[Window]:
        """Yield the windows of a recording, after the first ones have told the language.

        Args:
            blocks: mono at 16 kHz, in order.
        """
        recognizer = self._recognizer
        windows = cut_windows(
            blocks,
            best_detector(),
            longest=recognizer.max_window,
            long_pause=inf if recognizer.finds_speakers else LONG_PAUSE,
        )
        first = [] if self._language else self._detect_language(windows)
        return chain(first, windows)

    def add(self, window: Window) -> None:
        """Recognize a window and place its words."""
        heard = self._recognize(window.sound)
        language = self._language or heard.language or "en"
        others = heard.alternatives or ((),) * len(heard.words)
        pairs = [
            (heard.words[index], others[index]) for index in find_spoken(heard.words, window.speech)
        ]
        if self._terms:
            if language not in self._correctors:
                self._correctors[language] = TermCorrector(self._terms, language)
            pairs = self._correctors[language].correct(pairs)
        self._languages[language] += len(pairs)
        if heard.language_confidence is not None and not self._language:
            self._confidences.append(heard.language_confidence)
        self._speech += sum(end - start for start, end in window.speech)
        edges = self._edges.setdefault(language, EdgeFinder(language))
        earliest = self._words[-1].start if self._words else 0.0
        placed = edges.place([word for word, _ in pairs], window.sound)
        if self._voices:
            self._voices.add(placed, window.sound)
        for word in placed:
            turn = None if word.turn is None else word.turn + len(self._turns)
            self._words.append(_move(word, window.start, earliest, turn))
        self._alternatives += (others for _, others in pairs)
        self._turns += heard.turns

    def result(self, duration: float) -> Transcription:
        """Return what was heard in all windows.

        Args:
            duration: seconds of the recording.
        """
        words = tuple(self._words)
        duration = max([duration, *(word.end for word in words)])
        is_aligned = any(word.phones for word in words)
        common = self._languages.most_common(1)
        language = self._language or (common[0][0] if common else "")
        transcript = Transcript(
            words,
            duration,
            language=language,
            turns=tuple(self._turns),
            source="aligned" if is_aligned else "native",
        )
        sure = self._language_confidence
        if sure is None and self._confidences:
            sure = sum(self._confidences) / len(self._confidences)
        if self._voices:
            transcript = self._voices.assign(transcript)
        return Transcription(transcript, sure, tuple(self._alternatives), self._speech)

    def _detect_language(self, windows: Iterator[Window]) -> list[Window]:
        """Detect the language in the first windows, and return those that it took."""
        taken: list[Window] = []
        votes: dict[str, float] = {}
        for count, window in enumerate(islice(windows, _MOST_WINDOWS_FOR_LANGUAGE), 1):
            taken.append(window)
            answer = self._recognizer.detect_language(window.sound)
            if answer is None:
                break
            votes[answer[0]] = votes.get(answer[0], 0.0) + answer[1]
            self._language, total = max(votes.items(), key=lambda vote: vote[1])
            self._language_confidence = min(1.0, total / count)
            if self._language_confidence >= _SURE_OF_LANGUAGE:
                break
        return taken

    def _recognize(self, sound: Samples) -> Recognition:
        heard = self._recall(sound, "words", self._hear)
        doubtful = any(is_doubtful(word) for word in heard.words)
        if not (self._review and doubtful) or heard.alternatives:
            return heard

        def reconsider(sound: Samples) -> Recognition:
            others = self._recognizer.find_alternatives(
                sound, heard, language=self._language, prompt=self._prompt
            )
            return make_usable(replace(heard, alternatives=others), sound.duration)

        return self._recall(sound, "alternatives", reconsider)

    def _hear(self, sound: Samples) -> Recognition:
        heard = self._recognizer.recognize(sound, language=self._language, prompt=self._prompt)
        return make_usable(heard, sound.duration)

    def _recall(
        self, sound: Samples, what: str, find: Callable[[Samples], Recognition]
    ) -> Recognition:
        """Return a result of an earlier run, or find it now and keep it."""
        if self._kept is None:
            return find(sound)
        key = self._kept.key(sound, self._recognizer, self._language, self._prompt, what)
        heard = self._kept.find(key)
        if heard is None:
            heard = find(sound)
            self._kept.keep(key, heard)
        return heard


def _move(word: Word, seconds: float, earliest: float, turn: int | None) -> Word:
    """Return a word later by some seconds, but not before the last word of the window before."""
    start = max(earliest, word.start + seconds)
    phones = tuple(
        replace(phone, start=phone.start + seconds, end=phone.end + seconds)
        for phone in word.phones
    )
    return replace(word, start=start, end=max(start, word.end + seconds), turn=turn, phones=phones)
