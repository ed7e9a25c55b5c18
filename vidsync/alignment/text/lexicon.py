"""Pronunciations of words, in the phones of an acoustic model.

The model's own dictionary comes first. espeak-ng pronounces every other word, and its IPA is
mapped to the nearest phones of the model. The IPA is kept beside the phones, so that results can
be given in IPA.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vidsync.errors import InputError
from vidsync.espeak import pronounce

# Number of words that are pronounced in one request.
_BATCH = 200

ARPABET_IPA: Mapping[str, str] = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ",
    "D": "d", "DH": "ð", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h",
    "IH": "ɪ", "IY": "i", "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ",
    "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ",
    "UH": "ʊ", "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
"""ARPABET, as in the CMU dictionary without stress, and its IPA."""

FRENCH_IPA: Mapping[str, str] = {
    "aa": "a", "ai": "ɛ", "an": "ɑ̃", "au": "o", "bb": "b", "ch": "ʃ", "dd": "d", "ee": "ə",
    "ei": "e", "eu": "ø", "ff": "f", "gg": "ɡ", "gn": "ɲ", "ii": "i", "in": "ɛ̃", "jj": "ʒ",
    "kk": "k", "ll": "l", "mm": "m", "nn": "n", "oe": "œ", "on": "ɔ̃", "oo": "ɔ", "ou": "u",
    "pp": "p", "rr": "ʁ", "ss": "s", "tt": "t", "un": "œ̃", "uu": "y", "uy": "ɥ", "vv": "v",
    "ww": "w", "yy": "j", "zz": "z",
}  # fmt: skip
"""The phones of the French model, and their IPA."""

# IPA without length and stress to the nearest ARPABET. One IPA sound may need two phones.
_TO_ARPABET: Mapping[str, str] = {
    "p": "P", "b": "B", "t": "T", "d": "D", "ʈ": "T", "ɖ": "D", "c": "K", "ɟ": "G", "k": "K",
    "ɡ": "G", "g": "G", "q": "K", "ɢ": "G", "ʔ": "T", "ɓ": "B", "ɗ": "D", "ɠ": "G",
    "m": "M", "ɱ": "M", "n": "N", "ɳ": "N", "ɲ": "N Y", "ŋ": "NG", "ɴ": "NG",
    "ʙ": "B", "r": "R", "ʀ": "R", "ɾ": "D", "ɽ": "D", "ɹ": "R", "ɻ": "R", "ɺ": "L",
    "ɸ": "F", "β": "V", "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z",
    "ʃ": "SH", "ʒ": "ZH", "ʂ": "SH", "ʐ": "ZH", "ɕ": "SH", "ʑ": "ZH", "ç": "SH", "ʝ": "Y",
    "x": "HH", "ɣ": "G", "χ": "HH", "ʁ": "R", "ħ": "HH", "ʕ": "AA", "h": "HH", "ɦ": "HH",
    "ɬ": "L", "ɮ": "L", "ʋ": "V", "j": "Y", "ɰ": "W", "l": "L", "ɫ": "L", "ɭ": "L", "ʎ": "L Y",
    "ʟ": "L", "w": "W", "ʍ": "W", "ɥ": "W", "ɧ": "SH",
    "tʃ": "CH", "dʒ": "JH", "ts": "T S", "dz": "D Z", "tɕ": "CH", "dʑ": "JH", "ʈʂ": "CH",
    "ts.": "CH", "s.": "SH", "pf": "P F",
    "i": "IY", "y": "IY", "ɨ": "IH", "ʉ": "UW", "ɯ": "UH", "u": "UW", "ɪ": "IH", "ʏ": "IH",
    "ʊ": "UH", "e": "EY", "ø": "ER", "ɘ": "IH", "ɵ": "UH", "ɤ": "AH", "o": "OW", "ə": "AH",
    "ɛ": "EH", "œ": "EH", "ɜ": "ER", "ɞ": "ER", "ʌ": "AH", "ɔ": "AO", "æ": "AE", "ɐ": "AH",
    "a": "AA", "ɶ": "AE", "ɑ": "AA", "ɒ": "AA", "ᵻ": "IH", "ɚ": "ER", "ɝ": "ER", "ᵊ": "AH",
    "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "ɔø": "OY",
    "ɔʏ": "OY", "ɪə": "IH R", "eə": "EH R", "ʊə": "UH R", "ɛɹ": "EH R", "ɔːɹ": "AO R",
    "ɑ̃": "AO N", "ɔ̃": "OW N", "ɛ̃": "AE N", "œ̃": "AH N", "ã": "AE N", "õ": "OW N", "ẽ": "EY N",
    "ĩ": "IY N", "ũ": "UW N", "ɐ̃": "AH N", "l̩": "AH L", "n̩": "AH N", "m̩": "AH M", "əl": "AH L",
    "ən": "AH N",
}  # fmt: skip

_TO_FRENCH: Mapping[str, str] = {
    **{ipa: label for label, ipa in FRENCH_IPA.items()},
    "ɡ": "gg", "g": "gg", "r": "rr", "ʀ": "rr", "ɹ": "rr", "ŋ": "gn", "tʃ": "tt ch",
    "dʒ": "dd jj", "h": "rr", "x": "rr", "θ": "ss", "ð": "zz", "ts": "tt ss", "ɑ": "aa",
    "ɪ": "ii", "ʊ": "ou", "ʌ": "oe", "æ": "aa", "ɐ": "aa", "aɪ": "aa yy", "aʊ": "aa ou",
    "eɪ": "ei yy", "oʊ": "au ou", "ɔɪ": "oo yy", "ɜ": "oe", "ɚ": "oe rr", "ɝ": "oe rr",
    "β": "vv", "ɣ": "gg", "ç": "ch",
}  # fmt: skip

# Diacritics that do not change an IPA letter to another sound for an English listener.
_MARKS = dict.fromkeys(map(ord, "ˈˌːˑ̪̺̻̥̬̤̰̞̝̟̠͡‿.ˀʲʷˠˤʰʱⁿˡ˞ᵝ12345^_ "))


@dataclass(frozen=True, slots=True)
class Segment:
    """One IPA segment, and the phones of a model that represent it."""

    ipa: str
    labels: tuple[str, ...]


def nearest_phones(ipa: str, *, french: bool = False) -> tuple[str, ...]:
    """Return the phones of a model nearest to an IPA segment; none for a pause or a tone.

    Args:
        ipa: one segment as espeak-ng writes it: with stress and length marks; a diphthong or
            an affricate is one segment.
        french: use the French model's phones instead of ARPABET.
    """
    table = _TO_FRENCH if french else _TO_ARPABET
    bare = unicodedata.normalize("NFC", ipa.removesuffix("̩")).translate(_MARKS)
    bare = unicodedata.normalize("NFD", bare)
    labels: list[str] = []
    while bare:
        for length in range(min(4, len(bare)), 0, -1):
            part = bare[:length]
            known = table.get(part) or table.get(unicodedata.normalize("NFC", part))
            if known:
                labels += known.split()
                bare = bare[length:]
                break
        else:
            bare = bare[1:]
    return tuple(labels)


def label_ipa(label: str) -> str:
    """Return the IPA of a model's phone."""
    return ARPABET_IPA.get(label) or FRENCH_IPA.get(label, label)


def pronounce_words(
    words: Iterable[str], language: str, *, french: bool = False
) -> dict[str, tuple[Segment, ...]]:
    """Return the pronunciations of words, each spoken alone by espeak-ng.

    Args:
        words: any spellings; each once is enough.
        language: a voice or BCP 47 tag of espeak-ng.
        french: use the French model's phones instead of ARPABET.

    Returns:
        The words that can be pronounced.

    Raises:
        VoiceError: espeak-ng does not have the language.
    """
    pending = [word for word in dict.fromkeys(words) if word.strip()]
    found: dict[str, tuple[Segment, ...]] = {}
    for first in range(0, len(pending), _BATCH):
        batch = pending[first : first + _BATCH]
        # Each word is a sentence on its own line, so that neighbours do not influence it.
        text = ""
        starts: list[int] = []
        for word in batch:
            starts.append(len(text))
            text += f"{word}.\n"
        try:
            spoken_words = pronounce(text, voice=language)
        except InputError:
            continue
        for spoken in spoken_words.words:
            if spoken.span is None:
                continue
            word = batch[bisect_right(starts, spoken.span[0]) - 1]
            sounds = match_phones((phone.ipa for phone in spoken.phones), french=french)
            if sounds:
                found[word] = found.get(word, ()) + sounds
    return found


def match_phones(segments: Iterable[str], *, french: bool = False) -> tuple[Segment, ...]:
    """Return IPA segments with their phones; a segment without any is left out."""
    sounds = (Segment(ipa, nearest_phones(ipa, french=french)) for ipa in segments)
    return tuple(sound for sound in sounds if sound.labels)
