"""IPA as the mouth sees it: which sounds look alike, and how a phone is spelled.

No shapes here, only phonetics. A viseme set need not know every letter of the chart: a
letter it has no rule for is taken for the nearest sound that it has.
"""

from __future__ import annotations

import unicodedata

_NEAREST = {
    # bilabial and labiodental
    "ɓ": "b",
    "ʙ": "b",
    "ʘ": "p",
    "ɸ": "β",
    "ɱ": "v",
    "ʋ": "v",
    "ⱱ": "v",
    # dental to palatal, clicks included
    "ʈ": "t",
    "ɖ": "d",
    "ɗ": "d",
    "ᶑ": "d",
    "ɾ": "d",
    "ǀ": "t",
    "ǃ": "t",
    "ǂ": "t",
    "ǁ": "t",
    "ɳ": "n",
    "ɲ": "n",
    "ɴ": "n",
    "c": "k",
    "ɟ": "ɡ",
    "ɫ": "l",
    "ɭ": "l",
    "ʎ": "l",
    "ʟ": "l",
    "ɺ": "l",
    "ɬ": "l",
    "ɮ": "l",
    "r": "ɹ",
    "ɻ": "ɹ",
    "ɽ": "ɹ",
    "ʀ": "ɹ",
    "ʂ": "ʃ",
    "ɕ": "ʃ",
    "ɧ": "ʃ",
    "ʐ": "ʒ",
    "ʑ": "ʒ",
    # affricates written as one letter
    **{"ʦ": "s", "ʣ": "z", "ʧ": "ʃ", "ʨ": "ʃ", "ʤ": "ʒ", "ʥ": "ʒ"},
    # velar to glottal
    "g": "ɡ",
    "ɠ": "ɡ",
    "ʄ": "ɡ",
    "ʛ": "ɡ",
    "q": "k",
    "ɢ": "ɡ",
    "ɰ": "ɡ",
    "ʝ": "ç",
    "χ": "x",
    "ɣ": "x",
    "ʁ": "x",
    "ɦ": "h",
    "ħ": "h",
    "ʕ": "h",
    "ʜ": "h",
    "ʢ": "h",
    "ʔ": "h",
    "ʡ": "h",
    # rounded glides
    "ɥ": "w",
    "ʍ": "w",
    # vowels
    "ɨ": "ɪ",
    "ᵻ": "ɪ",
    "ʉ": "u",
    "ᵿ": "ʊ",
    "ʏ": "y",
    "œ": "ø",
    "ɶ": "a",
    "ɐ": "a",
    "ɒ": "ɔ",
    "ɤ": "ʌ",
    "ɘ": "ə",
    "ɵ": "o",
    "ɞ": "o",
    "ɝ": "ɜ",
    "ɚ": "ɜ",
    "ε": "ɛ",
}

BASIC = frozenset("pbmfvβθðtdnlɹszʃʒkɡŋxçhjwɑaæʌəɜɛeɪiɔoʊuøyɯ")
"""The sounds that every set has a rule for; all other letters lead to one of them."""

VOWELS = frozenset("ɑaæʌəɜɛeɪiɔoʊuøyɯ")

# Made by the tongue or in the throat: the lips go where their neighbours want them.
_LIPLESS = frozenset("tdnlkɡŋxçhjɹθð")

_STRESS_AND_TIES = dict.fromkeys(map(ord, "ˈˌ'.‿͜͡|‖ "))
_LENGTH = dict.fromkeys(map(ord, "ːˑ:"))


def bare(ipa: str) -> str:
    """A phone without stress, ties and syllable marks, composed."""
    return unicodedata.normalize("NFC", ipa).translate(_STRESS_AND_TIES)


def plain(ipa: str) -> str:
    """A bare phone without length, tone, nasality and other small marks.

    Letters that are composed in IPA itself (ç) stay whole.
    """
    return "".join(map(_base_letter, ipa.translate(_LENGTH)))


def _base_letter(character: str) -> str:
    if character == "ç":
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if unicodedata.category(base) in {"Ll", "Lo", "Lu"} else ""


def nearest(plain_ipa: str) -> str:
    """Letters replaced by the basic sounds they look like; unknown ones are dropped.

    One letter stays one character, so that positions stay the same; a dropped one is a
    space.
    """
    found = (_NEAREST.get(letter, letter) for letter in plain_ipa.lower())
    return "".join(letter if letter in BASIC else " " for letter in found)


def is_vowel(basic: str) -> bool:
    """Whether a basic sound is a vowel."""
    return basic in VOWELS


def is_lipless(basic: str) -> bool:
    """Whether a basic sound leaves the lips to its neighbours."""
    return basic in _LIPLESS
