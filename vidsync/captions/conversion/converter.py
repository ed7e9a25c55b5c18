"""Converts a caption file or word timings to another caption format."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidsync.captions.conversion.document import StyledDocument
from vidsync.captions.conversion.losses import (
    Losses,
    count_document_parts,
    count_exact_places,
    count_identifiers,
    count_speakers,
    count_styles,
    count_word_times,
)
from vidsync.captions.conversion.merging import merge_styled
from vidsync.captions.conversion.readers.read_ass import read_ass, read_other_subtitles
from vidsync.captions.conversion.readers.read_scc import read_scc
from vidsync.captions.conversion.readers.read_text import read_srt, read_vtt
from vidsync.captions.conversion.readers.read_ttml import read_ttml
from vidsync.captions.conversion.readers.read_youtube import read_youtube
from vidsync.captions.conversion.retiming import (
    TimeChange,
    is_well_formed,
    retime_cues,
    retime_text,
)
from vidsync.captions.conversion.words import (
    WordShare,
    cut_into_cues,
    document_from_blocks,
    document_from_cues,
    to_subtitles,
)
from vidsync.captions.conversion.write_ass import write_ass
from vidsync.captions.conversion.write_lrc import write_lrc
from vidsync.captions.conversion.write_scc import write_scc
from vidsync.captions.conversion.write_text import write_srt, write_vtt
from vidsync.captions.conversion.write_ttml import write_ttml
from vidsync.captions.cues.reading_time import segment_for_reading
from vidsync.captions.cues.rules import PROFILES, Rules
from vidsync.captions.formats.base import Subtitles
from vidsync.captions.formats.registry import dump, format_for
from vidsync.errors import FormatError, TimingError, VidsyncWarning
from vidsync.output import check_writable, write_bytes, write_text
from vidsync.paths import PathLike
from vidsync.timings import load, load_blocks
from vidsync.timings.documents import SubtitleFile, open_subtitles

if TYPE_CHECKING:
    from vidsync.captions.formats.base import CaptionFormat

_READERS: dict[str, Callable[[str, float | None], StyledDocument]] = {
    "srt": read_srt,
    "webvtt": read_vtt,
    "ass": read_ass,
    "ttml": read_ttml,
    "subtitles": read_other_subtitles,
    "scc": read_scc,
    "youtube-srv3": read_youtube,
}
_WRITERS: dict[str, Callable[[StyledDocument, Losses], str]] = {
    "srt": write_srt,
    "webvtt": write_vtt,
    "ass": write_ass,
    "ttml": write_ttml,
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted file.

    Attributes:
        path: the file.
        cues: how many cues it has.
        unchanged: whether it has the bytes of the source.
        lost: what the format cannot hold, in a sentence, or ``""``.
    """

    path: Path
    cues: int
    unchanged: bool = False
    lost: str = ""


def convert(
    source: PathLike,
    output: PathLike,
    *,
    format: str | None = None,  # noqa: A002 - what every writer calls it
    rules: Rules | None = None,
    change: TimeChange | None = None,
    share: WordShare = "characters",
    language: str = "",
    text_encoding: str = "",
    fps: float | None = None,
    overwrite: bool = False,
) -> Conversion:
    """Convert a caption file or word timings, and keep what the format can hold.

    Styles (italic, bold, underline, colour), places, speakers, identifiers, notes, style
    sheets, ruby and line breaks are kept. Times of words are only written if the source has
    them. In the format of the source, only what is asked for changes.

    Args:
        source: a caption file or a timing document.
        output: the file; its suffix chooses the format.
        format: the name of a caption format, which overrides the suffix.
        rules: cut the words into new cues by these rules; None keeps the cues.
        change: how times change; None keeps them.
        share: how words without times of their own divide their cue's time: by their
            characters, evenly, or by the time that espeak-ng takes to say them.
        language: BCP 47 tag, if the source has none.
        text_encoding: of a source that is not UTF-8; it is detected, with a warning.
        fps: frames per second, for a source whose times count frames; None takes that of `change`.
        overwrite: replace an existing file.

    Raises:
        InputError: the source cannot be read.
        FormatError: a format is unknown, or the source is malformed.
        TimingError: times contradict each other.
        OutputError: the output exists, or cannot be written.

    Warns:
        VidsyncWarning: the format cannot hold something; once, with the counts. Or cues end
            before 0 after retiming, and are left out.
    """
    output = Path(output)
    check_writable(output, overwrite=overwrite)
    change = change or TimeChange()
    target = format_for(output, format)
    writer = "ass" if target.name == "ass-karaoke" and format is None else target.name
    fps = fps or change.frame_rate
    file = open_subtitles(source, text_encoding=text_encoding)
    if file is not None and file.format == writer and rules is None:
        kept = _keep_format(output, file, change, fps, overwrite=overwrite)
        if kept is not None:
            return kept
    if file is not None:
        document = _read_document(source, file, fps)
    else:
        made = _cut_transcript(source, rules, text_encoding, fps)
        timed = all(cue.word_times for cue in made.cues)
        if timed and not change:
            write_text(output, dump(made, target), overwrite=overwrite)
            return Conversion(output, len(made.cues))
        document = document_from_cues(made.cues, made.language, timed=timed)
        rules = None
    document = replace(document, language=document.language or language)
    if rules is not None:
        document = cut_into_cues(document, rules, share=share)
    if change:
        document = _retime(document, change)
    losses = Losses()
    text = _write(document, target, writer, losses, share)
    write_text(output, text, overwrite=overwrite)
    if losses.message:
        warnings.warn(f"{output.name}: {losses.message}", VidsyncWarning, stacklevel=2)
    return Conversion(output, len(document.cues), lost=losses.message)


def _keep_format(
    output: Path, file: SubtitleFile, change: TimeChange, fps: float | None, *, overwrite: bool
) -> Conversion | None:
    """Write a file in its own format, its text as it is but for the times; None if it can't be."""
    # A malformed file is an error.
    blocks = load_blocks(file.text.encode(), format=file.format, fps=fps)
    if not is_well_formed(file.text, file.format):
        return None
    if not change:
        write_bytes(output, file.content, overwrite=overwrite)
        return Conversion(output, len(blocks.blocks), unchanged=True)
    text = retime_text(file.text, file.format, change, fps)
    if text is None:
        return None
    write_text(output, text, overwrite=overwrite)
    return Conversion(output, len(blocks.blocks))


def _read_document(source: PathLike, file: SubtitleFile, fps: float | None) -> StyledDocument:
    blocks = load_blocks(file.text.encode(), format=file.format, fps=fps)  # tells of repairs
    if file.format in _READERS:
        document = _READERS[file.format](file.text, fps)
    else:
        document = document_from_blocks(blocks)
    if not document.cues:
        raise FormatError(f"{os.fspath(source)} has no cues")
    ordered = sorted(document.cues, key=lambda cue: cue.start)
    return replace(document, cues=tuple(ordered), language=document.language or blocks.language)


def _cut_transcript(
    source: PathLike, rules: Rules | None, text_encoding: str, fps: float | None
) -> Subtitles:
    transcript = load(source, text_encoding=text_encoding, fps=fps)
    timed = transcript.source != "estimated"
    cues = segment_for_reading(transcript, rules or PROFILES["block"])
    shown = tuple(replace(cue, word_times=timed) for cue in cues)
    return Subtitles(shown, transcript.language, transcript.duration)


def _retime(document: StyledDocument, change: TimeChange) -> StyledDocument:
    document, dropped = retime_cues(document, change)
    if not document.cues:
        raise TimingError("all cues would end before 0 s", hint="check the shift")
    if dropped:
        warnings.warn(
            f"{dropped} cue{'s' if dropped > 1 else ''} would end before 0 s: left out",
            VidsyncWarning,
            stacklevel=3,
        )
    return document


# Formats without the names of speakers, and without times of words.
_NAMELESS = ("lrc", "text", "chapters")
_WORDLESS = ("csv", "text", "speakers", "chapters")


def _write(
    document: StyledDocument,
    target: CaptionFormat,
    writer: str,
    losses: Losses,
    share: WordShare,
) -> str:
    if writer in _WRITERS:
        return _WRITERS[writer](document, losses)
    if writer == "scc":
        return write_scc(document, losses, share)
    count_styles(document, losses, "italic", "bold", "underline", "colour", "ruby")
    count_document_parts(document, losses)
    count_exact_places(document, losses)
    count_identifiers(document, losses)
    losses.add("place", sum(cue.place.numpad != 2 for cue in document.cues))
    if target.one_at_a_time:
        document = merge_styled(document)
    if target.name == "lrc":
        return write_lrc(document, losses)
    if target.name in _NAMELESS:
        count_speakers(document, losses)
    if target.name in _WORDLESS:
        count_word_times(document, losses)
    return dump(to_subtitles(document, share=share), target)
