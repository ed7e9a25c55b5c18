"""Puts an edited text on the timings of a transcript.

Unedited words keep their times. A new word gets a share of the time of the words that it
replaces, or of the silence that it is inserted into. No audio is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from vidsync.errors import InputError
from vidsync.transcript import Phone, Transcript, Word
from vidsync.writing import is_spaceless

_PUNCTUATION = "\"'“”‘’«»()[]{}.,;:!?…¿¡—–-、。，．！？「」『』"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of comparison: a word, or a character in scripts without spaces.

    Attributes:
        key: the text that is compared.
        span: its character range in the text.
        word: the index of an old unit's word.
        glued: whether a new unit has no space before it.
        start: seconds, of an old unit.
        end: seconds, of an old unit.
    """

    key: str
    span: tuple[int, int]
    word: int = -1
    glued: bool = False
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class _Timed:
    """A new unit with its time; `word` is the index of the same old word, or -1."""

    unit: _Unit
    start: float
    end: float
    word: int
    turn: int | None


def retext(transcript: Transcript, new_text: str) -> Transcript:
    """Put an edited text on a transcript's timings.

    A word that is kept keeps its times, phones and turn, even if its case or punctuation
    changes. Words that replace as many others take their times; words that replace more or
    fewer share the times by length. Words that are inserted between two others share the
    silence there and do not shorten any word.

    Args:
        transcript: the words before the edit.
        new_text: the whole text after the edit.

    Returns:
        A transcript of the new text. If words share time, they have a confidence of 0 and
        the transcript's source is ``estimated``.

    Raises:
        InputError: the new text has no words.
    """
    new = list(_split_new(new_text))
    if not new:
        raise InputError("the new text has no words", hint="delete the transcript instead")
    old = list(_split_old(transcript))
    timed = list(_time_units(old, new, transcript))
    words = tuple(_build_words(timed, new_text, transcript))
    shared = any(word.confidence == 0.0 for word in words)
    return replace(
        transcript,
        words=words,
        text=new_text,
        source="estimated" if shared else transcript.source,
    )


def _fold(text: str) -> str:
    folded = text.casefold().replace("’", "'")
    return folded.strip(_PUNCTUATION) or folded


def _split_old(transcript: Transcript) -> Iterator[_Unit]:
    for index, word in enumerate(transcript.words):
        if not is_spaceless(word.text):
            yield _Unit(_fold(word.text), (0, 0), index, False, word.start, word.end)
            continue
        step = word.duration / len(word.text)
        for number, character in enumerate(word.text):
            start = word.start + number * step
            yield _Unit(_fold(character), (0, 0), index, number > 0, start, start + step)


def _split_new(text: str) -> Iterator[_Unit]:
    for match in re.finditer(r"\S+", text):
        first, last = match.span()
        if not is_spaceless(match[0]):
            yield _Unit(_fold(match[0]), (first, last))
            continue
        for index in range(first, last):
            yield _Unit(_fold(text[index]), (index, index + 1), glued=index > first)


def _time_units(
    old: Sequence[_Unit], new: Sequence[_Unit], transcript: Transcript
) -> Iterator[_Timed]:
    words = transcript.words
    for kind, first, last, begin, until in _find_edits(
        [unit.key for unit in old], [unit.key for unit in new]
    ):
        if kind == "delete":
            continue
        if last - first == until - begin:
            for was, now in zip(old[first:last], new[begin:until], strict=True):
                yield _Timed(now, was.start, was.end, was.word, words[was.word].turn)
            continue
        if last > first:
            start, end = old[first].start, max(unit.end for unit in old[first:last])
            turn = words[old[first].word].turn
        else:
            before = old[first - 1] if first else None
            end = old[last].start if last < len(old) else transcript.duration
            # The next word may begin before the last one ends.
            start = min(before.end, end) if before else 0.0
            neighbour = before or (old[last] if last < len(old) else None)
            turn = words[neighbour.word].turn if neighbour else None
        weights = [len(unit.key) + 1 for unit in new[begin:until]]
        passed = 0
        for unit, weight in zip(new[begin:until], weights, strict=True):
            at = start + (end - start) * passed / sum(weights)
            passed += weight
            to = start + (end - start) * passed / sum(weights)
            yield _Timed(unit, at, min(to, end), -1, turn)


def _find_edits(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Return opcodes of `difflib`; a common beginning and end are not searched again."""
    front = 0
    while front < min(len(old), len(new)) and old[front] == new[front]:
        front += 1
    back = 0
    while back < min(len(old), len(new)) - front and old[-1 - back] == new[-1 - back]:
        back += 1
    if front:
        yield "equal", 0, front, 0, front
    matcher = SequenceMatcher(
        None, old[front : len(old) - back], new[front : len(new) - back], autojunk=False
    )
    for kind, first, last, begin, until in matcher.get_opcodes():
        yield kind, first + front, last + front, begin + front, until + front
    if back:
        yield "equal", len(old) - back, len(old), len(new) - back, len(new)


def _build_words(timed: Sequence[_Timed], text: str, transcript: Transcript) -> Iterator[Word]:
    groups: list[list[_Timed]] = []
    for item in timed:
        known = {part.word for part in groups[-1]} - {-1} if groups else set()
        belongs = item.word == -1 or not known or item.word in known
        if groups and item.unit.glued and belongs:
            groups[-1].append(item)
        else:
            groups.append([item])
    earliest = 0.0
    used: set[int] = set()
    for group in groups:
        shown = text[group[0].unit.span[0] : group[-1].unit.span[1]]
        known = {part.word for part in group} - {-1}
        was = transcript.words[min(known)] if known else None
        if was is not None and min(known) not in used and not is_spaceless(shown):
            start, end = was.start, was.end
        else:
            start, end = group[0].start, max(part.end for part in group)
        used |= known
        start = min(max(earliest, start), transcript.duration)
        end = min(max(start, end), transcript.duration)
        earliest = start
        same = was is not None and _fold(was.text) == _fold(shown)
        phones: tuple[Phone, ...] = was.phones if was is not None and same else ()
        yield Word(
            text=shown,
            start=start,
            end=end,
            span=(group[0].unit.span[0], group[-1].unit.span[1]),
            turn=group[0].turn,
            phones=phones,
            confidence=was.confidence if was is not None else 0.0,
        )
