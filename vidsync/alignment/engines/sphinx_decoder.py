"""Forced alignment with SoundSwallower and the acoustic models it brings.

A `Recognizer` holds one model in memory and searches one chunk of audio at a time for
the best way through a grammar. Times are as the model's 10 ms frames give them; what
they mean to the ear is corrected elsewhere. Not thread-safe, like the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.engines.acoustic_model import load_decoder
from vidsync.alignment.engines.grammar import SILENCE, Grammar
from vidsync.alignment.text.lexicon import ARPABET_IPA, FRENCH_IPA, Sound, label_ipa

SAMPLE_RATE = 16000
FRAME = 0.01
# A frame's time is its start; what it measured lies a little later.
_EVIDENCE = 0.005
# Words that a model's memory may take up before it is loaded anew.
_MOST_NEW_WORDS = 20_000

Ways = tuple[tuple[Sound, ...], ...]
"""The ways to pronounce a word."""


@dataclass(frozen=True, slots=True)
class FoundPhone:
    """A phone as the search found it: IPA, times in seconds, score as its word's."""

    ipa: str
    start: float
    end: float
    score: float


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word as the search found it.

    Attributes:
        word: as the grammar has it.
        token: index into the grammar's tokens; -1 for a word that is none of theirs.
        start: seconds.
        end: seconds.
        score: log likelihood per frame, in the model's own unit; nearer 0 is better.
        phones: its sounds.
    """

    word: str
    token: int
    start: float
    end: float
    score: float
    phones: tuple[FoundPhone, ...]


class _AlignmentEntry(Protocol):
    """A line of the library's alignment; it points into the library's memory."""

    name: str
    start: int
    duration: int
    score: int

    def __iter__(self) -> Iterator[_AlignmentEntry]: ...


class _Alignment(Protocol):
    """The library's alignment: None at times, against what its stubs say."""

    def words(self) -> Iterator[_AlignmentEntry]: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the library's alignment, copied out of its memory; times in frames."""

    name: str
    start: int
    duration: int
    score: int
    parts: tuple[_Entry, ...]

    @classmethod
    def of(cls, entry: _AlignmentEntry, parts: tuple[_Entry, ...] = ()) -> _Entry:
        return cls(entry.name, entry.start, entry.duration, entry.score, parts)


class Recognizer:
    """One acoustic model, ready to search.

    Attributes:
        phone_words: a word for each of its phones, for speech that no text is known of.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        own = FRENCH_IPA if model == "fr-fr" else ARPABET_IPA
        self.phone_words = tuple(f"_{label}" for label in own)
        self._load()

    def _load(self) -> None:
        self._decoder = load_decoder(self._model)
        self._labels: dict[tuple[str, Ways], str] = {}
        self._sounds: dict[str, tuple[Sound, ...]] = {}
        self._labels[SILENCE, ()] = SILENCE
        for word in self.phone_words:
            self._labels[word, ()] = word
            self._decoder.add_word(word, word[1:], False)

    def knows(self, word: str) -> bool:
        """Whether the model's own dictionary has the word."""
        return self._decoder.lookup_word(word) is not None

    def _label(self, word: str, pronunciations: Mapping[str, Ways]) -> str:
        """The model's name for a word, "" if it can't be said."""
        given = pronunciations.get(word, ())
        # By its sounds too: one model serves languages that say a word in different ways.
        known = self._labels.get((word, given))
        if known is not None:
            return known
        if not given and not word.startswith("_") and self.knows(word):
            label = word
        else:
            ways = [way for way in given if any(x.labels for x in way)]
            # Never the bare spelling: the dictionary might take it for another word.
            label = f"__{len(self._labels)}" if ways else ""
            for number, way in enumerate(ways):
                name = label if number == 0 else f"{label}({number + 1})"
                phones = " ".join(x for sound in way for x in sound.labels)
                self._decoder.add_word(name, phones, number == len(ways) - 1)
                self._sounds[name] = way
        self._labels[word, given] = label
        return label

    def search(
        self, pcm: NDArray[np.int16], grammar: Grammar, pronunciations: Mapping[str, Ways]
    ) -> list[FoundWord] | None:
        """The likeliest way through a grammar.

        Args:
            pcm: mono at 16 kHz.
            grammar: what may be said.
            pronunciations: of the words that the model's dictionary lacks; a word that
                can't be pronounced is left out of its reading.

        Returns:
            The words in time order, silences left out; None if nothing fits at all.
        """
        if len(self._labels) > _MOST_NEW_WORDS:
            self._load()
        decoder = self._decoder
        words: dict[str, str] = {}
        arcs: list[tuple[int, int, float] | tuple[int, int, float, str]] = []
        for arc in grammar.arcs:
            if not arc.word:
                arcs.append((arc.source, arc.target, arc.probability))
                continue
            label = self._label(arc.word, pronunciations)
            if not label:
                continue
            words.setdefault(label, arc.word)
            arcs.append((arc.source, arc.target, arc.probability, label))
        decoder.set_fsg(decoder.create_fsg("speech", grammar.start, grammar.final, arcs))
        # Without this the result would depend on what was searched before.
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        alignment: _Alignment | None = decoder.alignment if decoder.hyp else None
        if alignment is None:
            return None
        # The entries point into the alignment's memory: it must outlive the reading.
        found = [
            _Entry.of(entry, tuple(_Entry.of(phone) for phone in entry))
            for entry in alignment.words()
            if entry.name[0] not in "<[("
        ]
        del alignment
        names = [entry.name.partition("(")[0] for entry in found]
        tokens = grammar.trace([words.get(name, name) for name in names])
        if tokens is None:
            return None
        return [
            self._found(entry, words.get(name, name), token)
            for entry, name, token in zip(found, names, tokens, strict=True)
        ]

    def _found(self, entry: _Entry, word: str, token: int) -> FoundWord:
        phones = [
            FoundPhone(
                label_ipa(phone.name),
                phone.start * FRAME + _EVIDENCE,
                (phone.start + phone.duration) * FRAME + _EVIDENCE,
                phone.score / max(1, phone.duration),
            )
            for phone in entry.parts
        ]
        sounds = self._sounds.get(entry.name)
        return FoundWord(
            word,
            token,
            entry.start * FRAME + _EVIDENCE,
            (entry.start + entry.duration) * FRAME + _EVIDENCE,
            entry.score / max(1, entry.duration),
            tuple(_in_ipa(phones, sounds) if sounds else phones),
        )


def _in_ipa(phones: Sequence[FoundPhone], sounds: Sequence[Sound]) -> list[FoundPhone]:
    """The model's phones put together to the IPA segments they stand for."""
    merged: list[FoundPhone] = []
    position = 0
    for sound in sounds:
        group = phones[position : position + len(sound.labels)]
        position += len(sound.labels)
        if group:
            frames = sum(phone.end - phone.start for phone in group)
            score = sum(phone.score * (phone.end - phone.start) for phone in group)
            merged.append(
                FoundPhone(sound.ipa, group[0].start, group[-1].end, score / max(frames, FRAME))
            )
    return merged
