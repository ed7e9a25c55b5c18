"""espeak-ng's phone events as phones that begin where they are heard.

Its events lie in two ways. The silence of a voiceless stop or affricate is the
closure of that sound, but the event comes at the release, some 40 ms later. And a
vowel after a liquid or nasal has begun up to 50 ms before its event. Both are mended
from the samples here. Which word a phone belongs to is the business of `words.py`.

Source: the order of markers in espeak-ng's ``synthesize.c`` (1.52), confirmed by the
energy of its output: closures of 39 to 49 ms, exact zeros, in en, de, es, fr and hi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from vidsync.espeak.process import SAMPLE_RATE, Event, Utterance

_STRESS = "ˈˌ"
_VOICELESS_CLOSURES = tuple("ptkqcʈ")
_SONORANTS = tuple("lɫɭʎɬrɹɾɻʀmnɲŋɳɴɱ")
_VOWELS = tuple("aeiouyæœøɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻäε")
_LONGEST_CLOSURE = 0.050
_BLENDED = 0.060
_LATEST_VOWEL = 0.055
_SILENT = 4
# Names that are no IPA: espeak-ng's ASCII for Chinese sounds, and its marks for variants.
_RESPELLED = (
    (re.compile(r"^ts\.h"), "ʈʂʰ"),
    (re.compile(r"^ts\."), "ʈʂ"),
    (re.compile(r"^s\."), "ʂ"),
    (re.compile(r"^([ˈˌ]?)i\."), r"\1ɨ"),
    (re.compile(r"^(p|t|k|ts|tɕ)h$"), r"\1ʰ"),
    (re.compile(r"^([ˈˌ]?)onɡ$"), r"\1ʊŋ"),
    (re.compile(r"^([ˈˌ]?)oenɡ$"), r"\1œŋ"),
    (re.compile(r"aa"), "aː"),
    (re.compile(r"^([ˈˌ]?)e-$"), r"\1ə"),
    (re.compile(r"[-.]$"), ""),
)


@dataclass(slots=True)
class HeardPhone:
    """A phone and the samples it takes.

    Attributes:
        ipa: its name.
        start: the first sample, of the closure if there is one.
        end: the sample after the last.
    """

    ipa: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeardWord:
    """What espeak-ng holds to be one word; it may be several of the text's, or a part of one.

    Attributes:
        position: offset in the text that was spoken.
        phones: its sounds in order; empty if it is silent.
    """

    position: int
    phones: list[HeardPhone]


def heard_words(utterance: Utterance) -> list[HeardWord]:
    """The words and phones of an utterance in time order, begun and ended as they sound."""
    sound = _Sound(np.frombuffer(utterance.pcm, "<i2"))
    words: list[HeardWord] = []
    before = Event("end", 0, 0, "")
    last: HeardPhone | None = None
    ends = chain((event.sample for event in utterance.events[1:]), [len(sound.samples)])
    for event, end in zip(utterance.events, ends, strict=False):
        if event.kind == "word" or (event.kind == "phone" and not words):
            words.append(HeardWord(event.position, []))
        if ipa := _ipa(event):
            phone = HeardPhone(ipa, event.sample, end)
            _mend_start(sound, phone, before, last)
            words[-1].phones.append(phone)
            last = phone
        elif event.kind != "word":
            last = None
        before = event
    for word in words:
        _give_length(word.phones, sound)
    return words


def _mend_start(sound: _Sound, phone: HeardPhone, before: Event, last: HeardPhone | None) -> None:
    """Begin a phone where it is heard, and end the one before it there.

    Args:
        sound: of the utterance.
        phone: as its event has it.
        before: the event before it.
        last: the phone before it, if there is no pause between.
    """
    event = phone.start
    opens = last is not None and last.ipa.startswith(_SONORANTS) and _is_vowel(phone.ipa)
    if (
        last
        and before.kind == "word"
        and not (last.start == last.end and sound.is_heard(before.sample, event))
    ):
        # A word's marker comes before its closure or breath.
        phone.start = before.sample
    elif last and opens:
        phone.start = sound.vowel_start(last.start, event)
    elif phone.ipa.startswith(_VOICELESS_CLOSURES):
        floor = (last.start + event) // 2 if last and before.kind == "phone" else before.sample
        phone.start = sound.silence_start(floor, event)
    elif before.kind == "word":
        phone.start = before.sample
    if last:
        # What sounds between a sonorant and the next word's first phone is the sonorant.
        last.end = phone.start


def _give_length(phones: list[HeardPhone], sound: _Sound) -> None:
    """Let a phone that espeak-ng blended into the one before it have the end of that one."""
    for earlier, phone in pairwise(phones):
        if phone.start == phone.end == earlier.end:
            share = min((earlier.end - earlier.start) // 3, sound.samples_of(_BLENDED))
            earlier.end = phone.start = phone.end - share


def _ipa(event: Event) -> str:
    """A phone's name in IPA; ``""`` for pauses, changes of language and other events."""
    name = event.name
    if not name.strip(_STRESS) or name.startswith("("):
        return ""
    for pattern, ipa in _RESPELLED:
        name = pattern.sub(ipa, name)
    return name


def _is_vowel(ipa: str) -> bool:
    return ipa.lstrip(_STRESS).startswith(_VOWELS)


@dataclass(frozen=True, slots=True)
class _Sound:
    """An utterance's samples, and what can be told from them."""

    samples: NDArray[np.int16]

    def samples_of(self, seconds: float) -> int:
        return int(seconds * SAMPLE_RATE)

    def is_heard(self, start: int, end: int) -> bool:
        return bool((np.abs(self.samples[start:end].astype(np.int32)) > _SILENT).any())

    def silence_start(self, floor: int, release: int) -> int:
        """Where the silence before a release begins; not before `floor`."""
        first = max(floor, release - self.samples_of(_LONGEST_CLOSURE))
        loud = np.abs(self.samples[first:release].astype(np.int32)) > _SILENT
        return first + int(np.flatnonzero(loud)[-1]) + 1 if loud.any() else first

    def vowel_start(self, sonorant: int, event: int) -> int:
        """Where, before its event, a vowel opens out of the sonorant that began before it.

        The sonorant's sound is dull and even, the vowel's brighter: it has begun where
        the energy of the differenced signal passes the geometric mean of the two. At
        least a third of the stretch stays the sonorant's.
        """
        window, hop = self.samples_of(0.010), self.samples_of(0.0025)
        signal = self.samples[sonorant : event + window].astype(np.float64)
        energy = np.cumsum(np.diff(signal, prepend=signal[:1]) ** 2)
        starts = np.arange(0, len(signal) - window, hop)
        if len(starts) < 4:
            return event
        levels = energy[starts + window] - energy[starts] + 1.0
        first = max((event - sonorant) // 3, event - sonorant - self.samples_of(_LATEST_VOWEL))
        dull = np.median(levels[starts < max(first, hop)])
        bright = levels[-4:].max()
        if bright < 2 * dull:
            return event
        opened = starts[(starts >= first) & (levels > np.sqrt(dull * bright))]
        return min(sonorant + int(opened[0]) + window // 2, event) if len(opened) else event
