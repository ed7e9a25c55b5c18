"""Reads the chapters of a file, and writes those of a cut one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from vidsync.errors import MediaError
from vidsync.media.ffmpeg.process import file_url

Span = tuple[Fraction, Fraction]

_MICROSECONDS = 1_000_000
_MOST_CHAPTERS = 10_000


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a recording.

    Attributes:
        start: seconds from the start of the file.
        end: seconds.
        title: its title, or ``""``.
    """

    start: Fraction
    end: Fraction
    title: str


def read_chapters(path: Path) -> tuple[Chapter, ...]:
    """Return the chapters of a file.

    Raises:
        MediaError: the file cannot be read.
    """
    import av
    import av.error

    try:
        with av.open(
            file_url(path), options={"protocol_whitelist": "file"}, metadata_errors="ignore"
        ) as container:
            begins = Fraction(container.start_time or 0, _MICROSECONDS)
            return tuple(
                Chapter(
                    chapter["start"] * (chapter["time_base"] or 1) - begins,
                    chapter["end"] * (chapter["time_base"] or 1) - begins,
                    chapter["metadata"].get("title", ""),
                )
                for chapter in container.chapters()[:_MOST_CHAPTERS]
            )
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} can't be read: {error.strerror}") from error


def keep_chapters(chapters: Iterable[Chapter], spans: Sequence[Span]) -> list[Chapter]:
    """Return chapters at their times after a cut; one that is cut away is left out.

    Args:
        chapters: of the recording.
        spans: the kept stretches in seconds, in order.
    """

    def move(time: Fraction) -> Fraction:
        kept = (max(Fraction(0), min(time, end) - start) for start, end in spans)
        return sum(kept, Fraction(0))

    moved = (Chapter(move(each.start), move(each.end), each.title) for each in chapters)
    return [each for each in moved if each.end > each.start]


def chapters_text(chapters: Iterable[Chapter]) -> str:
    """Return chapters as a file of ffmpeg's metadata format."""
    lines = [";FFMETADATA1"]
    for chapter in chapters:
        start, end = (round(time * 1000) for time in (chapter.start, chapter.end))
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}"]
        lines.append(f"title={_escape(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "=;#\\\n" else letter for letter in text)
