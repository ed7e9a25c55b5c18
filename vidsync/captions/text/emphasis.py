"""The displayed text of words: emphasis, censoring and emoji.

Words keep their times; only their text changes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
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
_MARKED = re.compile(r"(?P<before>[^\w*]*)\*(?P<text>[^*\s]+)\*(?P<after>[^\w*]*)")
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
        transcript: the same words with other texts.
        plain: the same for subtitles: without added emoji.
        emphasised: the emphasised words.
    """

    transcript: Transcript
    plain: Transcript
    emphasised: frozenset[Key]


def word_key(word: Word) -> Key:
    """Return the key of a word, which segmentation and case do not change."""
    return word.start, word.end, word.span


def apply_wording(transcript: Transcript, style: Style) -> ShownTranscript:
    """Apply a style's wording to a transcript.

    Stars around a word (``*like this*``) emphasise it, and are never shown.

    Args:
        transcript: the original words.
        style: says what is emphasised, censored, left out and added.
    """
    wording, emphasis = style.wording, style.emphasis
    marks = any("*" in word.text for word in transcript.words)
    if wording == WordingStyle() and emphasis == EmphasisStyle() and not marks:
        return ShownTranscript(transcript, transcript, frozenset())
    language = transcript.language.split("-")[0].lower()
    listed = {bare_word(word) for word in emphasis.words}
    censored = {bare_word(word) for word in wording.censor}
    words, plain, matter = [], [], set()
    since_emoji = _EMOJI_APART
    for word in transcript.words:
        text = word.text
        marked = _MARKED.fullmatch(text) if marks else None
        if marked:
            text = marked["before"] + marked["text"] + marked["after"]
        told = marked and "marked" in emphasis.rules
        if told or bare_word(text) in listed or _matches_rule(text, emphasis.rules, language):
            matter.add(word_key(word))
        hidden = bare_word(text) in censored
        wanted = wording.emoji and not hidden and since_emoji >= _EMOJI_APART
        added = _emoji_for(text) if wanted else None
        since_emoji = 0 if added else since_emoji + 1
        if hidden:
            text = _mask(text, wording)
        plain.append(replace(word, text=text))
        if not wording.punctuation:
            text = text.rstrip(_FULL_STOPS) or text
        words.append(replace(word, text=f"{text} {added}" if added else text))
    return ShownTranscript(
        replace(transcript, words=tuple(words)),
        replace(transcript, words=tuple(plain)),
        frozenset(matter),
    )


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
