"""Loads and saves timing documents.

The steps after a format's `read` are the same for every format: repair the times, find
the words in the source text, measure the audio.
"""

from __future__ import annotations

import io
import os
import warnings
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from vidsync.errors import (
    FormatError,
    InputError,
    MediaError,
    TimestampsUnavailable,
    TimingError,
    VidsyncWarning,
)
from vidsync.output import write_text
from vidsync.paths import PathLike
from vidsync.timings.base import Entry, Timings
from vidsync.timings.reading import audio_payload, fields, files
from vidsync.timings.reading.beside_words import find_latest_time, fit_spoken_words, fit_visemes
from vidsync.timings.reading.blocks import BlockFormat, Blocks
from vidsync.timings.reading.repair import OVERHANG, repair_entries
from vidsync.timings.reading.spans import (
    Span,
    add_punctuation,
    count_matches,
    find_spans,
    utf16_to_characters,
)
from vidsync.timings.registry import detect_format, get_format, is_text_document
from vidsync.transcript import BlendShapes, Pause, Phone, Speech, Transcript

Loadable = PathLike | bytes | dict[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Document:
    """A timing document and its audio.

    Attributes:
        transcript: the words and their times.
        audio: the bytes of a playable file, or None if the document has no audio.
        media_type: of the audio: ``audio/wav`` or ``audio/mpeg``, for example; ``""`` without.
        sample_rate: of the audio, in Hz; None without.
        format: the name of the document's format.
        warnings: messages of the service, in sentences.
        blend_shapes: the face frame by frame, if the document has it.
    """

    transcript: Transcript
    audio: bytes | None
    media_type: str
    sample_rate: int | None
    format: str
    warnings: tuple[str, ...] = ()
    blend_shapes: BlendShapes | None = None

    def __repr__(self) -> str:
        carried = f"{len(self.audio)} bytes of {self.media_type}" if self.audio else "no audio"
        return f"<Document {self.format}, {self.transcript!r}, {carried}>"


@dataclass(frozen=True, slots=True)
class _Sound:
    audio: bytes
    media_type: str
    duration: float | None
    sample_rate: int | None


def load(
    source: Loadable,
    *,
    format: str | None = None,  # noqa: A002 - what every reader calls it
    text: str = "",
    language: str = "",
    audio_duration: float | None = None,
) -> Transcript:
    """Read a timing document of any known format.

    Args:
        source: a file's path; or the document itself, as bytes or parsed JSON.
        format: the name of its format; None detects it from the content.
        text: the text that was spoken. Words get their span in it, and the
            punctuation that the service left out.
        language: BCP 47 tag, if the document has none.
        audio_duration: seconds of the audio, if known; no time may be after it.

    Returns:
        The transcript.

    Raises:
        InputError: the file can't be read.
        FormatError: its format is unknown, or it is malformed; names the field.
        TimingError: times make no sense and can't be repaired with certainty;
            names the word and the field.
        TimestampsUnavailable: its format is known, but it has no word times.

    Warns:
        VidsyncWarning: something was repaired or estimated, or the service warned.
    """
    name, document = _open_source(source, format)
    format_name, timings = _read_timings(document, name, format)
    return _build_transcript(
        timings, f"{name} ({format_name})", text, language, audio_duration, None
    )


def load_document(
    source: Loadable,
    *,
    format: str | None = None,  # noqa: A002 - as above
    text: str = "",
    language: str = "",
    audio_duration: float | None = None,
    encoding: str = "",
    sample_rate: int | None = None,
) -> Document:
    """Read a timing document together with its audio.

    It reads as `load` does, turns raw samples into a WAV file and measures the audio. The
    measured length is the transcript's duration.

    Args:
        source: as for `load`.
        format: as for `load`.
        text: as for `load`.
        language: as for `load`.
        audio_duration: as for `load`; None measures the audio.
        encoding: of raw samples without a header, if the document has none:
            ``pcm_s16le``, ``pcm_f32le``, ``pcm_mulaw`` or ``pcm_alaw``.
        sample_rate: of raw samples, in Hz, if the document has none.

    Raises:
        InputError: as for `load`, or the encoding is unknown.
        MediaError: the audio is broken.
        TimestampsUnavailable: as for `load`; its `speech` is the audio, if there is any.

    Warns:
        VidsyncWarning: as for `load`; or raw audio is left out because its encoding or
            rate is not known.
    """
    name, document = _open_source(source, format)
    format_name, timings = _read_timings(document, name, format)
    name = f"{name} ({format_name})"
    sound = _decode_sound(
        replace(
            timings,
            encoding=encoding or timings.encoding,
            sample_rate=sample_rate or timings.sample_rate,
        ),
        name,
    )
    transcript = _build_transcript(timings, name, text, language, audio_duration, sound)
    return Document(
        transcript=transcript,
        audio=sound.audio if sound else None,
        media_type=sound.media_type if sound else "",
        sample_rate=sound.sample_rate if sound else None,
        format=format_name,
        warnings=timings.notices,
        blend_shapes=timings.blend_shapes,
    )


def loads(
    document: str,
    *,
    format: str | None = None,  # noqa: A002 - as above
    text: str = "",
    language: str = "",
    audio_duration: float | None = None,
) -> Transcript:
    """Read a document from a string: JSON, JSON lines, an event stream or subtitles; see `load`."""
    value = _parse_value(document, "the document", format)
    format_name, timings = _read_timings(value, "the document", format)
    name = f"the document ({format_name})"
    return _build_transcript(timings, name, text, language, audio_duration, None)


def dumps(transcript: Transcript, *, format: str = "vidsync") -> str:  # noqa: A002 - as above
    """Return a transcript as a document in a string.

    Args:
        transcript: the transcript to write.
        format: `vidsync` keeps everything and reads back exactly. The services' formats
            keep the part that they can express, without audio.

    Raises:
        FormatError: the format is unknown, or can only be read.
    """
    return get_format(format).dump(transcript)


def save(
    transcript: Transcript,
    path: PathLike,
    *,
    format: str = "vidsync",  # noqa: A002 - as above
    overwrite: bool = False,
) -> None:
    """Write a transcript as a document, atomically.

    Args:
        transcript: the transcript to write.
        path: the file.
        format: as for `dumps`.
        overwrite: whether to replace an existing file.

    Raises:
        FormatError: as for `dumps`.
        OutputError: the file exists, or can't be written.
    """
    write_text(Path(path), dumps(transcript, format=format), overwrite=overwrite)


def _open_source(source: Loadable, format_name: str | None) -> tuple[str, object]:
    """Return a document's name in errors, and its value."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return str(path), _parse_value(files.read_file(path), str(path), format_name)
    if isinstance(source, bytes):
        return "the document", _parse_value(source, "the document", format_name)
    return "the document", source


def _parse_value(content: bytes | str, name: str, format_name: str | None) -> object:
    """Return a document's JSON value, or its text if its format is not JSON."""
    text = files.decode_text(content, name)
    return text if is_text_document(text, format_name) else files.parse_document(text, name)


def has_blocks(source: PathLike) -> bool:
    """Whether a file has blocks of text, as subtitle files do. `load_blocks` reads them.

    Raises:
        InputError: the file can't be read.
        FormatError: its format is unknown.
    """
    name, value = _open_source(source, None)
    return isinstance(detect_format(value, name)[1], BlockFormat)


def load_blocks(
    source: PathLike | bytes,
    *,
    format: str | None = None,  # noqa: A002 - as above
) -> Blocks:
    """Read the blocks of a subtitle file, with their lines.

    Args:
        source: a file's path, or the document itself as bytes.
        format: the name of its format; None detects it from the content.

    Returns:
        Its blocks; words have only the times that the file gives them.

    Raises:
        InputError: the file can't be read.
        FormatError: it is not a subtitle file, or is malformed.
        TimingError: times make no sense.
    """
    name, value = _open_source(source, format)
    format_name, format_ = (
        detect_format(value, name) if format is None else (format, get_format(format))
    )
    if not (isinstance(format_, BlockFormat) and isinstance(value, str)):
        raise FormatError(f"{name} is {format_.title}: only subtitle files have blocks")
    try:
        blocks = format_.blocks(fields.check_text(value, "the document"))
    except (FormatError, TimingError) as error:
        raise type(error)(f"{name} ({format_name}): {error.message}", hint=error.hint) from None
    for notice in blocks.notices:
        warnings.warn(f"{name} ({format_name}): {notice}", VidsyncWarning, stacklevel=2)
    return blocks


def _read_timings(value: object, name: str, format_name: str | None) -> tuple[str, Timings]:
    if format_name is None:
        format_name, format_ = detect_format(value, name)
    else:
        format_ = get_format(format_name)
    try:
        timings = format_.read(value)
    except (FormatError, TimingError) as error:
        raise type(error)(f"{name} ({format_name}): {error.message}", hint=error.hint) from None
    for notice in timings.notices:
        warnings.warn(f"{name} ({format_name}): {notice}", VidsyncWarning, stacklevel=3)
    return format_name, timings


def _decode_sound(timings: Timings, name: str) -> _Sound | None:
    audio = audio_payload.decode_base64(timings.audio, name)
    if not audio:
        return None
    media_type = audio_payload.detect_media_type(audio)
    # Raw samples may begin with the same bytes as a compressed file.
    if timings.raw_audio and media_type != "audio/wav":
        if not (timings.encoding and timings.sample_rate):
            warnings.warn(
                f"{name}: its audio is raw samples of unknown encoding or rate and is left out: "
                "give encoding and sample_rate",
                VidsyncWarning,
                stacklevel=3,
            )
            return None
        audio = audio_payload.build_wav(audio, timings.encoding, timings.sample_rate)
        media_type = "audio/wav"
    from vidsync.audio import measure  # load PyAV only when there is audio

    try:
        duration, sample_rate = measure(io.BytesIO(audio))
    except MediaError as error:
        raise MediaError(f"{name}: its audio is broken: {error.message}") from None
    return _Sound(audio, media_type or timings.media_type, duration, sample_rate)


def _build_transcript(
    timings: Timings,
    name: str,
    text: str,
    language: str,
    audio_duration: float | None,
    sound: _Sound | None,
) -> Transcript:
    if audio_duration is not None and not (isfinite(audio_duration) and audio_duration >= 0):
        raise InputError(f"an audio duration of {audio_duration!r} is not a number of seconds")
    known = audio_duration
    if known is None and sound is not None:
        known = sound.duration
    if known is None:
        known = timings.duration
    if timings.missing:
        raise _build_unavailable(timings, name, text, language, known, sound)
    try:
        entries = _repair(timings, known)
        end = max((max(entry.start, entry.end or 0.0) for entry in entries), default=0.0)
        text = timings.text or text
        words = [entry for entry in entries if entry.is_word]
        if text and not timings.exact:
            words = _place_words(words, text, name)
        elif text and not timings.text:
            spans = find_spans([word.text for word in words], text)
            words = [replace(word, span=span) for word, span in zip(words, spans, strict=True)]
        if known is None:
            known = max(end, find_latest_time(timings))
        transcript = Transcript(
            words=tuple(entry.word() for entry in words),
            duration=known,
            text=text,
            language=timings.language or language,
            turns=timings.turns,
            source=timings.source,
            pauses=tuple(
                Pause(entry.start, entry.end or 0.0, entry.text)
                for entry in entries
                if not entry.is_word
            ),
        )
        # Words come first, since their faults are errors; a fault below is only left out.
        return replace(
            transcript,
            visemes=fit_visemes(timings, known, name),
            spoken=fit_spoken_words(timings, known, name),
        )
    except TimingError as error:
        raise TimingError(f"{name}: {error.message}", hint=error.hint) from None
    except InputError as error:
        raise FormatError(f"{name}: {error.message}", hint=error.hint) from None


def _build_unavailable(
    timings: Timings,
    name: str,
    text: str,
    language: str,
    duration: float | None,
    sound: _Sound | None,
) -> TimestampsUnavailable:
    speech = None
    if sound is not None:
        silent = Transcript((), duration or 0.0, text=text, language=language)
        rate = sound.sample_rate or 0
        speech = Speech(sound.audio, sound.media_type, rate, silent, timings.notices)
    return TimestampsUnavailable(
        f"{name} has no word times: {timings.missing}",
        hint="ask the service for timestamps, or align the audio with the text",
        speech=speech,
    )


def _repair(timings: Timings, audio_duration: float | None) -> list[Entry]:
    if not timings.exact:
        fixed = repair_entries(timings.entries, audio_duration=audio_duration)
        return [
            replace(entry, phones=_cut_phones(entry)) if entry.phones else entry for entry in fixed
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
        replace(word, span=span, text=_punctuate(word.text, span, text))
        for word, span in zip(words, spans, strict=True)
    ]


def _punctuate(word: str, span: Span | None, text: str) -> str:
    """Return a word with the punctuation around it, if the document has the bare word."""
    if span is None or text[slice(*span)] != word:
        return word
    return add_punctuation(span, text)
