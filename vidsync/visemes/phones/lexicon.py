"""Lexicons: pronunciations that the user gives, and an English dictionary.

A lexicon replaces the sounds of a word. The word's times stay, and a sound that both
pronunciations have keeps its length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from vidsync.alignment.text.lexicon import ARPABET_IPA, nearest_phones
from vidsync.errors import InputError
from vidsync.paths import PathLike
from vidsync.transcript import Phone
from vidsync.visemes.phonetics.articulators import articulations

Lexicon = Mapping[str, tuple[str, ...]]
"""Words, case-folded and without punctuation, and their sounds in IPA."""

_LARGEST = 20_000_000
_SHORTEST_CORRECTED = 4
"""Letters. Shorter words have weak forms, which depend on the context: "the", "of", "and"."""
_ADDED = 0.06
"""Seconds of an added sound, before the word is scaled to its own length."""

# ARPABET phones that look alike. A correction that looks alike is not made.
_LOOKS = {
    phone: group.split()[0]
    for group in (
        "P B M", "F V", "TH DH", "T D N L", "K G NG", "S Z", "SH ZH CH JH", "AA AE AO AW AY",
        "EH EY ER", "AH IH", "IY Y", "OW OY", "UH UW W",
    )
    for phone in group.split()
}  # fmt: skip
# Hardly visible: left out, or spoken as part of the vowel.
_HARDLY_SEEN = frozenset(("R", "HH"))


def read_lexicon(path: PathLike) -> Lexicon:
    """Read a file of words and their sounds.

    Each line has a word and then its sounds with spaces between them: in IPA
    (``Nguyen  w ɪ n``), or in ARPABET as in CMU dictionaries (``NGUYEN  W IH1 N``). ``#`` and
    ``;;;`` begin comments. The first of several entries for a word counts.

    Raises:
        InputError: the file cannot be read, or a line is not a word with its sounds; the
            message names the line.
    """
    source = Path(path)
    try:
        if source.stat().st_size > _LARGEST:
            raise InputError(f"the lexicon {source} has over {_LARGEST:,} bytes")
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"the lexicon {source} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"the lexicon {source} is not UTF-8: {error.reason}", hint="save it as UTF-8"
        ) from None
    entries: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        word, *sounds = line.partition("#")[0].partition(";;;")[0].split()[:200] or [""]
        if not word:
            continue
        try:
            found = _as_ipa(sounds)
        except InputError as error:
            raise InputError(
                f"the lexicon {source}, line {number} ({word}): {error.message}",
                hint="write the word, then its sounds with spaces between them: Nguyen  w ɪ n",
            ) from None
        entries.setdefault(lexicon_key(word.partition("(")[0] or word), found)
    return entries


def as_lexicon(given: Mapping[str, str | Sequence[str]]) -> Lexicon:
    """Make a lexicon from words and their sounds, given as a text with spaces or a sequence.

    Raises:
        InputError: the value of a word is not a list of sounds; the message names the word.
    """
    entries: dict[str, tuple[str, ...]] = {}
    for word, sounds in given.items():
        try:
            entries[lexicon_key(word)] = _as_ipa(
                sounds.split() if isinstance(sounds, str) else sounds
            )
        except InputError as error:
            raise InputError(f"the lexicon, {word!r}: {error.message}") from None
    return entries


def _as_ipa(sounds: Sequence[str]) -> tuple[str, ...]:
    if not sounds:
        raise InputError("it has no sounds")
    if all(sound.rstrip("012") in ARPABET_IPA for sound in sounds):
        return tuple(_from_arpabet(sound) for sound in sounds)
    for sound in sounds:
        if not articulations(sound):
            raise InputError(f"{sound!r} is not a sound in IPA or ARPABET")
    return tuple(sounds)


def _from_arpabet(sound: str) -> str:
    stress = {"1": "ˈ", "2": "ˌ"}.get(sound[-1], "")
    plain = sound.rstrip("012")
    return stress + ("ə" if sound == "AH0" else ARPABET_IPA[plain])


def lexicon_key(word: str) -> str:
    """Return the key of a word in a lexicon: case-folded, without punctuation around it."""
    return word.casefold().replace("’", "'").strip(_AROUND)


_AROUND = "\"'“”‘’.,;:!?…()[]{}<>«»¿¡-–—"


def replace_sounds(phones: Sequence[Phone], sounds: Sequence[str]) -> tuple[Phone, ...]:
    """Replace the sounds of a word, and keep its times.

    Args:
        phones: the word's phones so far, at least one.
        sounds: the new sounds, in IPA.
    """
    before = [_appearance(phone.ipa) for phone in phones]
    after = [_appearance(sound) for sound in sounds]
    lengths: list[float] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lengths += [phone.duration for phone in phones[a:b]]
        elif d > c:
            replaced = sum(phone.duration for phone in phones[a:b])
            lengths += [max(replaced / (d - c), _ADDED if a == b else 0.01)] * (d - c)
    start, end = phones[0].start, phones[-1].end
    scale = (end - start) / (sum(lengths) or 1.0)
    result: list[Phone] = []
    passed = 0.0
    for sound, length in zip(sounds, lengths, strict=True):
        begin = min(start + passed * scale, end)
        passed += length
        result.append(Phone(sound, begin, min(start + passed * scale, end)))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class EnglishDictionary:
    """The CMU dictionary, for words that espeak-ng pronounces visibly wrong.

    Attributes:
        entries: every pronunciation of a word, in ARPABET without stress.
    """

    entries: Mapping[str, tuple[str, ...]]

    def find_correction(self, word: str, phones: Sequence[Phone]) -> tuple[str, ...] | None:
        """Find the sounds of a word, if no pronunciation in the dictionary looks like `phones`.

        Words in capitals have no correction, since they may be spelled out.
        """
        name = lexicon_key(word)
        known = self.entries.get(name)
        if known is None or len(name) < _SHORTEST_CORRECTED or word.isupper():
            return None
        labels = [label for phone in phones for label in nearest_phones(phone.ipa)]
        looks = _show_labels(labels)
        entries = [entry.split() for entry in known]
        if any(_show_labels(entry) == looks for entry in entries):
            return None
        best = max(
            entries, key=lambda own: SequenceMatcher(None, labels, own, autojunk=False).ratio()
        )
        return tuple(ARPABET_IPA[label] for label in best if label in ARPABET_IPA)


@cache
def english_dictionary() -> EnglishDictionary:
    """Return the dictionary that comes with the English acoustic model; it is read once."""
    # Imported here: only English needs the package, and only for its data.
    from soundswallower import get_model_path

    entries: dict[str, tuple[str, ...]] = {}
    path = Path(get_model_path("en-us")) / "dict.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, sounds = line.partition(" ")
        name = word.partition("(")[0]
        if name and not line.startswith(";;"):
            entries[name] = (*entries.get(name, ()), sounds)
    return EnglishDictionary(entries)


def _appearance(sound: str) -> str:
    return " ".join(_show_labels(nearest_phones(sound))) or sound


def _show_labels(labels: Sequence[str]) -> list[str]:
    """How ARPABET labels look, with repeats as one."""
    shown = [_LOOKS[label] for label in labels if label not in _HARDLY_SEEN]
    return [look for index, look in enumerate(shown) if index == 0 or look != shown[index - 1]]
