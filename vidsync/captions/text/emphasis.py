"""The displayed text of words: emphasis, censoring and emoji.

Words keep their times; only their text changes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from vidsync.captions.style.style import EmphasisStyle, Style, WordingStyle
from vidsync.captions.text.text import split_clusters
from vidsync.resources import assets_folder
from vidsync.transcript import Transcript, Word

Key = tuple[float, float, tuple[int, int] | None]
"""Identifies a word of a transcript, whatever text is shown for it."""

# Least number of words between two emoji that the keyword table adds.
_EMOJI_APART = 5

_EDGES = re.compile(r"^\W+|\W+$")
# A star that opens or closes a stretch of emphasised words, and the punctuation around it.
_OPENING = re.compile(r"^(?P<before>[^\w*]*)\*(?=[^*\s])")
_CLOSING = re.compile(r"(?<=[^*\s])\*(?P<after>[^\w*]*)$")
# Most words between two stars; further apart, they are stars and not marks.
_MOST_MARKED = 8
_MONEY = re.compile(r"[$€£¥₹₩₽₺¢]|\b(dollars?|euros?|pounds?|bucks|yen|rupees?|cents?)\b", re.I)
_FULL_STOPS = ".,;:،؛。、"

_NEGATIONS: Mapping[str, str] = MappingProxyType(
    {
        "en": "no not never none nothing nobody nowhere neither nor without cannot can't won't "
        "don't doesn't didn't isn't aren't wasn't weren't shouldn't wouldn't couldn't haven't "
        "hasn't hadn't ain't",
        "de": "nein nicht nie niemals kein keine keinen keinem nichts ohne",
        "fr": "non ne pas jamais rien aucun aucune sans personne",
        "es": "no nunca jamás nada nadie ningún ninguna sin tampoco",
        "it": "no non mai niente nulla nessuno nessuna senza",
        "pt": "não nunca jamais nada ninguém nenhum nenhuma sem",
        "nl": "nee niet nooit niets geen niemand zonder",
    }
)


@dataclass(frozen=True, slots=True)
class ShownTranscript:
    """A transcript as it is shown.

    Attributes:
        transcript: the same words, masked and without stars, as subtitles show them.
        drawn: the text of words that are drawn otherwise: without full stops, or with emoji.
        emphasised: the emphasised words.
    """

    transcript: Transcript
    drawn: Mapping[Key, str]
    emphasised: frozenset[Key]


def word_key(word: Word) -> Key:
    """Return the key of a word, which segmentation and case do not change."""
    return word.start, word.end, word.span


def apply_wording(transcript: Transcript, style: Style) -> ShownTranscript:
    """Apply a style's wording to a transcript.

    Stars around words (``*like this*``) emphasise them, and are never shown.

    Args:
        transcript: the original words.
        style: says what is emphasised, censored, left out and added.
    """
    wording, emphasis = style.wording, style.emphasis
    marked = _find_marked(transcript.words)
    if wording == WordingStyle() and emphasis == EmphasisStyle() and not marked:
        return ShownTranscript(transcript, {}, frozenset())
    language = transcript.language.split("-")[0].lower()
    listed = {bare_word(word) for word in emphasis.words}
    censored = {bare_word(word) for word in wording.censor}
    words, matter = [], set()
    drawn: dict[Key, str] = {}
    since_emoji = _EMOJI_APART
    for index, word in enumerate(transcript.words):
        text = marked.get(index, word.text)
        told = index in marked and "marked" in emphasis.rules
        if told or bare_word(text) in listed or _matches_rule(text, emphasis.rules, language):
            matter.add(word_key(word))
        hidden = bare_word(text) in censored
        wanted = wording.emoji and not hidden and since_emoji >= _EMOJI_APART
        added = _emoji_for(text) if wanted else None
        since_emoji = 0 if added else since_emoji + 1
        if hidden:
            text = _mask(text, wording)
        words.append(replace(word, text=text))
        shown = text if wording.punctuation else text.rstrip(_FULL_STOPS) or text
        if added:
            shown = f"{shown} {added}"
        if shown != text:
            drawn[word_key(word)] = shown
    return ShownTranscript(
        replace(transcript, words=tuple(words)), MappingProxyType(drawn), frozenset(matter)
    )


def _find_marked(words: Sequence[Word]) -> dict[int, str]:
    """Return the words between two stars, by their index, without the stars."""
    found: dict[int, str] = {}
    opened: int | None = None
    for index, word in enumerate(words):
        if "*" in word.text and _OPENING.match(word.text):
            opened = index
        if opened is None:
            continue
        if index - opened >= _MOST_MARKED:
            opened = None
        elif "*" in word.text and _CLOSING.search(_OPENING.sub(r"\g<before>", word.text, count=1)):
            for inside in range(opened, index + 1):
                text = words[inside].text
                if inside == opened:
                    text = _OPENING.sub(r"\g<before>", text, count=1)
                if inside == index:
                    text = _CLOSING.sub(r"\g<after>", text)
                found[inside] = text
            opened = None
    return found


def _matches_rule(text: str, rules: tuple[str, ...], language: str) -> bool:
    bare = bare_word(text)
    letters = [c for c in text if c.isalpha()]
    return (
        ("numbers" in rules and any(c.isnumeric() for c in text))
        or ("money" in rules and bool(_MONEY.search(text)))
        or ("negations" in rules and bare in _NEGATIONS.get(language, "").split())
        or ("capitals" in rules and len(letters) > 1 and all(c.isupper() for c in letters))
    )


def bare_word(text: str) -> str:
    """Return a word without the punctuation around it, in lower case, for comparison."""
    return _EDGES.sub("", text).casefold().replace("\u2019", "'")


def _mask(text: str, wording: WordingStyle) -> str:
    begin, end = 0, len(text)
    if edges := _EDGES.match(text):
        begin = edges.end()
    inner = split_clusters(_EDGES.sub("", text))
    tail = text[begin + len("".join(inner)) : end]
    shown = inner[0] if wording.mask == "first" and len(inner) > 1 else ""
    return text[:begin] + shown + "*" * (len(inner) - bool(shown)) + tail


def _emoji_for(text: str) -> str | None:
    """Return the emoji of a word by the keyword table, ignoring plain English endings."""
    table, bare = _keywords(), bare_word(text)
    if any(ord(c) > 0x2190 for c in text):
        return None
    for form in (bare, bare.removesuffix("s"), bare.removesuffix("es"), bare.removesuffix("ing")):
        if form in table:
            return table[form]
    return None


@cache
def _keywords() -> Mapping[str, str]:
    path = assets_folder("emoji") / "keywords.toml"
    table: dict[str, str] = {}
    for emoji, words in tomllib.loads(path.read_text(encoding="utf-8"))["emoji"].items():
        table.update(dict.fromkeys(words.split(), emoji))
    return MappingProxyType(table)
