"""The sounds of a transcript's words, in time.

Phones that came with the words are used as they are, and visemes as sounds that look
like them. Words without are pronounced by espeak-ng, in the context of the whole text,
and its phones are scaled into each word's own window: the words' edges stay exact, only
the proportions inside are espeak-ng's. A lexicon's words have its sounds, whoever timed
them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vidsync.errors import InputError
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.phones.lexicon import Lexicon, english_dictionary, lexicon_key, replace_sounds
from vidsync.visemes.phones.viseme_sounds import add_viseme_sounds

_DEFAULT_LANGUAGE = "en-us"
_SAID = frozenset("&%@#*§°")
"""Signs that are read out, of those that are no letters."""

Span = tuple[int, int]


def find_phones(
    transcript: Transcript, *, language: str | None = None, lexicon: Lexicon | None = None
) -> list[Phone]:
    """All phones in time order, none overlapping the next, none of no length.

    Args:
        transcript: its words' own phones are used where there are any, else the sounds
            of its visemes.
        language: for espeak-ng, where it is asked; None is the transcript's own.
        lexicon: the sounds of words that are said otherwise.

    Raises:
        VoiceError: espeak-ng doesn't know the language.
        EngineError: espeak-ng failed.
    """
    transcript = add_viseme_sounds(transcript)
    shares = [word.phones for word in transcript.words]
    if not all(
        phones or word.duration <= 0 for word, phones in zip(transcript.words, shares, strict=True)
    ):
        voice = language or transcript.language or _DEFAULT_LANGUAGE
        pronounced = _pronounced(transcript, voice)
        if voice.lower().startswith("en"):
            pronounced = _corrected(transcript, pronounced)
        shares = [own or said for own, said in zip(shares, pronounced, strict=True)]
    if lexicon:
        shares = [
            replace_sounds(phones, lexicon[lexicon_key(word.text)])
            if phones and lexicon_key(word.text) in lexicon
            else phones
            for word, phones in zip(transcript.words, shares, strict=True)
        ]
    return list(_in_sequence(phone for phones in shares for phone in phones))


def _in_sequence(phones: Iterator[Phone]) -> Iterator[Phone]:
    """Each phone until the next begins; where speakers overlap, the later one is seen."""
    waiting: Phone | None = None
    for phone in sorted(phones, key=lambda phone: (phone.start, phone.end)):
        if phone.duration <= 0:
            continue
        if waiting is not None and waiting.start < phone.start:
            yield Phone(waiting.ipa, waiting.start, min(waiting.end, phone.start))
        waiting = phone
    if waiting is not None:
        yield waiting


def _pronounced(transcript: Transcript, voice: str) -> list[tuple[Phone, ...]]:
    """espeak-ng's phones for every word, within its window."""
    text, spans = _text_and_spans(transcript)
    if not any(character.isalnum() for character in text):
        return [()] * len(transcript.words)
    try:
        said = pronounce(text, voice=voice).words
    except InputError:
        # Nothing in it can be spoken: the mouth rests.
        return [()] * len(transcript.words)
    shares: list[list[Phone]] = [[] for _ in spans]
    starts = [span[0] for span in spans]
    # A dash or an emoji between words has no part in their sounds.
    silent = [not _is_said(word.text) for word in transcript.words]
    for word in said:
        for index, phones in _shared(word, spans, starts, silent):
            shares[index] += phones
    return [_scaled(phones, word) for phones, word in zip(shares, transcript.words, strict=True)]


def _corrected(
    transcript: Transcript, pronounced: list[tuple[Phone, ...]]
) -> list[tuple[Phone, ...]]:
    """espeak-ng's phones; a dictionary's where its word looks different."""
    dictionary = english_dictionary()
    better = [
        dictionary.find_correction(word.text, phones) if phones else None
        for word, phones in zip(transcript.words, pronounced, strict=True)
    ]
    return [
        replace_sounds(phones, sounds) if sounds else phones
        for phones, sounds in zip(pronounced, better, strict=True)
    ]


def _text_and_spans(transcript: Transcript) -> tuple[str, list[Span]]:
    """The text to pronounce, and where each word stands in it.

    The source text gives the best context; without it, or where a word's place in it is
    not known, the words themselves do.
    """
    known = [word.span for word in transcript.words if word.span is not None]
    in_order = all(first[1] <= second[0] for first, second in pairwise(known))
    if transcript.text and len(known) == len(transcript.words) and in_order:
        return transcript.text, known
    spans: list[Span] = []
    place = 0
    for word in transcript.words:
        spans.append((place, place + len(word.text)))
        place += len(word.text) + 1
    return " ".join(word.text for word in transcript.words), spans


def _is_said(text: str) -> bool:
    """Whether there is something to say: letters, digits, a currency, a sign such as %."""
    return any(
        character.isalnum() or character in _SAID or unicodedata.category(character) in ("Sc", "Sm")
        for character in text
    )


def _shared(
    said: Word, spans: Sequence[Span], starts: Sequence[int], silent: Sequence[bool]
) -> Iterator[tuple[int, Sequence[Phone]]]:
    """A pronounced word's phones, given to the transcript's words that it covers.

    Where it covers several (scripts without spaces), each gets its part by letters.
    """
    if said.span is None or not said.phones:
        return
    first, last = said.span
    index = max(bisect_right(starts, first) - 1, 0)
    covered: list[tuple[int, int]] = []
    while index < len(spans) and spans[index][0] < last:
        overlap = min(last, spans[index][1]) - max(first, spans[index][0])
        if overlap > 0 and not silent[index]:
            covered.append((index, overlap))
        index += 1
    total = sum(overlap for _, overlap in covered)
    done = 0
    for index, overlap in covered:
        begin = round(len(said.phones) * done / total)
        done += overlap
        yield index, said.phones[begin : round(len(said.phones) * done / total)]


def _scaled(phones: Sequence[Phone], word: Word) -> tuple[Phone, ...]:
    """Phones stretched so that they fill the word's window exactly."""
    if not phones or word.duration <= 0:
        return ()
    first, last = phones[0].start, phones[-1].end
    if last <= first:
        return ()

    def placed(time: float) -> float:
        share = min(max((time - first) / (last - first), 0.0), 1.0)
        return min(word.start + share * word.duration, word.end)

    return tuple(Phone(phone.ipa, placed(phone.start), placed(phone.end)) for phone in phones)
