"""Spell Japanese for Kokoro: readings by pyopenjtalk, sounds from kana.

A word is a phrase: what pyopenjtalk separates, with the particles and endings after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from vidsync.errors import DependencyError
from vidsync.tts.engines.neural.durations import Letter
from vidsync.tts.engines.neural.sentences import split_tokens
from vidsync.tts.engines.neural.spelled import SpelledSentence
from vidsync.tts.engines.neural.words import Token
from vidsync.writing import ends_clause, is_opening

_JOINED = ("助詞", "助動詞")
_MARK = "記号"
_MARKS = dict(zip("、，。．！？；：,.!?;:", ",,..!?;:,.!?;:", strict=True))
_VOWELS = "aiɯeo"
_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "ɡ": "ガギグゲゴ",
    "s": "サ__セソ",
    "ʣ": "ザ__ゼゾ",
    "t": "タ__テト",
    "d": "ダ__デド",
    "n": "ナ_ヌネノ",
    "h": "ハ__ヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "ɾ": "ラリルレロ",
    "β": "ワヰ_ヱ_",
}
_SINGLE = {
    "シ": "ɕi", "ジ": "ʥi", "チ": "ʨi", "ヂ": "ʥi", "ス": "sɨ", "ズ": "zɨ", "ツ": "ʦɨ", "ヅ": "zɨ",
    "ニ": "ɲi", "ヒ": "çi", "フ": "ɸɯ", "ヤ": "ja", "ユ": "jɯ", "ヨ": "jo", "ヲ": "o", "ヴ": "vɯ",
    "イェ": "je", "ウィ": "βi", "ウェ": "βe", "ウォ": "βo", "トゥ": "tɯ", "ドゥ": "dɯ",
}  # fmt: skip
_SMALL_Y = {"ャ": "a", "ュ": "ɨ", "ョ": "o"}
_SMALL_VOWELS = dict(zip("ァィゥェォ", _VOWELS, strict=True))
_PALATAL = "ɕʥʨɲçj"
# The sound of ン before each kind of sound.
_NASALS = (("mpbɸ", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("tdnzʣʦɾ", "n"))
_FIGURES = re.compile(r"\d[\d.,]*$")
_SOUND = re.compile(r".[ʲᵝ]*ː*")


@dataclass(slots=True)
class _Phrase:
    """A word with what is joined to it."""

    nodes: list[int] = field(default_factory=list)
    reading: str = ""
    mark: str = ""


def spell_japanese(sentence: str) -> SpelledSentence:
    """Spell a sentence.

    Raises:
        DependencyError: pyopenjtalk is not installed.
    """
    nodes = _read(sentence)
    phrases = list(_join_phrases(nodes))
    if not any(phrase.reading for phrase in phrases):
        return SpelledSentence(split_tokens(sentence), [], frozenset())
    tokens, owners = _build_tokens(_find_spans(sentence, nodes, phrases))
    letters: list[Letter] = []
    for number, phrase in zip(owners, phrases, strict=True):
        sounds = _SOUND.findall(spell_kana(phrase.reading))
        letters += [Letter(sound, number) for sound in sounds]
        if phrase.mark:
            letters.append(Letter(phrase.mark, number))
        letters.append(Letter(" ", number))
    marked = (
        number
        for number, token in enumerate(tokens)
        if ends_clause(sentence[token.start : token.end])
    )
    return SpelledSentence(tokens, letters[:-1], frozenset(marked))


def _build_tokens(spans: Sequence[tuple[int, int]]) -> tuple[list[Token], list[int]]:
    """Return a token for each phrase, and its number; one without characters has no own token."""
    tokens: list[Token] = []
    owners: list[int] = []
    for start, end in spans:
        if tokens and (start == end or tokens[-1].start == tokens[-1].end):
            tokens[-1].end = end
        else:
            tokens.append(Token(start, end))
        owners.append(len(tokens) - 1)
    return tokens, owners


def spell_kana(reading: str) -> str:
    """Return the sounds of katakana in Kokoro's alphabet.

    Source:
        The alphabet of https://github.com/hexgrad/misaki for Japanese.
    """
    table = _table()
    text, place = "", 0
    while place < len(reading):
        pair, sign = reading[place : place + 2], reading[place]
        if len(pair) == 2 and (sounds := _spell_pair(pair, table)):
            text += sounds
            place += 2
            continue
        text += {"ー": "ː", "ッ": "ʔ", "ン": "N"}.get(sign, table.get(sign, ""))
        place += 1
    return re.sub("N(?=(.?))", lambda found: _find_nasal(found[1]), text)


def _spell_pair(pair: str, table: Mapping[str, str]) -> str:
    """Return the sounds of a kana with a small one after it; ``""`` if it is no such pair."""
    first, small = table.get(pair[0], ""), pair[1]
    if pair in table:
        return table[pair]
    if not first or first[-1] not in _VOWELS + "ɨ":
        return ""
    consonant = first[:-1]
    if small in _SMALL_Y:
        soft = consonant if consonant[-1:] in tuple(_PALATAL + "ʲ") else consonant + "ʲ"
        return soft + _SMALL_Y[small] if consonant else ""
    if small in _SMALL_VOWELS:
        vowel = _SMALL_VOWELS[small]
        rounded = "ᵝ" if consonant in ("k", "ɡ") and first.endswith("ɯ") else ""
        soft = "ʲ" if vowel == "i" and consonant in ("t", "d", "ɸ", "v", "ʦ") else ""
        return consonant.removesuffix("ʲ") + rounded + soft + vowel if consonant else ""
    return ""


def _find_nasal(following: str) -> str:
    return next((nasal for sounds, nasal in _NASALS if following and following in sounds), "ɴ")


@cache
def _table() -> Mapping[str, str]:
    table = dict(_SINGLE)
    for consonant, row in _ROWS.items():
        for kana, vowel in zip(row, _VOWELS, strict=True):
            soft = "ʲ" if vowel == "i" and consonant not in ("", "β") else ""
            table.setdefault(kana, consonant + soft + vowel)
    table.pop("_")
    return table


def _read(sentence: str) -> list[dict[str, Any]]:
    try:
        import pyopenjtalk
    except ImportError as error:
        raise DependencyError(
            "Japanese needs pyopenjtalk-plus, which reads kanji",
            hint="pip install 'vidsync[japanese]'",
        ) from error
    nodes = pyopenjtalk.run_frontend(sentence, use_sudachi_kanji_yomi=False)
    return [dict(node) for node in nodes]


def _join_phrases(nodes: Sequence[dict[str, Any]]) -> Iterator[_Phrase]:
    phrase = _Phrase()
    opened: list[int] = []
    for number, node in enumerate(nodes):
        is_mark = node["pos"] == _MARK
        starts = not is_mark and node["pos"] not in _JOINED and node["pos_group1"] != "接尾"
        is_number = node["pos_group1"] == "数" and phrase.nodes
        if is_number:
            starts = nodes[phrase.nodes[-1]]["pos_group1"] != "数"
        opens = is_mark and is_opening(str(node["string"]))
        if phrase.nodes and (starts or opens or (phrase.mark and not is_mark)):
            yield phrase
            phrase = _Phrase()
        if is_mark and not phrase.nodes:
            opened.append(number)  # belongs to the word after it
            continue
        phrase.nodes += [*opened, number]
        opened = []
        if is_mark:
            phrase.mark = phrase.mark or _MARKS.get(str(node["string"]), "")
        else:
            phrase.reading += re.sub("[^ァ-ヺー]", "", str(node["pron"]))
    if phrase.nodes:
        yield phrase


def _find_spans(
    sentence: str, nodes: Sequence[dict[str, Any]], phrases: Sequence[_Phrase]
) -> list[tuple[int, int]]:
    """Return the span of each phrase in the sentence.

    pyopenjtalk writes digits as kanji and letters wide, so its text is aligned with the
    sentence. A phrase has the characters of its nodes, and those after them that no node has.
    """
    owners: list[int] = []
    for number, phrase in enumerate(phrases):
        for node in phrase.nodes:
            owners += [number] * len(_fold(str(nodes[node]["string"])))
    known = "".join(
        _fold(str(nodes[node]["string"])) for phrase in phrases for node in phrase.nodes
    )
    starts = [len(sentence)] * len(phrases)
    matcher = SequenceMatcher(None, "".join(map(_fold, sentence)), known, autojunk=False)
    for first, other, count in matcher.get_matching_blocks():
        for offset in range(count):
            owner = owners[other + offset]
            starts[owner] = min(starts[owner], first + offset)
    return _close_spans(sentence, starts)


def _close_spans(sentence: str, starts: list[int]) -> list[tuple[int, int]]:
    """Return spans that touch, but for white space; a phrase without a place shares the rest."""
    for number in range(len(starts) - 1, 0, -1):
        # pyopenjtalk writes figures as kanji: those that no phrase has are of the next one.
        figures = _FIGURES.search(sentence, 0, starts[number])
        if figures and figures.start() > starts[number - 1]:
            starts[number] = figures.start()
        starts[number - 1] = min(starts[number - 1], starts[number])
    starts[0] = len(sentence) - len(sentence.lstrip())
    spans = []
    for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True):
        spans.append((start, start + len(sentence[start:end].rstrip())))
    return spans


def _fold(text: str) -> str:
    """Return narrow letters, one for each character."""
    folded = unicodedata.normalize("NFKC", text)
    return folded if len(folded) == len(text) else text
