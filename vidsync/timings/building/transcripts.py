"""Builds a transcript from the content of a document; the steps are the same for each format.

What is not speech becomes pauses, times are converted, checked and repaired, and words are
found in the source text.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from math import isfinite

from vidsync.errors import (
    FormatError,
    InputError,
    TimestampsUnavailable,
    TimingError,
    VidsyncWarning,
)
from vidsync.timings.base import Entry, Timings
from vidsync.timings.building.beside_words import (
    find_latest_end,
    find_latest_time,
    fit_spoken_words,
    fit_visemes,
)
from vidsync.timings.building.marks import join_marks
from vidsync.timings.building.markup import (
    has_markup,
    remove_markup,
    separate_columns,
    separate_markup,
)
from vidsync.timings.building.repair import (
    ALIGN,
    OVERHANG,
    check_collapse,
    fit_to_audio,
    repair_entries,
    squeeze_tail,
)
from vidsync.timings.building.retiming import Retiming, are_seconds, check_unit
from vidsync.timings.building.sound import Sound
from vidsync.timings.reading.spans import (
    Span,
    add_punctuation,
    count_matches,
    find_spans,
    utf16_to_characters,
)
from vidsync.timings.word_columns import WordColumns
from vidsync.transcript import Pause, Phone, Speech, Transcript
from vidsync.writing import has_core


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows about a document.

    Attributes:
        text: the text that was spoken, or ``""``.
        language: BCP 47 tag, if the document has none.
        audio_duration: seconds of the audio, if known.
        retiming: how to convert its times.
        keeps_late: keep words past the end of the audio if their times are estimated.
    """

    text: str = ""
    language: str = ""
    audio_duration: float | None = None
    retiming: Retiming = field(default_factory=Retiming)
    keeps_late: bool = False


def build_transcript(
    timings: Timings, name: str, given: Given, sound: Sound | None = None, *, is_subtitles: bool
) -> Transcript:
    """Return the transcript of a document.

    Args:
        timings: its content.
        name: its name in errors.
        given: what the caller knows about it.
        sound: its audio, if it has any.
        is_subtitles: whether it has lines of text with times, as subtitle files have.

    Raises:
        FormatError: a text or a span makes no sense.
        TimingError: the times make no sense and can't be repaired with certainty.
        TimestampsUnavailable: it has no words with times.

    Warns:
        VidsyncWarning: something was repaired.
    """
    audio_duration = given.audio_duration
    if audio_duration is not None and not (isfinite(audio_duration) and audio_duration >= 0):
        raise InputError(f"an audio duration of {audio_duration!r} is not a number of seconds")
    try:
        timings = given.retiming.apply(timings)
        measured = sound.duration if audio_duration is None and sound else audio_duration
        known = timings.duration if measured is None else measured
        if timings.missing:
            raise _build_unavailable(timings, name, given, known, sound)
        if (made := _build_from_columns(timings, known, given)) is not None:
            return made
        if not timings.exact:
            said = given.retiming.unit is not None
            check_unit(timings, audio_duration=measured, known=said, is_subtitles=is_subtitles)
            timings = _separate_speech(timings)
        if given.keeps_late and timings.source == "estimated":
            tail = squeeze_tail(timings.entries, timings.guessed_tail, known)
            timings, known = replace(timings, entries=tuple(tail)), None
        entries = _repair(timings, known, is_subtitles)
        return _assemble(timings, entries, known, name, given)
    except TimingError as error:
        hint = error.hint or ("" if timings.exact else ALIGN)
        raise TimingError(f"{name}: {error.message}", hint=hint) from None
    except (TimestampsUnavailable, FormatError):
        raise
    except InputError as error:
        raise FormatError(f"{name}: {error.message}", hint=error.hint) from None


def _build_from_columns(timings: Timings, known: float | None, given: Given) -> Transcript | None:
    """Return the transcript of estimated words whose times need no repair; None otherwise."""
    words = timings.entries
    if not isinstance(words, WordColumns) or given.text or timings.source != "estimated":
        return None
    latest = max(words.ends, default=0.0)
    if (
        not words.are_in_order()
        or latest > (latest if known is None else known)
        or not are_seconds(words.starts, words.ends)
    ):
        return None
    spoken, pauses = separate_columns(words)
    if not (spoken and all(map(has_core, set(spoken.texts)))):
        return None
    return Transcript(
        words=spoken.words(),
        duration=latest if known is None else known,
        language=timings.language or given.language,
        turns=timings.turns,
        source=timings.source,
        pauses=tuple(Pause(entry.start, entry.end or 0.0, entry.text) for entry in pauses),
    )


def _separate_speech(timings: Timings) -> Timings:
    """Return the timings with only what is spoken as words, and only that in the text."""
    entries = join_marks(separate_markup(timings.entries))
    text = timings.text
    if text and has_markup(text):
        text, places = remove_markup(text)
        entries = [entry._replace(span=_move_span(entry.span, places)) for entry in entries]
    spoken = [
        entry._replace(span=None) for entry in separate_markup(timings.spoken) if entry.is_word
    ]
    return replace(timings, entries=tuple(entries), text=text, spoken=tuple(spoken))


def _move_span(span: Span | None, places: list[int]) -> Span | None:
    if span is None or not 0 <= span[0] <= span[1] < len(places):
        return None
    moved = places[span[0]], places[span[1]]
    return moved if moved[0] < moved[1] else None


def _assemble(
    timings: Timings, entries: list[Entry], known: float | None, name: str, given: Given
) -> Transcript:
    text = timings.text or given.text
    words = [entry for entry in entries if entry.is_word]
    if text and not timings.exact:
        words = _place_words(words, text, name)
    elif text and not timings.text:
        spans = find_spans([word.text for word in words], text)
        words = [word._replace(span=span) for word, span in zip(words, spans, strict=True)]
    if known is None:
        known = max(find_latest_end(entries), find_latest_time(timings))
    transcript = Transcript(
        words=tuple([entry.word() for entry in words]),
        duration=known,
        text=text,
        language=timings.language or given.language,
        turns=timings.turns,
        source=timings.source,
        pauses=tuple(
            [
                Pause(entry.start, entry.end or 0.0, entry.text)
                for entry in entries
                if not entry.is_word
            ]
        ),
    )
    if not (timings.visemes or timings.spoken):
        return transcript
    # Words come first, since their faults are errors; a fault below is only left out.
    return replace(
        transcript,
        visemes=fit_visemes(timings, known, name),
        spoken=fit_spoken_words(timings, known, name),
    )


def _repair(timings: Timings, audio_duration: float | None, is_subtitles: bool) -> list[Entry]:
    if not timings.exact:
        entries = squeeze_tail(timings.entries, timings.guessed_tail, audio_duration)
        entries = fit_to_audio(entries, audio_duration, is_subtitles=is_subtitles)
        if timings.source != "estimated":
            check_collapse(entries)
        fixed = repair_entries(entries, audio_duration=audio_duration)
        return [
            entry._replace(phones=_cut_phones(entry)) if entry.phones else entry for entry in fixed
        ]
    words = [entry for entry in timings.entries if entry.is_word]
    pauses = [entry for entry in timings.entries if not entry.is_word]
    return [
        *repair_entries(words, audio_duration=audio_duration, exact=True),
        *repair_entries(pauses, audio_duration=audio_duration, exact=True),
    ]


def _cut_phones(entry: Entry) -> tuple[Phone, ...]:
    """Return a word's phones, cut at the word's edges.

    Services time words and sounds separately, so the two lists disagree by some hundredths
    of a second. The word's edges are kept.
    """
    start, end = entry.start, entry.end or entry.start
    return tuple(
        replace(phone, start=min(max(phone.start, start), end), end=max(min(phone.end, end), start))
        for phone in entry.phones
        if phone.end > start - OVERHANG and phone.start < end + OVERHANG
    )


def _place_words(words: list[Entry], text: str, name: str) -> list[Entry]:
    """Return the words with their spans in the source text, and its punctuation."""
    texts = [word.text for word in words]
    given = [word.span for word in words]
    spans = max(
        (given, utf16_to_characters(given, text)),
        key=lambda spans: count_matches(texts, spans, text),
    )
    # If a service spells out numbers, its words differ from the text at their span.
    if count_matches(texts, spans, text) * 2 < len(words):
        if any(given):
            warnings.warn(
                f"{name}: its character offsets don't fit the text: words are looked for",
                VidsyncWarning,
                stacklevel=5,
            )
        spans = find_spans(texts, text)
    return [
        word._replace(span=span, text=_punctuate(word.text, span, text))
        for word, span in zip(words, spans, strict=True)
    ]


def _punctuate(word: str, span: Span | None, text: str) -> str:
    """Return a word with the punctuation around it, if the document has the bare word."""
    if span is None or text[slice(*span)] != word:
        return word
    return add_punctuation(span, text)


def _build_unavailable(
    timings: Timings,
    name: str,
    given: Given,
    duration: float | None,
    sound: Sound | None,
) -> TimestampsUnavailable:
    speech = None
    if sound is not None:
        silent = Transcript((), duration or 0.0, text=given.text, language=given.language)
        rate = sound.sample_rate or 0
        speech = Speech(sound.audio, sound.media_type, rate, silent, timings.notices)
    return TimestampsUnavailable(
        f"{name} has no word times: {timings.missing}",
        hint="ask the service for timestamps, or align the audio with the text",
        speech=speech,
    )
