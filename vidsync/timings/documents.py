"""Loads and saves timing documents.

The steps after a format's `read` are the same for every format: repair the times, find
the words in the source text, measure the audio.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

from vidsync.errors import FormatError, TimingError, VidsyncWarning
from vidsync.output import write_text
from vidsync.paths import PathLike
from vidsync.timings.base import Timings
from vidsync.timings.building.retiming import Retiming
from vidsync.timings.building.sound import decode_sound
from vidsync.timings.building.transcripts import Given, build_transcript
from vidsync.timings.collection import pause_collection
from vidsync.timings.reading import fields, files
from vidsync.timings.reading.blocks import BlockFormat, Blocks
from vidsync.timings.registry import detect_format, get_format, is_text_document
from vidsync.timings.wrappers import find_document
from vidsync.transcript import BlendShapes, Transcript

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


def load(
    source: Loadable,
    *,
    format: str | None = None,  # noqa: A002 - what every reader calls it
    text: str = "",
    language: str = "",
    audio_duration: float | None = None,
    unit: str | None = None,
    fps: float | None = None,
    offset: float = 0.0,
    scale: float = 1.0,
    text_encoding: str = "",
) -> Transcript:
    """Read a timing document of any known format.

    What is not speech (tags, ``[laughter]``, ``♪``) becomes a pause of the transcript, which
    keeps its text.

    Args:
        source: a file's path; or the document itself, as bytes or parsed JSON.
        format: the name of its format; None detects it from the content.
        text: the text that was spoken. Words get their span in it, and the
            punctuation that the service left out.
        language: BCP 47 tag, if the document has none.
        audio_duration: seconds of the audio, if known; words after it are left out.
        unit: of times that the format takes as seconds: ``s``, ``ms``, ``us``, ``ticks`` (of
            100 ns) or ``frames``. None is seconds, but refuses times that can't be.
        fps: frames per second, for the unit ``frames`` and for times that count frames.
        offset: seconds that are added to every time; words before 0 are left out.
        scale: every time is multiplied by it first: 24 / 25, for example.
        text_encoding: of a file that is not UTF-8: ``cp1252``, ``gb18030``. It is detected,
            with a warning that names the guess.

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
    retiming = Retiming(unit, fps, offset, scale)
    with pause_collection():
        read = _read_source(source, format, retiming, text_encoding)
        given = Given(text, language, audio_duration, retiming)
        return build_transcript(read.timings, read.label, given, is_subtitles=read.is_subtitles)


def load_for_listening(
    source: Loadable,
    *,
    audio_duration: float | None = None,
    unit: str | None = None,
    fps: float | None = None,
    offset: float = 0.0,
    scale: float = 1.0,
    text_encoding: str = "",
) -> Transcript:
    """Read a document as `load` does, but keep estimated words past the end of the audio.

    Subtitles may be late: their words are cut only after listening for them.
    """
    retiming = Retiming(unit, fps, offset, scale)
    with pause_collection():
        read = _read_source(source, None, retiming, text_encoding)
        given = Given(audio_duration=audio_duration, retiming=retiming, keeps_late=True)
        return build_transcript(read.timings, read.label, given, is_subtitles=read.is_subtitles)


def load_document(
    source: Loadable,
    *,
    format: str | None = None,  # noqa: A002 - as above
    text: str = "",
    language: str = "",
    audio_duration: float | None = None,
    encoding: str = "",
    sample_rate: int | None = None,
    unit: str | None = None,
    fps: float | None = None,
    offset: float = 0.0,
    scale: float = 1.0,
    text_encoding: str = "",
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
        unit: as for `load`.
        fps: as for `load`.
        offset: as for `load`.
        scale: as for `load`.
        text_encoding: as for `load`.

    Raises:
        InputError: as for `load`, or the encoding is unknown.
        MediaError: the audio is broken.
        TimestampsUnavailable: as for `load`; its `speech` is the audio, if there is any.

    Warns:
        VidsyncWarning: as for `load`; or raw audio is left out because its encoding or
            rate is not known.
    """
    retiming = Retiming(unit, fps, offset, scale)
    with pause_collection():
        read = _read_source(source, format, retiming, text_encoding)
    timings = read.timings
    sound = decode_sound(
        replace(
            timings,
            encoding=encoding or timings.encoding,
            sample_rate=sample_rate or timings.sample_rate,
        ),
        read.label,
    )
    given = Given(text, language, audio_duration, retiming)
    with pause_collection():
        transcript = build_transcript(
            timings, read.label, given, sound, is_subtitles=read.is_subtitles
        )
    return Document(
        transcript=transcript,
        audio=sound.audio if sound else None,
        media_type=sound.media_type if sound else "",
        sample_rate=sound.sample_rate if sound else None,
        format=read.format_name,
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
    unit: str | None = None,
    fps: float | None = None,
    offset: float = 0.0,
    scale: float = 1.0,
) -> Transcript:
    """Read a document from a string: JSON, JSON lines, an event stream or subtitles; see `load`."""
    retiming = Retiming(unit, fps, offset, scale)
    with pause_collection():
        value = _parse_value(document, "the document", format)
        read = _read_timings(value, "the document", format, retiming)
        given = Given(text, language, audio_duration, retiming)
        return build_transcript(read.timings, read.label, given, is_subtitles=read.is_subtitles)


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


def _open_source(
    source: Loadable, format_name: str | None, encoding: str = ""
) -> tuple[str, object]:
    """Return a document's name in errors, and its value."""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        return str(path), _parse_value(files.read_file(path), str(path), format_name, encoding)
    if isinstance(source, bytes):
        return "the document", _parse_value(source, "the document", format_name, encoding)
    return "the document", source


def _parse_value(
    content: bytes | str, name: str, format_name: str | None, encoding: str = ""
) -> object:
    """Return a document's JSON value, or its text if its format is not JSON."""
    text = files.decode_text(content, name, encoding)
    return text if is_text_document(text, format_name) else files.parse_document(text, name)


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle file that is not read yet.

    Attributes:
        format: the name of its format.
        text: the whole file.
        content: its bytes.
    """

    format: str
    text: str
    content: bytes


def open_subtitles(source: PathLike, *, text_encoding: str = "") -> SubtitleFile | None:
    """Return a subtitle file as text; None if it is another timing document.

    Args:
        source: the file's path.
        text_encoding: as for `load`.

    Raises:
        InputError: the file can't be read.
        FormatError: its format is unknown.
    """
    path = Path(source)
    content = files.read_file(path)
    value = _parse_value(content, str(path), None, text_encoding)
    name, format_ = detect_format(value, str(path))
    if not (isinstance(format_, BlockFormat) and isinstance(value, str)):
        return None
    return SubtitleFile(name, value, content)


def load_blocks(
    source: PathLike | bytes,
    *,
    format: str | None = None,  # noqa: A002 - as above
    text_encoding: str = "",
    fps: float | None = None,
) -> Blocks:
    """Read the blocks of a subtitle file, with their lines.

    Args:
        source: a file's path, or the document itself as bytes.
        format: the name of its format; None detects it from the content.
        text_encoding: as for `load`.
        fps: frames per second, for times that count frames.

    Returns:
        Its blocks; words have only the times that the file gives them.

    Raises:
        InputError: the file can't be read.
        FormatError: it is not a subtitle file, or is malformed.
        TimingError: times make no sense.
    """
    name, value = _open_source(source, format, text_encoding)
    format_name, format_ = (
        detect_format(value, name) if format is None else (format, get_format(format))
    )
    if not (isinstance(format_, BlockFormat) and isinstance(value, str)):
        raise FormatError(f"{name} is {format_.title}: only subtitle files have blocks")
    if fps is not None:
        format_ = format_.at_frame_rate(fps)
    try:
        with pause_collection():
            blocks = format_.blocks(fields.check_text(value, "the document"))
    except (FormatError, TimingError) as error:
        raise type(error)(f"{name} ({format_name}): {error.message}", hint=error.hint) from None
    for notice in blocks.notices:
        warnings.warn(f"{name} ({format_name}): {notice}", VidsyncWarning, stacklevel=2)
    return blocks


@dataclass(frozen=True, slots=True)
class _Read:
    """What a format read, and the document's name in errors, with its format."""

    timings: Timings
    label: str
    format_name: str
    is_subtitles: bool


def _read_source(
    source: Loadable, format_name: str | None, retiming: Retiming, encoding: str
) -> _Read:
    if isinstance(source, str | os.PathLike):
        name, content = str(source), files.read_file(Path(source))
    elif isinstance(source, bytes):
        name, content = "the document", source
    else:
        return _read_timings(source, "the document", format_name, retiming)
    if not encoding and _is_broken_json(content):
        # Only a broken text that is used is a fault, so this may succeed.
        try:
            text = content.decode("utf-8", "surrogateescape")
            value = files.parse_document(text, name)
            return _read_timings(value, name, format_name, retiming)
        except FormatError:
            pass  # It is in another encoding.
    value = _parse_value(content, name, format_name, encoding)
    return _read_timings(value, name, format_name, retiming)


def _is_broken_json(content: bytes) -> bool:
    """Tell whether bytes are JSON in which some are not UTF-8."""
    if content.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return b"\0" not in content[:4096]
    return False


def _read_timings(value: object, name: str, format_name: str | None, retiming: Retiming) -> _Read:
    if format_name is None:
        format_name, format_, value = find_document(value, name)
    else:
        format_ = get_format(format_name)
    if retiming.fps is not None:
        format_ = format_.at_frame_rate(retiming.fps)
    label = f"{name} ({format_name})"
    try:
        timings = format_.read(value)
    except (FormatError, TimingError) as error:
        raise type(error)(f"{label}: {error.message}", hint=error.hint) from None
    for notice in timings.notices:
        warnings.warn(f"{label}: {notice}", VidsyncWarning, stacklevel=4)
    return _Read(timings, label, format_name, isinstance(format_, BlockFormat))
