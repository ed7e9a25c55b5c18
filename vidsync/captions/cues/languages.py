"""Reads the word lists of a language, which say which words belong together.

Each language is a file in ``assets/grammar``, named by its code in ISO 639-1. A list is a string of
words, in small letters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from vidsync.resources import assets_folder

_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordLists:
    """The closed classes of one language, and the commonest words of its open ones.

    Attributes:
        holding: belong to the word after them: articles, subject pronouns, auxiliaries.
        modifiers: adjectives and adverbs that usually precede what they modify.
        modifier_endings: of adjectives that precede their noun.
        conjunctions: begin a clause.
        relatives: those conjunctions that belong to a preposition before them.
        prepositions: begin a phrase and belong to the word after them.
        following: belong to the word before them: postpositions, particles, clitics.
        following_endings: of adjectives that follow their noun.
        final: belong to the word before them where they end a clause.
        objects: pronouns that stay with the verb before them.
        pronouns: that are no subject before a preposition or a conjunction.
        numbers: number words.
        numbered: belong to the number after them.
        titles: precede a name.
        phrases: fixed expressions of two or more words, joined by underscores.
        closed: pairs that end in a preposition which belongs to no word after it.
        determiners: words before which an auxiliary or a copula can end a line.
        auxiliaries: those words; where verbs stand last, subject pronouns too.
        inverted: subject pronouns that need no next word where they follow their verb.
        adverbs: that part a subject pronoun from its verb.
        causatives: verbs with an object and a bare infinitive.
        persons: pronouns that can be an object or begin the next phrase.
        verbs_of_persons: verbs after which they are objects.
        negations: that follow their verb.
        subjects: words that are tied to an auxiliary after them.
        questions: words that belong to the noun or adjective after them.
        before_infinitives: belong to the marker of an infinitive after them.
        particles: by particle, the verbs that it completes.
        elisions: by shortened word with its apostrophe, the full word.
        joined: "conjunctions" that are written together with the next word, and the "article".
    """

    holding: frozenset[str] = _NO_WORDS
    modifiers: frozenset[str] = _NO_WORDS
    modifier_endings: tuple[str, ...] = ()
    conjunctions: frozenset[str] = _NO_WORDS
    relatives: frozenset[str] = _NO_WORDS
    prepositions: frozenset[str] = _NO_WORDS
    following: frozenset[str] = _NO_WORDS
    following_endings: tuple[str, ...] = ()
    final: frozenset[str] = _NO_WORDS
    objects: frozenset[str] = _NO_WORDS
    pronouns: frozenset[str] = _NO_WORDS
    numbers: frozenset[str] = _NO_WORDS
    numbered: frozenset[str] = _NO_WORDS
    titles: frozenset[str] = _NO_WORDS
    phrases: frozenset[tuple[str, ...]] = frozenset()
    closed: frozenset[tuple[str, ...]] = frozenset()
    determiners: frozenset[str] = _NO_WORDS
    auxiliaries: frozenset[str] = _NO_WORDS
    inverted: frozenset[str] = _NO_WORDS
    adverbs: frozenset[str] = _NO_WORDS
    causatives: frozenset[str] = _NO_WORDS
    persons: frozenset[str] = _NO_WORDS
    verbs_of_persons: frozenset[str] = _NO_WORDS
    negations: frozenset[str] = _NO_WORDS
    subjects: frozenset[str] = _NO_WORDS
    questions: frozenset[str] = _NO_WORDS
    before_infinitives: frozenset[str] = _NO_WORDS
    particles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    elisions: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def has_word_lists(language: str) -> bool:
    """Whether a language has lists of its own. It is a BCP 47 tag."""
    return _code(language) in _codes()


def read_word_lists(language: str) -> WordLists:
    """Return the lists of a language, a BCP 47 tag; those of English if it has none."""
    code = _code(language)
    return _read(code if code in _codes() else "en")


def _code(language: str) -> str:
    code = language.split("-")[0].lower()
    return _SAME.get(code, code)


_SAME = {"cmn": "zh", "arb": "ar"}
"""Codes of ISO 639-3 by their macrolanguage's code in ISO 639-1."""


@cache
def _codes() -> frozenset[str]:
    return frozenset(path.stem for path in assets_folder("grammar").glob("*.toml"))


@cache
def _read(code: str) -> WordLists:
    file = assets_folder("grammar") / f"{code}.toml"
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8").casefold())
    values: dict[str, Any] = {}
    for key, words in table.items():
        if key in ("phrases", "closed"):
            values[key] = frozenset(_split_phrases(words))
        elif key.endswith("_endings"):
            values[key] = tuple(words.split())
        elif key == "particles":
            values[key] = {particle: frozenset(verbs.split()) for particle, verbs in words.items()}
        elif key == "joined":
            values[key] = {kind: tuple(heads.split()) for kind, heads in words.items()}
        elif key == "elisions":
            values[key] = words
        else:
            values[key] = frozenset(words.split())
    if code == "en":
        adjectives = values["modifiers"]
        values["modifiers"] = frozenset(f for word in adjectives for f in _comparison_forms(word))
    return WordLists(**values)


def _split_phrases(words: str) -> list[tuple[str, ...]]:
    """Return each two words in a row of every phrase, with the word before them if there is one."""
    found: list[tuple[str, ...]] = []
    for phrase in words.split():
        parts = phrase.split("_")
        found += [tuple(parts[max(0, end - 3) : end]) for end in range(2, len(parts) + 1)]
    return found


def _comparison_forms(word: str) -> tuple[str, ...]:
    """Return an English adjective with its comparative and superlative."""
    if word.endswith("e"):
        stem = word[:-1]
    elif word.endswith("y"):
        stem = word[:-1] + "i"
    else:
        doubles = len(word) == 3 and word[1] in "aeiou" and word[2] in "bdgnt"
        stem = word + word[-1] if doubles else word
    return word, stem + "er", stem + "est"
