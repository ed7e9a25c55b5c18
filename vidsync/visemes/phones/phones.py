"""The phones of a transcript, in time order.

The phones that words already have are used as they are, and visemes are replaced by sounds
that look like them. espeak-ng pronounces the other words in the context of the whole text.
Its phones are scaled into each word, so the edges of words do not change. Words of a
lexicon always have the lexicon's sounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from vidsync.errors import InputError
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.phones.lexicon import (
    Lexicon,
    english_dictionary,
    lexicon_key,
    replace_sounds,
)
from vidsync.visemes.phones.viseme_sounds import add_viseme_sounds
from vidsync.writing import has_letters, is_speakable

_DEFAULT_LANGUAGE = "en-us"
"""Signs that espeak-ng reads out."""

Span = tuple[int, int]


def find_phones(
    transcript: Transcript, *, language: str | None = None, lexicon: Lexicon | None = None
) -> list[Phone]:
    """Find all phones in time order, none overlapping the next and each of some length.

    Args:
        transcript: the phones of its words are used, or else the sounds of its visemes, or else
            the sounds of the words as they were read out, if it has those too.
        language: for espeak-ng; None uses the transcript's own.
        lexicon: sounds of words that have another pronunciation.

    Raises:
        VoiceError: espeak-ng does not know the language.
        EngineError: espeak-ng failed.
    """
    transcript = add_viseme_sounds(transcript)
    if transcript.spoken and not any(word.phones for word in transcript.words):
        # The mouth says "nine one one" where captions show 911.
        transcript = replace(transcript, words=transcript.spoken, spoken=(), text="")
    shares = [word.phones for word in transcript.words]
    if not all(
        phones or word.duration <= 0 for word, phones in zip(transcript.words, shares, strict=True)
    ):
        voice = language or transcript.language or _DEFAULT_LANGUAGE
        pronounced = _pronounce_words(transcript, voice)
        if voice.lower().startswith("en"):
            pronounced = _correct(transcript, pronounced)
        shares = [own or spoken for own, spoken in zip(shares, pronounced, strict=True)]
    if lexicon:
        shares = [
            replace_sounds(phones, lexicon[lexicon_key(word.text)])
            if phones and lexicon_key(word.text) in lexicon
            else phones
            for word, phones in zip(transcript.words, shares, strict=True)
        ]
    return list(_separate(phone for phones in shares for phone in phones))


def _separate(phones: Iterator[Phone]) -> Iterator[Phone]:
    """End each phone where the next begins; of overlapping speakers the later one is shown."""
    waiting: Phone | None = None
    for phone in sorted(phones, key=lambda phone: (phone.start, phone.end)):
        if phone.duration <= 0:
            continue
        if waiting is not None and waiting.start < phone.start:
            yield Phone(waiting.ipa, waiting.start, min(waiting.end, phone.start))
        waiting = phone
    if waiting is not None:
        yield waiting


def _pronounce_words(transcript: Transcript, voice: str) -> list[tuple[Phone, ...]]:
    """espeak-ng's phones for every word, scaled to the word's times."""
    text, spans = _text_and_spans(transcript)
    if not has_letters(text):
        return [()] * len(transcript.words)
    try:
        spoken = pronounce(text, voice=voice).words
    except InputError:
        # Nothing in the text can be spoken: the mouth rests.
        return [()] * len(transcript.words)
    shares: list[list[Phone]] = [[] for _ in spans]
    starts = [span[0] for span in spans]
    # A dash or an emoji has no sounds of its own.
    silent = [not is_speakable(word.text, emoji=False) for word in transcript.words]
    for word in spoken:
        for index, phones in _share(word, spans, starts, silent):
            shares[index] += phones
    return [_scale(phones, word) for phones, word in zip(shares, transcript.words, strict=True)]


def _correct(
    transcript: Transcript, pronounced: list[tuple[Phone, ...]]
) -> list[tuple[Phone, ...]]:
    """Replace espeak-ng's phones where a dictionary's pronunciation looks different."""
    dictionary = english_dictionary()
    corrections = [
        dictionary.find_correction(word.text, phones) if phones else None
        for word, phones in zip(transcript.words, pronounced, strict=True)
    ]
    return [
        replace_sounds(phones, sounds) if sounds else phones
        for phones, sounds in zip(pronounced, corrections, strict=True)
    ]


def _text_and_spans(transcript: Transcript) -> tuple[str, list[Span]]:
    """Return the text to pronounce, and the span of each word in it.

    It is the source text, which gives the best context, or the words joined by spaces where
    the span of a word is not known.
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


def _share(
    spoken: Word, spans: Sequence[Span], starts: Sequence[int], silent: Sequence[bool]
) -> Iterator[tuple[int, Sequence[Phone]]]:
    """Share a pronounced word's phones among the transcript's words that it covers.

    In scripts without spaces it may cover several; each gets phones in proportion to its
    letters.
    """
    if spoken.span is None or not spoken.phones:
        return
    first, last = spoken.span
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
        begin = round(len(spoken.phones) * done / total)
        done += overlap
        yield index, spoken.phones[begin : round(len(spoken.phones) * done / total)]


def _scale(phones: Sequence[Phone], word: Word) -> tuple[Phone, ...]:
    """Scale phones so that they fill a word exactly."""
    if not phones or word.duration <= 0:
        return ()
    first, last = phones[0].start, phones[-1].end
    if last <= first:
        return ()

    def placed(time: float) -> float:
        share = min(max((time - first) / (last - first), 0.0), 1.0)
        return min(word.start + share * word.duration, word.end)

    return tuple(Phone(phone.ipa, placed(phone.start), placed(phone.end)) for phone in phones)
