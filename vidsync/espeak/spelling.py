"""Spell a text in IPA for a speech network, phone by phone, with the word of each phone.

espeak-ng has two outputs: the IPA of a clause as text, on which networks are trained, and
the phones of its speech, which have offsets in the text. They differ little. So the first
is aligned with the second, character by character, to find the word of each sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from vidsync.espeak.process import shared_worker
from vidsync.espeak.speech import pronounce
from vidsync.espeak.units import blank_unsafe
from vidsync.espeak.voice_list import find_voice
from vidsync.transcript import Word

_LANGUAGE_FLAG = re.compile(r"\([^)]*\)")
_STRESS = "ˈˌ"
# Marks that end a clause, as networks know them.
_MARKS = dict(zip("，、。；：？！…—–؟؛،।", ",,.;:?!.;;?;,.", strict=True))
_KNOWN_MARKS = ",;:.?!"


@dataclass(frozen=True, slots=True)
class SpelledSign:
    """A phone, a space or a mark.

    Attributes:
        ipa: of a phone, with its stress mark: ``ˈeɪ``; or a space, or one of ``,;:.?!``.
        word: index of its word; for a space or a mark, of the word before it.
    """

    ipa: str
    word: int


def spell(sentence: str, *, voice: str) -> tuple[tuple[Word, ...], list[SpelledSign]]:
    """Spell a sentence.

    Args:
        sentence: up to some hundred characters.
        voice: a name, or a BCP 47 language tag; see `find_voice`.

    Returns:
        The words of the sentence, which have spans in it and may lack phones; and its
        signs, in order.

    Raises:
        InputError: nothing in it can be spoken.
        VoiceError: there is no such voice or language.
        EngineError: espeak-ng failed.
    """
    words = pronounce(sentence, voice=voice).words
    clauses = shared_worker().phonemize(blank_unsafe(sentence), voice=find_voice(voice).identifier)
    texts = [_LANGUAGE_FLAG.sub("", clause.ipa).replace("-", "").split() for clause in clauses]
    owners = iter(_find_owners("".join("".join(text) for text in texts), words))
    signs: list[SpelledSign] = []
    for clause, text in zip(clauses, texts, strict=True):
        for group in text:
            if signs and signs[-1].ipa != " ":
                signs.append(SpelledSign(" ", signs[-1].word))
            signs += _group_characters(group, [next(owners) for _ in group])
        is_last = not sentence[clause.end :].strip()
        if signs and (mark := _find_mark(sentence[: clause.end], is_last)):
            signs.append(SpelledSign(mark, signs[-1].word))
    return words, signs


def _find_owners(ipa: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the word and the phone of each character, in order of time."""
    heard: list[tuple[int, int]] = []
    letters = ""
    for number, word in enumerate(words):
        for index, phone in enumerate(word.phones):
            heard += [(number, index)] * len(phone.ipa)
            letters += phone.ipa
    if not heard:
        return [(0, 0)] * len(ipa)
    owners: list[tuple[int, int] | None] = [None] * len(ipa)
    matcher = SequenceMatcher(None, ipa, letters, autojunk=False)
    for first, other, count in matcher.get_matching_blocks():
        owners[first : first + count] = heard[other : other + count]
    return _fill_gaps(owners, ipa, heard)


def _fill_gaps(
    owners: Sequence[tuple[int, int] | None], ipa: str, heard: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Give a character without a match the owner of the one before it; a stress mark, after it."""
    filled: list[tuple[int, int]] = []
    before = next((owner for owner in owners if owner is not None), heard[0])
    for index, owner in enumerate(owners):
        if owner is None and ipa[index] in _STRESS:
            owner = next((each for each in owners[index:] if each is not None), before)
        before = owner or before
        filled.append(before)
    return filled


def _group_characters(group: str, owners: Sequence[tuple[int, int]]) -> Iterator[SpelledSign]:
    """Join the characters of each phone."""
    start = 0
    for index in range(1, len(group) + 1):
        if index == len(group) or owners[index] != owners[start]:
            yield SpelledSign(group[start:index], owners[start][0])
            start = index


def _find_mark(before: str, is_last: bool) -> str:
    """Return the mark at the end of a clause; a full stop only at the end of the sentence."""
    for character in reversed(before):
        mark = _MARKS.get(character, character)
        if mark in _KNOWN_MARKS:
            return mark if is_last or mark != "." else ""
        if character.isalnum():
            return ""
    return ""
