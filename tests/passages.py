"""Reads the passages of tests/data/breaks, whose gaps are judged as places for a break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from vidsync.captions.cues.rules import script_of
from vidsync.captions.text.text import split_clusters
from vidsync.transcript import Transcript, Word
from vidsync.writing import ends_clause

FOLDER = Path(__file__).parent / "data" / "breaks"
KINDS = ("hook", "dialogue", "documentary", "lecture", "lyrics", "plain")

_LINE = re.compile(r"(?P<kind>[a-z]+)(?P<held_out>, held out)?: (?P<text>\S.*)")
# An underscore after a backslash is a character of the word.
_MARK = re.compile(r"(\|\||\||(?<!\\)_| )")
# Speaking time of a character, in seconds, by script; other scripts take the time of Latin.
_PACE = {"han": 0.2, "kana": 0.17, "hangul": 0.16, "indic": 0.1, "arabic": 0.07}
_LATIN_PACE = 0.05
_WORD_TIME = 0.08
_CLAUSE_PAUSE = 0.1


class Gap(Enum):
    """How good a break between two words is."""

    FORBIDDEN = "_"
    TOLERABLE = " "
    GOOD = "|"
    SENTENCE = "||"


@dataclass(frozen=True, slots=True)
class Passage:
    """A spoken passage.

    Attributes:
        language: BCP 47 tag.
        kind: one of `KINDS`.
        held_out: whether it must not be used for tuning.
        words: as they are shown.
        gaps: between two words each; one fewer than the words.
    """

    language: str
    kind: str
    held_out: bool
    words: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def text(self) -> str:
        """The words with a space between each two, in every script."""
        return " ".join(self.words)

    def speak(self, *, pause: float = 0.25) -> Transcript:
        """Return the passage as a brisk speaker says it.

        Args:
            pause: seconds of silence after a sentence.
        """
        pace = _PACE.get(script_of(self.words), _LATIN_PACE)
        now = 0.2
        words = []
        for text, gap in zip(self.words, (*self.gaps, Gap.SENTENCE), strict=True):
            end = now + _WORD_TIME + pace * len(split_clusters(text))
            words.append(Word(text, now, end))
            if gap is Gap.SENTENCE:
                now = end + pause
            else:
                now = end + (_CLAUSE_PAUSE if ends_clause(text) else 0.01)
        return Transcript(tuple(words), duration=now + 1, language=self.language)


def read_passages(file: Path) -> list[Passage]:
    """Read the passages of one language.

    Raises:
        ValueError: a line has none of the marks of README.md, or an unknown kind.
    """
    language = file.stem.removesuffix("-plain")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_read_line(line, language) for line in lines if line and not line.startswith("#")]


def all_passages() -> Iterator[Passage]:
    """Yield every passage of every language."""
    for file in sorted(FOLDER.glob("*.txt")):
        yield from read_passages(file)


def _read_line(line: str, language: str) -> Passage:
    match = _LINE.fullmatch(line)
    if match is None or match["kind"] not in KINDS:
        raise ValueError(f"not a passage: {line!r}")
    parts = _MARK.split(match["text"])
    words = tuple(
        word.replace("\\_", "_").replace("~", "\N{NARROW NO-BREAK SPACE}") for word in parts[::2]
    )
    if not all(words):
        raise ValueError(f"a mark without a word beside it: {line!r}")
    gaps = tuple(map(Gap, parts[1::2]))
    return Passage(language, match["kind"], match["held_out"] is not None, words, gaps)
