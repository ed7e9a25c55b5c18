"""The caption formats by name, and the choice of one by a file's suffix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vidsync.captions.cues.overlap import merge_overlapping
from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.captions.formats.blocks import Srt, WebVtt
from vidsync.captions.formats.karaoke_ass import KaraokeAss
from vidsync.captions.formats.lyrics import Lrc
from vidsync.captions.formats.prose import Chapters, PlainText, SpeakerText
from vidsync.captions.formats.scc import Scc
from vidsync.captions.formats.tables import Csv, Json
from vidsync.captions.formats.ttml import Imsc
from vidsync.errors import FormatError, near_matches
from vidsync.output import write_text
from vidsync.paths import PathLike

FORMATS: dict[str, CaptionFormat] = {
    "srt": Srt(),
    "webvtt": WebVtt(),
    "ass-karaoke": KaraokeAss(),
    "ttml": Imsc(),
    "scc": Scc(),
    "lrc": Lrc(),
    "json": Json(),
    "csv": Csv(),
    "text": PlainText(),
    "speakers": SpeakerText(),
    "chapters": Chapters(),
}


def format_for(path: PathLike, name: str | None = None) -> CaptionFormat:
    """Return the format of a name (``webvtt``, or as a suffix ``vtt``) or of a file's suffix.

    Raises:
        FormatError: there is no such format.
    """
    if name in FORMATS:
        return FORMATS[name]
    if name is not None:
        by_suffix = [each for each in FORMATS.values() if f".{name}" in each.suffixes]
        if not by_suffix:
            raise FormatError(f"no caption format {name!r}", hint=near_matches(name, FORMATS))
        return by_suffix[0]
    file = Path(path).name.lower()
    fitting = [
        format_
        for format_ in FORMATS.values()
        for suffix in format_.suffixes
        if file.endswith(suffix)
    ]
    if not fitting:
        known = ", ".join(format_.suffixes[0] for format_ in FORMATS.values())
        raise FormatError(f"{path} names no caption format", hint=f"end it in one of {known}")
    # The longest suffix is the most exact: .chapters.txt is not .txt.
    return max(fitting, key=lambda f: max(len(s) for s in f.suffixes if file.endswith(s)))


def write(
    subtitles: Subtitles,
    path: PathLike,
    *,
    format: str | None = None,  # noqa: A002 - what every writer calls it
    overwrite: bool = False,
) -> None:
    """Write captions as a file.

    Args:
        subtitles: what to write.
        path: the file; its suffix chooses the format.
        format: the name of a format, which overrides the suffix.
        overwrite: replace an existing file.

    Raises:
        FormatError: the format does not exist.
        OutputError: the file exists, or cannot be written.
    """
    write_text(Path(path), dump(subtitles, format_for(path, format)), overwrite=overwrite)


def dump(subtitles: Subtitles, format_: CaptionFormat) -> str:
    """Return captions in a format; cues that overlap are merged if it shows one at a time."""
    if format_.one_at_a_time:
        subtitles = replace(subtitles, cues=merge_overlapping(subtitles.cues))
    return format_.write(subtitles)
