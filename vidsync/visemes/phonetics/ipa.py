"""IPA for lip-sync: which sounds look alike, and how a phone is spelled.

Every letter of the IPA chart has a basic sound that looks like it, so a table of sounds
need not name every letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Sequence

# Letters of the IPA chart, by the basic sound that they look like.
_LOOK_ALIKES = {
    # bilabial and labiodental
    "p": "ʘ", "b": "ɓʙ", "β": "ɸ", "v": "ɱʋⱱ",
    # dental to palatal, clicks included
    "t": "ʈǀǃǂǁ", "d": "ɖɗᶑɾ", "n": "ɳɲɴ", "k": "cq", "l": "ɫɭʎʟɺɬɮ", "ɹ": "rɻɽʀ",
    "s": "ʦ", "z": "ʣ", "ʃ": "ʂɕɧʧʨ", "ʒ": "ʐʑʤʥ", "ç": "ʝ",
    # velar to glottal, and rounded glides
    "ɡ": "gɟɠʄʛɢɰ", "x": "χɣʁ", "h": "ɦħʕʜʢʔʡ", "w": "ɥʍ",
    # vowels
    "ɪ": "ɨᵻ", "u": "ʉ", "ʊ": "ᵿ", "y": "ʏ", "ø": "œ", "a": "ɶɐ", "ɔ": "ɒ", "ʌ": "ɤ",
    "ə": "ɘ", "o": "ɵɞ", "ɜ": "ɝɚ", "ɛ": "ε",
}  # fmt: skip
NEAREST = {letter: basic for basic, letters in _LOOK_ALIKES.items() for letter in letters}
"""The basic sound of each letter that is not basic itself."""

BASIC = frozenset("pbmfvβθðtdnlɹszʃʒkɡŋxçhjwɑaæʌəɜɛeɪiɔoʊuøyɯ")
"""The basic sounds. Every viseme set has a rule for each of them."""

VOWELS = frozenset("ɑaæʌəɜɛeɪiɔoʊuøyɯ")

# Made with the tongue or in the throat: the neighbouring sounds decide where the lips are.
_LIPLESS = frozenset("tdnlkɡŋxçhjɹθð")

FIRST_VOWEL_SHARE = 0.6
"""The part of a diphthong's time that its first vowel has."""

_STRESS_AND_TIES = dict.fromkeys(map(ord, "ˈˌ'.‿͜͡|‖ "))
_LENGTH = dict.fromkeys(map(ord, "ːˑ:"))


def strip_stress(ipa: str) -> str:
    """Remove stress marks, ties and syllable marks from a phone; the result is NFC."""
    return unicodedata.normalize("NFC", ipa).translate(_STRESS_AND_TIES)


def strip_marks(ipa: str) -> str:
    """Remove length, tone, nasality and other diacritics from a phone without stress marks.

    ç is a letter of its own in IPA and stays as it is.
    """
    return "".join(map(_base_letter, ipa.translate(_LENGTH)))


def _base_letter(character: str) -> str:
    if character == "ç":
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if unicodedata.category(base) in {"Ll", "Lo", "Lu"} else ""


def to_basic(plain_ipa: str) -> str:
    """Replace each letter by the basic sound that it looks like.

    An unknown letter becomes a space, so every letter keeps its position.
    """
    found = (NEAREST.get(letter, letter) for letter in plain_ipa.lower())
    return "".join(letter if letter in BASIC else " " for letter in found)


def split_phone(phone: str, known: Container[str]) -> Iterator[str]:
    """Split a phone in any IPA spelling into known spellings.

    The longest known spelling wins. Length, stress and diacritics are ignored where no
    known spelling has them, and an unknown letter counts as its basic sound. Text that is
    not IPA gives nothing.
    """
    whole = strip_stress(phone)
    if whole in known:
        yield whole
        return
    letters = strip_marks(whole)
    basic = to_basic(letters)
    place = 0
    while place < len(letters):
        for length in range(min(3, len(letters) - place), 0, -1):
            end = place + length
            found = next((s for s in (letters[place:end], basic[place:end]) if s in known), None)
            if found is not None:
                yield found
                break
        place = end


def is_vowel(basic: str) -> bool:
    """Return whether a basic sound is a vowel."""
    return basic in VOWELS


def leaves_lips_free(basic: str) -> bool:
    """Return whether a basic sound leaves the lips to the neighbouring sounds."""
    return basic in _LIPLESS


def split_duration(are_vowels: Sequence[bool]) -> list[float]:
    """Split a phone's duration among its parts; the shares add up to 1.

    Args:
        are_vowels: for each part, whether it is a vowel. Two vowels are a diphthong.
    """
    if len(are_vowels) == 2 and all(are_vowels):
        return [FIRST_VOWEL_SHARE, 1 - FIRST_VOWEL_SHARE]
    return [1 / len(are_vowels)] * len(are_vowels)
