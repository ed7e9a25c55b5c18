"""Spell a sentence with espeak-ng for a network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vidsync.errors import InputError
from vidsync.espeak.spelling import spell
from vidsync.tts.engines.neural.durations import Letter
from vidsync.tts.engines.neural.sentences import split_tokens
from vidsync.tts.engines.neural.words import Token
from vidsync.writing import ends_clause, is_speakable

# espeak-ng reads "$3.50" as "dollar three point five zero". "$3.5 million" is left to it.
_MONEY = re.compile(r"(?<!\w)([$£€¥₹](?:\d[\d.,]*)?\d)(?!\w|\s+(?:hundred|[a-z]*illion|thousand))")


@dataclass(frozen=True, slots=True)
class SpelledSentence:
    """A sentence in IPA.

    Attributes:
        tokens: its words, without phones.
        letters: phones, spaces and marks, each with the number of its token; empty if
            nothing in the sentence can be spoken.
        marked: the tokens that end with a mark that suggests a pause.
    """

    tokens: list[Token]
    letters: list[Letter]
    marked: frozenset[int]


def spell_sentence(sentence: str, voice: str) -> SpelledSentence:
    """Spell a sentence.

    Args:
        sentence: up to some hundred characters.
        voice: of espeak-ng.

    Raises:
        VoiceError: there is no such voice.
        EngineError: espeak-ng failed.
    """
    silent = SpelledSentence(split_tokens(sentence), [], frozenset())
    if not is_speakable(sentence):
        return silent
    read_out, origins = _read_money(sentence) if voice.startswith("en") else (sentence, None)
    try:
        words, signs = spell(read_out, voice=voice)
    except InputError:
        # Of another script, in a text that may have sentences that it can speak.
        return silent
    spans = [word.span or (0, 0) for word in words]
    if origins is not None:
        spans = [(origins[start][0], origins[end - 1][1]) for start, end in spans]
    tokens, owners = _join_overlapping(spans)
    marked = (
        number
        for number, token in enumerate(tokens)
        if ends_clause(sentence[token.start : token.end])
    )
    letters = [Letter(sign.ipa, owners[sign.word]) for sign in signs]
    return SpelledSentence(tokens, letters, frozenset(marked))


def _read_money(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """Replace amounts of money by their words.

    Returns:
        The text, and the span in the sentence of each of its characters.
    """
    from vidsync.alignment.text.readings import readings_of

    text = ""
    origins: list[tuple[int, int]] = []
    before = 0
    for found in _MONEY.finditer(sentence):
        readings = readings_of(found[1], "en")
        if not readings:
            continue
        words = " ".join(readings[0])
        text += sentence[before : found.start(1)] + words
        origins += [(place, place + 1) for place in range(before, found.start(1))]
        origins += [found.span(1)] * len(words)
        before = found.end(1)
    origins += [(place, place + 1) for place in range(before, len(sentence))]
    return text + sentence[before:], origins


def _join_overlapping(spans: Sequence[tuple[int, int]]) -> tuple[list[Token], list[int]]:
    """Return a token for each run of spans that overlap, and the number of each span's token."""
    tokens: list[Token] = []
    owners: list[int] = []
    for start, end in spans:
        if tokens and start < tokens[-1].end:
            tokens[-1].end = max(tokens[-1].end, end)
        else:
            tokens.append(Token(start, end))
        owners.append(len(tokens) - 1)
    return tokens, owners
