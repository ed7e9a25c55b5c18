"""Names and terms that are spoken: they are prompted, and corrected where they sound alike.

A file has one term a line; ``#`` begins a comment. Where a term is not said as it is written, its
sound follows an equals sign in ordinary spelling: ``Nguyen = win``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vidsync.alignment.text.lexicon import pronounce_words
from vidsync.errors import InputError, VoiceError
from vidsync.paths import PathLike
from vidsync.transcript import Word

_LARGEST_FILE = 200_000
_MOST_TERMS = 500
_LONGEST_TERM = 80
# Characters of a prompt: Whisper takes 224 tokens of some four characters.
_LONGEST_PROMPT = 700
# Words that a recognizer makes of one term: "cooper netties" for Kubernetes.
_MOST_WORDS = 4
# The largest share of sounds that may differ, for a word of which the recognizer is not sure at
# all; from the second number on, it is so sure that nothing is changed.
_LARGEST_DISTANCE = 0.42
_SURE = 0.95
# Terms of fewer sounds resemble too many words.
_FEWEST_SOUNDS = 3

_VOWELS = frozenset(
    ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
)
_ALIKE = (
    {"P", "B"}, {"T", "D"}, {"K", "G"}, {"F", "V"}, {"S", "Z"}, {"SH", "ZH"}, {"TH", "DH"},
    {"CH", "JH"}, {"M", "N"}, {"N", "NG"}, {"S", "SH"}, {"TH", "F"}, {"TH", "S"}, {"CH", "SH"},
    {"JH", "ZH"}, {"L", "R"}, {"W", "V"}, {"DH", "D"}, {"TH", "T"}, {"TH", "D"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A name or term.

    Attributes:
        text: as it is written.
        spoken: as it sounds, in ordinary spelling.
    """

    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and terms of a recording."""

    terms: tuple[Term, ...]

    @property
    def prompt(self) -> str:
        """The terms as a list, as far as they fit into a recognizer's prompt."""
        text = ""
        for term in self.terms:
            longer = f"{text}, {term.text}" if text else term.text
            if len(longer) > _LONGEST_PROMPT:
                break
            text = longer
        return f"{text}." if text else ""


def read_terms(path: PathLike) -> Terms:
    """Read a file of terms.

    Raises:
        InputError: the file can't be read, is not UTF-8, or is too large; a line has no term.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise InputError(f"the terms {path} can't be read: {error.strerror}") from error
    if len(content) > _LARGEST_FILE:
        raise InputError(f"the terms {path} are over {_LARGEST_FILE:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the terms {path} are not UTF-8: {error.reason}", hint="save the file as UTF-8"
        ) from None
    return parse_terms(text.splitlines(), str(path))


def parse_terms(lines: Iterable[str], name: str = "the terms") -> Terms:
    """Return the terms of the lines of a file.

    Raises:
        InputError: a line has no term or no sound, or a term is too long; there are too many.
    """
    terms: list[Term] = []
    for number, line in enumerate(lines, 1):
        bare = line.partition("#")[0].strip()
        if not bare:
            continue
        text, equals, spoken = (part.strip() for part in bare.partition("="))
        if not text or (equals and not spoken):
            raise InputError(
                f"{name}, line {number}: {line.strip()!r} is not a term",
                hint="write one term a line, or TERM = HOW IT SOUNDS",
            )
        if len(bare) > _LONGEST_TERM:
            raise InputError(f"{name}, line {number}: a term has at most {_LONGEST_TERM} letters")
        terms.append(Term(" ".join(text.split()), spoken or text))
    if len(terms) > _MOST_TERMS:
        raise InputError(f"{name}: {len(terms)} terms are too many", hint=f"give {_MOST_TERMS}")
    return Terms(tuple(terms))


Heard = tuple[Word, tuple[str, ...]]
"""A word, and what else it could be."""


class TermCorrector:
    """Puts terms in the place of words that sound like them.

    Args:
        terms: the terms.
        language: BCP 47 tag; its voice of espeak-ng says how terms and words sound.
    """

    def __init__(self, terms: Terms, language: str) -> None:
        self._language = language
        self._sounds: dict[str, tuple[str, ...]] = {}
        self._terms: list[tuple[Term, tuple[str, ...]]] = []
        try:
            for term in terms.terms:
                sounds = self._pronounce(_bare(part) for part in term.spoken.split())
                self._terms.append((term, sounds))
        except VoiceError:
            self._terms = [(term, ()) for term in terms.terms]

    def correct(self, heard: Sequence[Heard]) -> list[Heard]:
        """Return words with the terms in the place of those that sound like them.

        What a term replaces is the first of its alternatives. A term that was heard right only
        gets its own spelling: "iPhone" for "iphone".
        """
        corrected: list[Heard] = []
        index = 0
        while index < len(heard):
            term, count = self._find_term(heard, index)
            if term is None:
                corrected.append(heard[index])
            else:
                corrected += _replace(heard[index : index + count], term)
            index += count
        return corrected

    def _find_term(self, heard: Sequence[Heard], first: int) -> tuple[Term | None, int]:
        """Return the term nearest to the words from here, and their number."""
        best: tuple[float, int, Term] | None = None
        for count in range(1, min(_MOST_WORDS, len(heard) - first) + 1):
            words = [word for word, _ in heard[first : first + count]]
            if count > 1 and _ends_phrase(words[-2].text):
                break
            for term, sounds in self._terms:
                distance = self._distance(words, term, sounds)
                if distance is not None and (best is None or (distance, -count) < best[:2]):
                    best = (distance, -count, term)
        return (None, 1) if best is None else (best[2], -best[1])

    def _distance(self, words: Sequence[Word], term: Term, sounds: tuple[str, ...]) -> float | None:
        """Return the share of sounds that differ; None if that is too much."""
        bare = [_bare(word.text) for word in words]
        if " ".join(bare).casefold() == term.text.casefold():
            return 0.0
        sure = max(word.confidence if word.confidence is not None else 0.5 for word in words)
        sure = min(sure, *(1.0 if w.confidence is None else w.confidence + 0.3 for w in words))
        if len(sounds) < _FEWEST_SOUNDS or sure >= _SURE or not all(bare):
            return None
        limit = _LARGEST_DISTANCE * (1 - sure / _SURE)
        heard = self._pronounce(bare)
        if abs(len(heard) - len(sounds)) > limit * len(sounds):
            return None
        distance = _compare(heard, sounds) / len(sounds)
        return distance if distance <= limit else None

    def _pronounce(self, words: Iterable[str]) -> tuple[str, ...]:
        wanted = [word.casefold() for word in words]
        missing = [word for word in wanted if word not in self._sounds]
        found = pronounce_words(missing, self._language) if missing else {}
        for word in missing:
            segments = found.get(word, ())
            self._sounds[word] = _simplify(label for each in segments for label in each.labels)
        return tuple(label for word in wanted for label in self._sounds[word])


def _simplify(labels: Iterable[str]) -> tuple[str, ...]:
    """Return sounds with "er" as a vowel and r, and without doubled consonants."""
    sounds: list[str] = []
    for label in labels:
        for sound in ("AH", "R") if label == "ER" else (label,):
            if sound in _VOWELS or sounds[-1:] != [sound]:
                sounds.append(sound)
    return tuple(sounds)


def _replace(heard: Sequence[Heard], term: Term) -> list[Heard]:
    """Return the words of a term in the place and time of what was heard."""
    first, last = heard[0][0], heard[-1][0]
    before = first.text[: len(first.text) - len(first.text.lstrip("\"'“‘([«¿¡"))]
    ending = _ending(last.text)
    texts = term.text.split()
    said = " ".join(word.text for word, _ in heard)
    new = before + term.text + ending
    if new == said:
        return [*heard]
    letters = sum(map(len, texts))
    confidences = [word.confidence for word, _ in heard if word.confidence is not None]
    result: list[Heard] = []
    passed = 0
    for index, text in enumerate(texts):
        start = first.start + (last.end - first.start) * passed / letters
        passed += len(text)
        end = first.start + (last.end - first.start) * passed / letters
        shown = (before if index == 0 else "") + text + (ending if index == len(texts) - 1 else "")
        word = replace(
            first, text=shown, start=start, end=end, confidence=min(confidences, default=None)
        )
        result.append((word, (said,) if index == 0 else ()))
    return result


def _bare(text: str) -> str:
    """Return a word without the marks around it and the 's after it."""
    return re.sub(r"['’]s$", "", text.strip("\"'“”‘’.,;:!?…()[]«»¿¡-–—"))


def _ending(text: str) -> str:
    """Return what is written after a word: its 's and its marks."""
    match = re.search(r"(?:['’]s)?[\"'“”‘’.,;:!?…()\[\]«»\-–—]*$", text)
    return match.group() if match else ""


def _ends_phrase(text: str) -> bool:
    return text[-1:] in ".!?…;:"


def _compare(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the cost of turning one row of sounds into another (weighted Levenshtein)."""
    row = [float(place) for place in range(len(other) + 1)]
    for index, sound in enumerate(one, 1):
        before, row[0] = row[0], float(index)
        for place, wanted in enumerate(other, 1):
            change = before + _cost(sound, wanted)
            before = row[place]
            row[place] = min(change, before + 1.0, row[place - 1] + 1.0)
    return row[-1]


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.4
    return 0.4 if any({one, other} <= pair for pair in _ALIKE) else 1.0
