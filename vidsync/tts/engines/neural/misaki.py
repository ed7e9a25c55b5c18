"""The alphabet of the voices that Kokoro was the first of: one letter for each sound.

Source: the list of phonemes in https://github.com/hexgrad/misaki (EN_PHONES.md).
"""

from __future__ import annotations

STRESS = "ˈˌ"
"""Marks before the vowel of a stressed syllable."""

MODIFIERS = "ːʰʲ̃"
"""Marks that change the sound before them."""

_IPA = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "T": "ɾ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
    "ʦ": "ts",
    "ʣ": "dz",
    "ʨ": "tɕ",
    "ʥ": "dʑ",
    "ᵊ": "ə",
}
# Where espeak-ng has one letter for two sounds of this alphabet.
_RHOTIC = {"ɚ": "əɹ", "ɝ": "ɜɹ", "ɜː": "ɜɹ", "r": "ɹ"}


def is_sound(letter: str) -> bool:
    """Whether a letter is a sound, and not a mark, a space or punctuation."""
    return letter[:1].isalpha() and letter not in STRESS + MODIFIERS


def to_ipa(letter: str) -> str:
    """Return the IPA of a letter of the alphabet."""
    return _IPA.get(letter, letter)


def from_ipa(ipa: str) -> str:
    """Return the letters of a sound in IPA, as an American voice has it."""
    for sound, letters in _RHOTIC.items():
        ipa = ipa.replace(sound, letters)
    for letter, sound in _IPA.items():
        if len(sound) > 1:
            ipa = ipa.replace(sound, letter)
    return ipa.replace("ː", "")
