"""The target of each sound for the six articulators, and how firmly it holds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vidsync.visemes.phonetics import ipa
from vidsync.visemes.phonetics.priority import Priority

ARTICULATORS = ("jaw", "closure", "rounding", "spread", "teeth", "tongue")
"""Jaw opening, lips pressed together, lips rounded and protruded, lip corners drawn
apart, upper teeth on the lower lip, tongue raised or shown between the teeth."""


@dataclass(frozen=True, slots=True)
class Articulation:
    """The targets of one sound.

    Attributes:
        target: a value for each of `ARTICULATORS`, 0 to 1.
        jaw: how firmly it holds the jaw; a full vowel is 1.
        lips: how firmly it holds rounding and spread.
        priority: how firmly it keeps its time.
        share: its part of the phone's duration.
    """

    target: tuple[float, float, float, float, float, float]
    jaw: float
    lips: float
    priority: Priority
    share: float = 1.0

    @property
    def is_rounded(self) -> bool:
        """Whether it is made with rounded lips."""
        return self.target[2] >= 0.4


# Vowels: jaw, rounding, spread, firmness. From the vowel chart: height gives the jaw,
# backness and lip shape give rounding and spread.
_VOWELS = {
    "ɑ": (0.80, 0.08, 0.05, 1.0), "a": (0.74, 0.00, 0.18, 1.0), "æ": (0.64, 0.00, 0.38, 1.0),
    "ʌ": (0.50, 0.05, 0.08, 0.9), "ə": (0.30, 0.05, 0.08, 0.45), "ɜ": (0.34, 0.38, 0.00, 0.9),
    "ɛ": (0.48, 0.00, 0.32, 1.0), "e": (0.36, 0.00, 0.50, 1.0), "ɪ": (0.26, 0.00, 0.38, 0.8),
    "i": (0.18, 0.00, 0.75, 1.0), "ɔ": (0.56, 0.58, 0.00, 1.0), "o": (0.42, 0.75, 0.00, 1.0),
    "ʊ": (0.26, 0.62, 0.00, 0.9), "u": (0.18, 0.95, 0.00, 1.0), "ø": (0.34, 0.68, 0.00, 1.0),
    "y": (0.17, 0.90, 0.00, 1.0), "ɯ": (0.20, 0.05, 0.30, 0.9), "ɯᵝ": (0.18, 0.35, 0.00, 0.9),
}  # fmt: skip

# Consonants: jaw, firmness of the jaw, rounding, spread, firmness of the lips, tongue.
_CONSONANTS = {
    "θ": (0.20, 0.9, 0.00, 0.15, 0.15, 1.00), "ð": (0.18, 0.7, 0.00, 0.12, 0.10, 0.95),
    "t": (0.12, 0.5, 0.00, 0.10, 0.04, 0.55), "d": (0.13, 0.5, 0.00, 0.10, 0.04, 0.55),
    "n": (0.16, 0.4, 0.00, 0.10, 0.04, 0.55), "l": (0.24, 0.4, 0.00, 0.10, 0.04, 0.65),
    "ɹ": (0.20, 0.4, 0.50, 0.00, 0.60, 0.35),
    "s": (0.05, 4.0, 0.00, 0.42, 0.35, 0.40), "z": (0.05, 4.0, 0.00, 0.42, 0.35, 0.40),
    "ts": (0.05, 4.0, 0.00, 0.42, 0.35, 0.45), "dz": (0.05, 4.0, 0.00, 0.42, 0.35, 0.45),
    "ʃ": (0.08, 4.0, 0.70, 0.00, 1.80, 0.40), "ʒ": (0.08, 4.0, 0.70, 0.00, 1.80, 0.40),
    "tʃ": (0.08, 4.0, 0.66, 0.00, 1.80, 0.45), "dʒ": (0.08, 4.0, 0.66, 0.00, 1.80, 0.45),
    "k": (0.22, 0.3, 0.00, 0.08, 0.04, 0.30), "ɡ": (0.22, 0.3, 0.00, 0.08, 0.04, 0.30),
    "ŋ": (0.22, 0.3, 0.00, 0.08, 0.04, 0.30), "x": (0.24, 0.3, 0.00, 0.08, 0.04, 0.25),
    "ç": (0.18, 0.5, 0.00, 0.35, 0.25, 0.35), "h": (0.28, 0.05, 0.00, 0.08, 0.02, 0.00),
    "j": (0.18, 0.6, 0.00, 0.55, 0.60, 0.40), "w": (0.12, 1.0, 1.00, 0.00, 2.60, 0.00),
}  # fmt: skip

# Consonants made with the lips, which are hard constraints: jaw, closure, teeth.
_LABIALS = {
    "p": (0.02, 1.0, 0.0), "b": (0.02, 1.0, 0.0), "m": (0.02, 1.0, 0.0),
    "f": (0.10, 0.0, 1.0), "v": (0.10, 0.0, 1.0),
    "ʋ": (0.12, 0.0, 0.6), "β": (0.12, 0.5, 0.0),
}  # fmt: skip


@cache
def articulations(phone: str) -> tuple[Articulation, ...]:
    """Return the targets of a phone in any IPA spelling, part by part.

    Diphthongs, and affricates with a labial part, have several parts. Text that is not IPA
    has none.
    """
    sounds = tuple(ipa.split_phone(phone, _SOUNDS))
    if not sounds:
        return ()
    shares = ipa.split_duration([sound in _VOWELS for sound in sounds])
    return tuple(_articulation(*pair) for pair in zip(sounds, shares, strict=True))


def _articulation(sound: str, share: float) -> Articulation:
    if sound in _VOWELS:
        jaw, rounding, spread, firm = _VOWELS[sound]
        # A sound that is made by rounding or spreading holds the lips more firmly.
        lips = firm * (1.6 if rounding >= 0.4 else 1.3 if spread >= 0.5 else 0.8)
        target = (jaw, 0.0, rounding, spread, 0.0, 0.0)
        return Articulation(target, firm, lips, Priority.FIRM, share)
    if sound in _LABIALS:
        jaw, closure, teeth = _LABIALS[sound]
        priority = (
            Priority.SEALED if closure == 1 else Priority.TOUCHING if teeth == 1 else Priority.FIRM
        )
        return Articulation((jaw, closure, 0.0, 0.0, teeth, 0.0), 5.0, 0.05, priority, share)
    jaw, jaw_hold, rounding, spread, lips, tongue = _CONSONANTS[sound]
    priority = Priority.LOOSE if ipa.leaves_lips_free(sound[0]) and jaw_hold < 1 else Priority.FIRM
    return Articulation((jaw, 0.0, rounding, spread, 0.0, tongue), jaw_hold, lips, priority, share)


_SOUNDS = frozenset(_VOWELS) | frozenset(_CONSONANTS) | frozenset(_LABIALS)
