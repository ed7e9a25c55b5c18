"""Chooses the words that are removed, each with the reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vidsync.cutting.edited import compare_edited
from vidsync.cutting.fillers import find_fillers, find_listed, hesitations
from vidsync.cutting.options import CutOptions
from vidsync.cutting.repeats import find_restarts
from vidsync.cutting.takes import find_takes
from vidsync.cutting.tokens import Token, find_phrase, tokens_of
from vidsync.errors import InputError, near_matches
from vidsync.transcript import Transcript

Reason = Literal["filler", "repeat", "phrase", "range", "edited", "trim", "silence"]


@dataclass(frozen=True, slots=True)
class WordChoice:
    """The words that are removed.

    Attributes:
        reasons: why a word is removed, by its index.
        kept: indices of words that stay whatever else would remove them.
        texts: new texts of corrected words, by index.
    """

    reasons: dict[int, Reason]
    kept: frozenset[int]
    texts: dict[int, str]


def choose_words(transcript: Transcript, options: CutOptions, language: str) -> WordChoice:
    """Return which words the options remove.

    Args:
        transcript: the words.
        options: what is cut out.
        language: of the words, a BCP 47 tag.

    Raises:
        InputError: a phrase is not said; the edited text has other words; or the fillers of
            the language are not known.
    """
    tokens = tokens_of(transcript)
    reasons: dict[int, Reason] = {}

    def remove(found: Iterable[range], reason: Reason) -> None:
        for words in found:
            for index in words:
                reasons.setdefault(index, reason)

    texts: dict[int, str] = {}
    if options.edited is not None:
        edit = compare_edited(transcript, options.edited)
        texts = edit.texts
        remove((range(index, index + 1) for index in sorted(edit.deleted)), "edited")
    for index in options.remove_words:
        if not 0 <= index < len(transcript.words):
            raise InputError(
                f"word {index} can't be removed: the transcript has {len(transcript.words)} words"
            )
        reasons.setdefault(index, "edited")
    remove(_trimmed(tokens, transcript, options), "trim")
    for phrase in options.remove:
        remove(_said(tokens, phrase, transcript), "phrase")
    remove(_in_ranges(transcript, options.remove_ranges), "range")
    if options.fillers:
        remove(find_fillers(transcript, language), "filler")
    remove(find_listed(tokens, options.more_fillers), "filler")
    if options.repeats:
        known = hesitations(language)
        repeats = frozenset(known.repeats if known else ())
        remove(find_takes(transcript, frozenset(reasons)), "repeat")
        remove(find_restarts(transcript, frozenset(reasons), repeats), "repeat")
    kept = {index for phrase in options.keep for words in _said(tokens, phrase, transcript)
            for index in words}  # fmt: skip
    kept |= {index for words in _in_ranges(transcript, options.keep_ranges) for index in words}
    for index in kept:
        reasons.pop(index, None)
    return WordChoice(reasons, frozenset(kept), texts)


def _said(tokens: Sequence[Token], phrase: str, transcript: Transcript) -> list[range]:
    """Return the words of each place where a phrase is said.

    Raises:
        InputError: it is not said anywhere.
    """
    found = list(find_phrase(tokens, phrase))
    if not found:
        known = {word.text.strip() for word in transcript.words}
        hint = near_matches(phrase, known) if len(phrase.split()) == 1 else ""
        raise InputError(
            f"{phrase!r} is not said in the transcript",
            hint=hint if hint.startswith("did") else "give the words as the transcript has them",
        )
    return found


def _trimmed(
    tokens: Sequence[Token], transcript: Transcript, options: CutOptions
) -> Iterator[range]:
    """Yield the words before `from_word`, and those after `to_word`."""
    first = 0
    if options.from_word:
        first = _said(tokens, options.from_word, transcript)[0].start
        yield range(first)
    if options.to_word:
        after = [
            words for words in _said(tokens, options.to_word, transcript) if words.start >= first
        ]
        if not after:
            raise InputError(
                f"{options.to_word!r} is not said after {options.from_word!r}",
                hint="the part that stays goes from one to the other",
            )
        yield range(after[0].stop, len(transcript.words))


def _in_ranges(transcript: Transcript, ranges: Sequence[tuple[float, float]]) -> Iterator[range]:
    """Yield the words of which half or more is in one of the stretches."""
    starts = [word.start for word in transcript.words]
    longest = max((word.duration for word in transcript.words), default=0.0)
    for start, end in ranges:
        for index in range(bisect_left(starts, start - longest), bisect_left(starts, end)):
            word = transcript.words[index]
            inside = min(word.end, end) - max(word.start, start)
            if inside * 2 >= word.duration and (inside > 0 or word.start >= start):
                yield range(index, index + 1)
