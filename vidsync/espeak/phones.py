"""Convert espeak-ng's phone events to phones that start where they are heard.

The events are late in two cases. The silence of a voiceless stop or affricate is the
closure of that sound, but its event is at the release, some 40 ms later. And a vowel
after a liquid or nasal starts up to 50 ms before its event. Both are corrected with the
samples.

Source: the order of markers in espeak-ng's ``synthesize.c`` (1.52), confirmed by the
energy of its output: closures of 39 to 49 ms, exact zeros, in en, de, es, fr and hi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from vidsync.espeak.process import SAMPLE_RATE, EspeakEvent, EspeakResult

_STRESS = "ˈˌ"
_VOICELESS_CLOSURES = tuple("ptkqcʈ")
_SONORANTS = tuple("lɫɭʎɬrɹɾɻʀmnɲŋɳɴɱ")
_VOWELS = tuple("aeiouyæœøɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻäε")
_LONGEST_CLOSURE = 0.050
_BLENDED = 0.060
_LATEST_VOWEL = 0.055
_SILENT = 4
# The IPA of other names: espeak-ng's ASCII for Chinese sounds, and its marks for variants.
_IPA_NAMES = (
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
class EspeakPhone:
    """A phone and its samples.

    Attributes:
        ipa: its name.
        start: index of the first sample; of the closure, if there is one.
        end: index after the last sample.
    """

    ipa: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EspeakWord:
    """A word as espeak-ng divides the text: several words of the text, or part of one.

    Attributes:
        position: offset in the text that was spoken.
        phones: in order; empty if the word is silent.
    """

    position: int
    phones: list[EspeakPhone]


def read_words(result: EspeakResult) -> list[EspeakWord]:
    """Read the words and phones of a result, in order of time, with corrected starts."""
    sound = _Sound(np.frombuffer(result.pcm, "<i2"))
    words: list[EspeakWord] = []
    before = EspeakEvent("end", 0, 0, "")
    last: EspeakPhone | None = None
    ends = chain((event.sample for event in result.events[1:]), [len(sound.samples)])
    for event, end in zip(result.events, ends, strict=False):
        if event.kind == "word" or (event.kind == "phone" and not words):
            words.append(EspeakWord(event.position, []))
        if ipa := _convert_name(event):
            phone = EspeakPhone(ipa, event.sample, end)
            _correct_start(sound, phone, before, last)
            words[-1].phones.append(phone)
            last = phone
        elif event.kind != "word":
            last = None
        before = event
    for word in words:
        _lengthen_blended(word.phones, sound)
    return words


def _correct_start(
    sound: _Sound, phone: EspeakPhone, before: EspeakEvent, last: EspeakPhone | None
) -> None:
    """Move the start of a phone to where it is heard, and the end of the phone before it.

    Args:
        sound: the samples of the result.
        phone: it starts at its event.
        before: the event before it.
        last: the phone before it, if there is no pause between them.
    """
    event = phone.start
    opens = last is not None and last.ipa.startswith(_SONORANTS) and _is_vowel(phone.ipa)
    if (
        last
        and before.kind == "word"
        and not (last.start == last.end and sound.has_sound(before.sample, event))
    ):
        # The marker of a word is before its closure or breath.
        phone.start = before.sample
    elif last and opens:
        phone.start = sound.find_vowel_start(last.start, event)
    elif phone.ipa.startswith(_VOICELESS_CLOSURES):
        floor = (last.start + event) // 2 if last and before.kind == "phone" else before.sample
        phone.start = sound.find_silence_start(floor, event)
    elif before.kind == "word":
        phone.start = before.sample
    if last:
        # Sound between a sonorant and the first phone of the next word is the sonorant.
        last.end = phone.start


def _lengthen_blended(phones: list[EspeakPhone], sound: _Sound) -> None:
    """Give a phone without samples the end of the phone into which espeak-ng blended it."""
    for earlier, phone in pairwise(phones):
        if phone.start == phone.end == earlier.end:
            share = min((earlier.end - earlier.start) // 3, sound.count_samples(_BLENDED))
            earlier.end = phone.start = phone.end - share


def _convert_name(event: EspeakEvent) -> str:
    """Return a phone's name in IPA; ``""`` for pauses, changes of language and other events."""
    name = event.name
    if not name.strip(_STRESS) or name.startswith("("):
        return ""
    for pattern, ipa in _IPA_NAMES:
        name = pattern.sub(ipa, name)
    return name


def _is_vowel(ipa: str) -> bool:
    return ipa.lstrip(_STRESS).startswith(_VOWELS)


@dataclass(frozen=True, slots=True)
class _Sound:
    """The samples of a result, and measurements of them."""

    samples: NDArray[np.int16]

    def count_samples(self, seconds: float) -> int:
        return int(seconds * SAMPLE_RATE)

    def has_sound(self, start: int, end: int) -> bool:
        return bool((np.abs(self.samples[start:end].astype(np.int32)) > _SILENT).any())

    def find_silence_start(self, floor: int, release: int) -> int:
        """Return where the silence before a release starts; not before `floor`."""
        first = max(floor, release - self.count_samples(_LONGEST_CLOSURE))
        loud = np.abs(self.samples[first:release].astype(np.int32)) > _SILENT
        return first + int(np.flatnonzero(loud)[-1]) + 1 if loud.any() else first

    def find_vowel_start(self, sonorant: int, event: int) -> int:
        """Return where a vowel starts, which may be before its event.

        The energy of the differenced signal is low in the sonorant before the vowel and
        higher in the vowel. The vowel starts where it exceeds the geometric mean of the
        two. At least a third of the samples remain with the sonorant.

        Args:
            sonorant: the sample at which the sonorant starts.
            event: the sample of the vowel's event.
        """
        window, hop = self.count_samples(0.010), self.count_samples(0.0025)
        signal = self.samples[sonorant : event + window].astype(np.float64)
        energy = np.cumsum(np.diff(signal, prepend=signal[:1]) ** 2)
        starts = np.arange(0, len(signal) - window, hop)
        if len(starts) < 4:
            return event
        levels = energy[starts + window] - energy[starts] + 1.0
        first = max((event - sonorant) // 3, event - sonorant - self.count_samples(_LATEST_VOWEL))
        dull = np.median(levels[starts < max(first, hop)])
        bright = levels[-4:].max()
        if bright < 2 * dull:
            return event
        opened = starts[(starts >= first) & (levels > np.sqrt(dull * bright))]
        return min(sonorant + int(opened[0]) + window // 2, event) if len(opened) else event
