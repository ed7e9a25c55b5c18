"""Words whose sounds are known: the user's own, and English ones from a dictionary.

espeak-ng pronounces everything; a lexicon says it better for some words. The sounds of a
word are replaced, its time is not: what both agree on keeps its place in the word.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from vidsync.alignment.text.lexicon import ARPABET_IPA, nearest
from vidsync.errors import InputError
from vidsync.transcript import Phone
from vidsync.visemes.phonetics.articulators import articulations

Lexicon = Mapping[str, tuple[str, ...]]
"""Words, case-folded and without punctuation, and their sounds in IPA."""

_LARGEST = 20_000_000
_SHORTEST_CORRECTED = 4
"""Letters; shorter words are weak forms, which the context decides ("the", "of", "and")."""
_ADDED = 0.06
"""Seconds that a sound lasts that the other pronunciation lacks, before it is scaled."""

# ARPABET by what a mouth shows of it. What is alike here is not worth a correction.
_LOOKS = {
    phone: group.split()[0]
    for group in (
        "P B M", "F V", "TH DH", "T D N L", "K G NG", "S Z", "SH ZH CH JH", "AA AE AO AW AY",
        "EH EY ER", "AH IH", "IY Y", "OW OY", "UH UW W",
    )
    for phone in group.split()
}  # fmt: skip
# Said or not, or as part of the vowel: the mouth hardly shows it.
_HARDLY_SEEN = frozenset(("R", "HH"))


def read_lexicon(path: str | os.PathLike[str]) -> Lexicon:
    """A file of words and their sounds.

    One word a line, then its sounds with spaces between: in IPA (``Nguyen  w ɪ n``), or in
    ARPABET as CMU dictionaries have them (``NGUYEN  W IH1 N``). ``#`` and ``;;;`` begin
    comments; of several entries for a word the first counts.

    Raises:
        InputError: the file can't be read, or a line is not a word and sounds; the line is
            named.
    """
    source = Path(path)
    try:
        if source.stat().st_size > _LARGEST:
            raise InputError(f"lexicon {source} is over {_LARGEST:,} bytes")
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"lexicon {source} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"lexicon {source} is not UTF-8: {error.reason}") from None
    entries: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        word, *sounds = line.partition("#")[0].partition(";;;")[0].split()[:200] or [""]
        if not word:
            continue
        try:
            found = _as_ipa(sounds)
        except InputError as error:
            raise InputError(
                f"lexicon {source}, line {number} ({word}): {error.message}",
                hint="write the word, then its sounds with spaces between: Nguyen  w ɪ n",
            ) from None
        entries.setdefault(lexicon_key(word.partition("(")[0] or word), found)
    return entries


def as_lexicon(given: Mapping[str, str | Sequence[str]]) -> Lexicon:
    """A lexicon from words and their sounds, as text with spaces or one by one.

    Raises:
        InputError: what is said of a word is no sounds; the word is named.
    """
    entries: dict[str, tuple[str, ...]] = {}
    for word, sounds in given.items():
        try:
            entries[lexicon_key(word)] = _as_ipa(
                sounds.split() if isinstance(sounds, str) else sounds
            )
        except InputError as error:
            raise InputError(f"lexicon, {word!r}: {error.message}") from None
    return entries


def _as_ipa(sounds: Sequence[str]) -> tuple[str, ...]:
    if not sounds:
        raise InputError("it has no sounds")
    if all(sound.rstrip("012") in ARPABET_IPA for sound in sounds):
        return tuple(_from_arpabet(sound) for sound in sounds)
    for sound in sounds:
        if not articulations(sound):
            raise InputError(f"{sound!r} is no sound in IPA or ARPABET")
    return tuple(sounds)


def _from_arpabet(sound: str) -> str:
    stress = {"1": "ˈ", "2": "ˌ"}.get(sound[-1], "")
    plain = sound.rstrip("012")
    return stress + ("ə" if sound == "AH0" else ARPABET_IPA[plain])


def lexicon_key(word: str) -> str:
    """A word as lexicons have it: case-folded, without punctuation around it."""
    return word.casefold().replace("’", "'").strip(_AROUND)


_AROUND = "\"'“”‘’.,;:!?…()[]{}<>«»¿¡-–—"


def replace_sounds(said: Sequence[Phone], sounds: Sequence[str]) -> tuple[Phone, ...]:
    """Other sounds for a word, in its time.

    Args:
        said: the word's phones so far, at least one.
        sounds: what it is to sound like instead, in IPA.
    """
    before = [_look(phone.ipa) for phone in said]
    after = [_look(sound) for sound in sounds]
    lengths: list[float] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lengths += [phone.duration for phone in said[a:b]]
        elif d > c:
            there = sum(phone.duration for phone in said[a:b])
            lengths += [max(there / (d - c), _ADDED if a == b else 0.01)] * (d - c)
    start, end = said[0].start, said[-1].end
    scale = (end - start) / (sum(lengths) or 1.0)
    phones: list[Phone] = []
    passed = 0.0
    for sound, length in zip(sounds, lengths, strict=True):
        begin = min(start + passed * scale, end)
        passed += length
        phones.append(Phone(sound, begin, min(start + passed * scale, end)))
    return tuple(phones)


@dataclass(frozen=True, slots=True)
class EnglishDictionary:
    """The CMU dictionary, for words that espeak-ng gets visibly wrong.

    Attributes:
        entries: every pronunciation of a word, in ARPABET without stress.
    """

    entries: Mapping[str, tuple[str, ...]]

    def find_correction(self, word: str, said: Sequence[Phone]) -> tuple[str, ...] | None:
        """The sounds that a dictionary has for a word, if no entry looks like what was said.

        Words in capitals are left alone, since they may be spelled.
        """
        name = lexicon_key(word)
        known = self.entries.get(name)
        if known is None or len(name) < _SHORTEST_CORRECTED or word.isupper():
            return None
        labels = [label for phone in said for label in nearest(phone.ipa)]
        looks = _looks(labels)
        ways = [way.split() for way in known]
        if any(_looks(way) == looks for way in ways):
            return None
        best = max(ways, key=lambda way: SequenceMatcher(None, labels, way, autojunk=False).ratio())
        return tuple(ARPABET_IPA[label] for label in best if label in ARPABET_IPA)


@cache
def english_dictionary() -> EnglishDictionary:
    """The dictionary that came with the English acoustic model; read once."""
    # The package is needed for its data only, and only for English.
    from soundswallower import get_model_path

    entries: dict[str, tuple[str, ...]] = {}
    path = Path(get_model_path("en-us")) / "dict.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, sounds = line.partition(" ")
        name = word.partition("(")[0]
        if name and not line.startswith(";;"):
            entries[name] = (*entries.get(name, ()), sounds)
    return EnglishDictionary(entries)


def _look(sound: str) -> str:
    return " ".join(_looks(nearest(sound))) or sound


def _looks(labels: Sequence[str]) -> list[str]:
    """What a mouth shows of ARPABET labels, repeats as one."""
    shown = [_LOOKS[label] for label in labels if label not in _HARDLY_SEEN]
    return [look for index, look in enumerate(shown) if index == 0 or look != shown[index - 1]]
