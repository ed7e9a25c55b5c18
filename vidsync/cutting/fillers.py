"""Finds hesitations: uh, um, and what other languages have for them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vidsync.cutting.tokens import Token, find_phrase, shorten_runs, split_tokens, tokens_of
from vidsync.errors import InputError, near_matches
from vidsync.resources import assets_folder
from vidsync.transcript import Transcript

# Tags of the same language.
_SAME = {"cmn": "zh", "yue": "zh", "nn": "nb", "no": "nb"}
# Fillers that are written as a unit of length is after a number.
_UNITS = {"mm", "hm"}
# Fillers of an example of hesitant speech.
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Hesitations:
    """What speakers of a language say while they think.

    Attributes:
        fillers: hesitation sounds, as tokens joined by a space.
        repeats: words that no sentence has twice in a row, the most frequent ones first.
    """

    fillers: tuple[str, ...]
    repeats: tuple[str, ...]

    def example(self, *, fillers: bool, repeats: bool) -> str:
        """Return what a hesitant speaker says, to show a recognizer what not to leave out."""
        shown = sorted(self.fillers, key=len)[:_SHOWN] if fillers else []
        shown += [word for word in self.repeats[:2] for _ in range(2)] if repeats else []
        return ", ".join(shown)


def hesitation_languages() -> tuple[str, ...]:
    """Return the tags of the languages whose hesitations are known."""
    return tuple(_tables())


def hesitations(language: str) -> Hesitations | None:
    """Return the hesitations of a language; None if they are not known.

    Args:
        language: a BCP 47 tag; only the language of it counts.
    """
    base = language.replace("_", "-").partition("-")[0].casefold()
    return _tables().get(_SAME.get(base, base))


def find_fillers(transcript: Transcript, language: str) -> Iterator[range]:
    """Yield the words of each hesitation; only whole words are hesitations.

    A word in capitals among others that are not ("the ER"), and a unit after a number
    ("5 mm"), are none.

    Raises:
        InputError: the hesitations of the language are not known.
    """
    known = hesitations(language)
    if known is None:
        raise InputError(
            f"no list of fillers for the language {language!r}",
            hint="name them: --fillers 'eh, este'; "
            + near_matches(language, hesitation_languages()),
        )
    all_capitals = not any(word.text != word.text.upper() for word in transcript.words)
    tokens = tokens_of(transcript)
    for first, words in _matches(tokens, frozenset(known.fillers)):
        text = transcript.words[words.start].text
        is_unit = tokens[first].text in _UNITS and first and tokens[first - 1].text[-1].isdigit()
        is_acronym = not all_capitals and sum(map(str.isupper, text)) > 1
        if not (is_unit or is_acronym):
            yield words


def find_listed(tokens: Sequence[Token], fillers: Sequence[str]) -> Iterator[range]:
    """Yield the words of each place where one of the given words or phrases is said."""
    for filler in fillers:
        yield from find_phrase(tokens, filler)


def _matches(tokens: Sequence[Token], fillers: frozenset[str]) -> Iterator[tuple[int, range]]:
    """Yield each word that is a filler: the index of its first token, and its range."""
    first = 0
    for index, token in enumerate(tokens):
        if token.begins:
            first = index
        if token.ends:
            text = " ".join(part.text for part in tokens[first : index + 1])
            forms = {text, shorten_runs(text, 1), shorten_runs(text, 2)}
            if forms & fillers:
                yield first, range(token.word, token.word + 1)


@cache
def _tables() -> dict[str, Hesitations]:
    content = tomllib.loads((assets_folder("cutting") / "fillers.toml").read_text("utf-8"))
    return {
        language: Hesitations(
            tuple(" ".join(split_tokens(filler)) for filler in table["fillers"]),
            tuple(table["repeats"]),
        )
        for language, table in content.items()
    }
