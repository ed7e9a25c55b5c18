"""IPA as the mouth sees it: which sounds look alike, and how a phone is spelled.

No shapes here, only phonetics. A viseme set need not know every letter of the chart: a
letter it has no rule for is taken for the nearest sound that it has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator

# Letters of the chart by the basic sound that they look like.
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
"""The basic sound for every other letter."""

BASIC = frozenset("pbmfvβθðtdnlɹszʃʒkɡŋxçhjwɑaæʌəɜɛeɪiɔoʊuøyɯ")
"""The sounds that every set has a rule for; all other letters lead to one of them."""

VOWELS = frozenset("ɑaæʌəɜɛeɪiɔoʊuøyɯ")

# Made by the tongue or in the throat: the lips go where their neighbours want them.
_LIPLESS = frozenset("tdnlkɡŋxçhjɹθð")

_STRESS_AND_TIES = dict.fromkeys(map(ord, "ˈˌ'.‿͜͡|‖ "))
_LENGTH = dict.fromkeys(map(ord, "ːˑ:"))


def strip_stress(ipa: str) -> str:
    """A phone without stress, ties and syllable marks, composed."""
    return unicodedata.normalize("NFC", ipa).translate(_STRESS_AND_TIES)


def strip_marks(ipa: str) -> str:
    """A bare phone without length, tone, nasality and other small marks.

    Letters that are composed in IPA itself (ç) stay whole.
    """
    return "".join(map(_base_letter, ipa.translate(_LENGTH)))


def _base_letter(character: str) -> str:
    if character == "ç":
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if unicodedata.category(base) in {"Ll", "Lo", "Lu"} else ""


def to_basic(plain_ipa: str) -> str:
    """Letters replaced by the basic sounds they look like; unknown ones are dropped.

    One letter stays one character, so that positions stay the same; a dropped one is a
    space.
    """
    found = (NEAREST.get(letter, letter) for letter in plain_ipa.lower())
    return "".join(letter if letter in BASIC else " " for letter in found)


def split_phone(phone: str, known: Container[str]) -> Iterator[str]:
    """The known spellings that a phone in any IPA spelling is made of.

    The longest that is known wins; length, stress and diacritics are passed over where
    they are not named, and a letter that is not known is taken for the nearest that is.
    What is no IPA at all has none.
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
    """Whether a basic sound is a vowel."""
    return basic in VOWELS


def leaves_lips_free(basic: str) -> bool:
    """Whether a basic sound leaves the lips to its neighbours."""
    return basic in _LIPLESS
