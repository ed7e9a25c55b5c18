"""Forced alignment with SoundSwallower and its acoustic models.

A `Recognizer` holds one model in memory and searches one chunk of audio at a time for the best
path through a grammar. Times are those of the model's 10 ms frames. It is not thread-safe, like
the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vidsync.alignment.engines.acoustic_model import load_decoder
from vidsync.alignment.engines.grammar import SILENCE, Grammar
from vidsync.alignment.text.lexicon import ARPABET_IPA, FRENCH_IPA, Segment, label_ipa

SAMPLE_RATE = 16000
FRAME = 0.01
# A frame's time is its start, but its measurement is centred a little later.
_FRAME_CENTRE = 0.005
# Words that a model's memory may hold before the model is loaded again.
_MAX_NEW_WORDS = 20_000

Pronunciations = tuple[tuple[Segment, ...], ...]
"""The pronunciations of a word."""


@dataclass(frozen=True, slots=True)
class FoundPhone:
    """A phone from the search: IPA, times in seconds, and log likelihood per frame."""

    ipa: str
    start: float
    end: float
    score: float


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word from the search.

    Attributes:
        word: as in the grammar.
        token: index into the grammar's tokens; -1 for a word of none of them.
        start: seconds.
        end: seconds.
        score: log likelihood per frame, in the model's own unit; nearer 0 is better.
        phones: its phones.
    """

    word: str
    token: int
    start: float
    end: float
    score: float
    phones: tuple[FoundPhone, ...]


class _AlignmentEntry(Protocol):
    """A line of the library's alignment, which points into the library's memory."""

    name: str
    start: int
    duration: int
    score: int

    def __iter__(self) -> Iterator[_AlignmentEntry]: ...


class _Alignment(Protocol):
    """The library's alignment. It can be None, contrary to the library's stubs."""

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
    """An acoustic model, ready to search.

    Attributes:
        phone_words: a word for each phone, for speech whose text is unknown.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        own = FRENCH_IPA if model == "fr-fr" else ARPABET_IPA
        self.phone_words = tuple(f"_{label}" for label in own)
        self._load()

    def _load(self) -> None:
        self._decoder = load_decoder(self._model)
        self._labels: dict[tuple[str, Pronunciations], str] = {}
        self._sounds: dict[str, tuple[Segment, ...]] = {}
        self._labels[SILENCE, ()] = SILENCE
        for word in self.phone_words:
            self._labels[word, ()] = word
            self._decoder.add_word(word, word[1:], False)

    def knows(self, word: str) -> bool:
        """Return whether the model's own dictionary has the word."""
        return self._decoder.lookup_word(word) is not None

    def _label(self, word: str, pronunciations: Mapping[str, Pronunciations]) -> str:
        """Return the model's name for a word, or "" if it cannot be pronounced."""
        given = pronunciations.get(word, ())
        # By its sounds too: one model serves languages that pronounce a word differently.
        known = self._labels.get((word, given))
        if known is not None:
            return known
        if not given and not word.startswith("_") and self.knows(word):
            label = word
        else:
            known_ways = [way for way in given if any(x.labels for x in way)]
            # Never the plain spelling: the dictionary might contain another word of that spelling.
            label = f"__{len(self._labels)}" if known_ways else ""
            for number, way in enumerate(known_ways):
                name = label if number == 0 else f"{label}({number + 1})"
                phones = " ".join(x for sound in way for x in sound.labels)
                self._decoder.add_word(name, phones, number == len(known_ways) - 1)
                self._sounds[name] = way
        self._labels[word, given] = label
        return label

    def search(
        self, pcm: NDArray[np.int16], grammar: Grammar, pronunciations: Mapping[str, Pronunciations]
    ) -> list[FoundWord] | None:
        """Find the likeliest path through a grammar.

        Args:
            pcm: mono at 16 kHz.
            grammar: what may be spoken.
            pronunciations: of the words that the model's dictionary lacks; a word that cannot be
                pronounced is left out of its reading.

        Returns:
            The words in time order, without silences; None if nothing fits.
        """
        if len(self._labels) > _MAX_NEW_WORDS:
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
        # Otherwise the result would depend on earlier searches.
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        alignment: _Alignment | None = decoder.alignment if decoder.hyp else None
        if alignment is None:
            return None
        # The entries point into the alignment's memory, so it must be kept while they are read.
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
            self._convert(entry, words.get(name, name), token)
            for entry, name, token in zip(found, names, tokens, strict=True)
        ]

    def _convert(self, entry: _Entry, word: str, token: int) -> FoundWord:
        phones = [
            FoundPhone(
                label_ipa(phone.name),
                phone.start * FRAME + _FRAME_CENTRE,
                (phone.start + phone.duration) * FRAME + _FRAME_CENTRE,
                phone.score / max(1, phone.duration),
            )
            for phone in entry.parts
        ]
        sounds = self._sounds.get(entry.name)
        return FoundWord(
            word,
            token,
            entry.start * FRAME + _FRAME_CENTRE,
            (entry.start + entry.duration) * FRAME + _FRAME_CENTRE,
            entry.score / max(1, entry.duration),
            tuple(_join_ipa(phones, sounds) if sounds else phones),
        )


def _join_ipa(phones: Sequence[FoundPhone], sounds: Sequence[Segment]) -> list[FoundPhone]:
    """Join the model's phones to the IPA segments that they represent."""
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
