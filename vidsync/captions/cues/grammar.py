"""How two neighbouring words belong together, by word lists and a few endings.

There is no parser: it is enough to tie an article to its noun and a preposition to its object, in
a microsecond.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from unicodedata import numeric

from vidsync.captions.cues.languages import WordLists, read_word_lists
from vidsync.writing import CLOSERS, OPENERS, ends_clause

_HANGUL = "\uac00"


class Tie(Enum):
    """How two words belong together."""

    HELD = auto()
    """A function word and what it belongs to: "the | dog", "of | course", "have | seen"."""
    NUMBER = auto()
    """A number and what it counts, or what it numbers: "30 | minutes", "chapter | 5"."""
    NAME = auto()
    """Two parts of a name: "New | York"."""
    PHRASE = auto()
    """A word and its complement: "own | footage", "give | up", "see | it"."""
    LOOSE = auto()
    """A noun and its complement: "the end | of", "want | to"."""
    PREPOSITION = auto()
    """A phrase begins with the second word, a preposition."""
    OPENING = auto()
    """A noun phrase or a clause begins with the second word: "sleeps | all day"."""
    CONJUNCTION = auto()
    """A clause begins with the second word."""
    NONE = auto()
    """The relation is unknown."""


def find_tie(left: str, right: str, language: str = "", before: str = "") -> Tie:
    """Return how a word belongs to the one after it.

    Args:
        left: the first word as shown; it ends no sentence and no clause.
        right: the word after it.
        language: BCP 47 tag; languages without word lists use those of English.
        before: the word before `left`, if they are of one clause.

    Source:
        Netflix Timed Text Style Guide, line treatment: articles and nouns, adjectives and
        nouns, first and last names, verbs with their subject pronouns, particles,
        auxiliaries, reflexives and negations stay together; lines break before
        conjunctions and prepositions.
    """
    lists = read_word_lists(language)
    first, second = _strip(left, right, lists)
    starts_phrase = second in lists.prepositions or second in lists.conjunctions
    if _is_fixed(first, second, lists, before) or _follows(second, right, lists):
        return Tie.HELD
    if starts_phrase and (first in lists.pronouns or first in lists.objects):
        # "watch it | on your phone", "sing this | for me": here it is not a subject.
        return Tie.PREPOSITION
    if first in lists.prepositions and second in lists.prepositions and first != "to":
        # "go in | by the back door": the first is a particle.
        return Tie.PREPOSITION
    if before and first in lists.particles and _is_particle(first, before, lists):
        # "turn off | the lights"
        return Tie.CONJUNCTION if second in lists.conjunctions else Tie.OPENING
    if first in lists.titles:
        return Tie.NAME
    if _is_complete(first, second, lists):
        return Tie.LOOSE
    if before and (tie := _tie_in_context(first, second, strip_punctuation(before), lists)):
        return tie
    if second in lists.relatives and first in lists.prepositions:
        return Tie.HELD  # "of | which"
    if (
        first in lists.holding
        or first in lists.prepositions
        or (_is_possessive(first) and not starts_phrase)
    ):
        # "she is | and will be": the auxiliary stands for its verb.
        return Tie.CONJUNCTION if second in lists.conjunctions - {"that"} else Tie.HELD
    if first in lists.conjunctions:
        return Tie.HELD
    if (_counts(first, lists) and not starts_phrase) or (
        first in lists.numbered and _counts(second, lists)
    ):
        return Tie.NUMBER
    if is_name(left) and is_name(right) and not starts_phrase:
        return Tie.NAME
    return _weaker_tie(left, right, before, lists)


def _weaker_tie(left: str, right: str, before: str, lists: WordLists) -> Tie:
    """Return how two words belong together of which the first is no function word."""
    first, second = _strip(left, right, lists)
    starts_phrase = second in lists.prepositions or second in lists.conjunctions
    content = second not in lists.holding and second not in lists.conjunctions
    if _is_particle(second, first, lists) or second in lists.objects:
        return Tie.PHRASE
    if first in lists.questions and content:
        return Tie.HELD
    if content and not starts_phrase and _modifies(first, second, lists):
        return Tie.PHRASE
    if second == "of" or (second == "to" and first in lists.before_infinitives):
        return Tie.LOOSE
    if second in lists.persons and first in lists.verbs_of_persons:
        return Tie.PHRASE
    if second in lists.negations or (second in lists.auxiliaries and first in lists.subjects):
        return Tie.PHRASE
    determined = bool(before) and strip_punctuation(before) in lists.determiners
    if determined and right[0] in OPENERS:
        return Tie.PHRASE  # 'the word | "salary"'
    if right[0] in OPENERS or second in lists.conjunctions or _joins(second, lists):
        return Tie.CONJUNCTION
    if second in lists.prepositions:
        return Tie.PREPOSITION
    if lists.joined and _is_construct(first, second, lists):
        return Tie.PHRASE
    if second in lists.holding:
        return Tie.OPENING
    # "the kitchen | table", "a poem | rhymes": a noun or a verb, and neither is a good place.
    if determined:
        return Tie.PHRASE if is_name(left) else Tie.LOOSE  # "the Latin | word"
    return Tie.NONE


@lru_cache(maxsize=4096)
def strip_punctuation(word: str) -> str:
    """Return a word without the punctuation around it, in lower case."""
    return (
        word.strip("\u00a0\u202f\"'“”‘’„«»()[]{}.,;:!?…¿¡—–।॥،؛؟，。！？、；：「」『』《》（）")
        .casefold()
        .replace("’", "'")
    )


def _strip(left: str, right: str, lists: WordLists) -> tuple[str, str]:
    """Return two words as the lists have them: the elided parts count where they touch."""
    first, second = strip_punctuation(left), strip_punctuation(right)
    if lists.elisions:
        return _tail(first, lists), _head(second, lists)
    return first, second


def is_name(word: str) -> bool:
    """Whether a word is written like a name: one capital, then small letters."""
    bare = word.strip(OPENERS + CLOSERS).removesuffix("'s").removesuffix("’s")
    return len(bare) > 1 and bare[0].isupper() and bare[1:].islower() and bare[-1].isalpha()


def _is_fixed(first: str, second: str, lists: WordLists, before: str) -> bool:
    """Whether two words are part of a fixed expression, by the word before them too."""
    if (first, second) in lists.phrases:
        return True
    return bool(before) and (strip_punctuation(before), first, second) in lists.phrases


def _follows(second: str, right: str, lists: WordLists) -> bool:
    """Whether a word belongs to the one before it: "three years | ago"."""
    return second in lists.following or (second in lists.final and ends_clause(right))


def _is_particle(particle: str, verb: str, lists: WordLists) -> bool:
    return strip_punctuation(verb) in lists.particles.get(particle, ())


def _tie_in_context(first: str, second: str, before: str, lists: WordLists) -> Tie | None:
    """Return how two words belong together if the word before them decides it."""
    if first in lists.objects and before in lists.causatives and second not in lists.prepositions:
        return Tie.HELD  # "let me | see"
    if first in lists.persons and before in lists.verbs_of_persons:
        return Tie.OPENING  # "give you | an example"
    if first in lists.inverted and before in lists.auxiliaries:
        return Tie.LOOSE  # "haben Sie | kurz Zeit"
    if (before, first) in lists.closed:
        return Tie.OPENING
    if first in lists.auxiliaries and before in lists.auxiliaries and second not in lists.objects:
        return Tie.PHRASE  # "should have | called": weaker than "we | should"
    return None


def _is_complete(first: str, second: str, lists: WordLists) -> bool:
    """Whether a function word needs no next word: "what to do | about", "is | a friend"."""
    if first in lists.auxiliaries:
        return second in lists.prepositions or second in lists.determiners
    if first in lists.adverbs and second in lists.determiners:
        return True
    if first in lists.persons and second in ("not", "to"):
        return True
    if second in lists.adverbs and first in lists.holding:
        # "they | never heard us"
        return first not in lists.auxiliaries and first not in lists.determiners
    return first == "as" and second in lists.determiners


def _modifies(first: str, second: str, lists: WordLists) -> bool:
    """Whether the first word usually modifies the second, or the second the first."""
    if first in lists.modifiers:
        return True
    # A short word with such an ending is often no adjective; a syllable of Hangul is not short.
    if (len(first) > 5 or first[:1] >= _HANGUL) and first.endswith(lists.modifier_endings):
        return True
    return len(second) > 5 and len(first) > 3 and second.endswith(lists.following_endings)


def _joins(word: str, lists: WordLists) -> bool:
    """Whether a word begins with a conjunction that is written together with it."""
    return len(word) > 3 and word.startswith(lists.joined.get("conjunctions", ()))


def _is_construct(first: str, second: str, lists: WordLists) -> bool:
    """Whether two words are a noun and its genitive or adjective, by the article of the second."""
    article = lists.joined["article"]
    return second.startswith(article) and not first.startswith(("ي", "ت"))


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "s'")) and len(word) > 3


def _counts(word: str, lists: WordLists) -> bool:
    bare = word.lstrip("$€£¥+-−#")
    if bare[:1].isdigit() or word in lists.numbers:
        return True
    # Han numerals: 三百.
    return not word.isascii() and all(numeric(character, None) is not None for character in word)


def _tail(word: str, lists: WordLists) -> str:
    """Return what a word is after its elided part: "on" of "qu'on"."""
    head, mark, tail = word.partition("'")
    return tail if tail and head + mark in lists.elisions else word


def _head(word: str, lists: WordLists) -> str:
    """Return the word that is elided at the start of a word: "que" of "qu'on"."""
    head, mark, tail = word.partition("'")
    return lists.elisions.get(head + mark, word) if tail else word
