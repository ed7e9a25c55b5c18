"""Rhubarb's tab-separated cues, which most of its integrations read."""

from __future__ import annotations

from vidsync.timecode import centiseconds
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class RhubarbTsv(CueExporter):
    """A line a cue: its start in seconds with two decimals, a tab, its shape.

    The last line is the end of the audio with the shape of rest.
    """

    info = ExporterInfo("Rhubarb TSV", ".tsv", "read by an independent reader", sets=("rhubarb",))

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """All cues, then the end."""
        lines = [f"{start}\t{shape}\n" for start, _, shape in round_cues(track)]
        return "".join([*lines, f"{_written(track.duration)}\t{track.rest}\n"])


def round_cues(track: Track) -> list[tuple[str, str, str]]:
    """Start, end and shape of each cue that lasts in hundredths of a second."""
    return [
        (_written(cue.start), _written(cue.end), cue.viseme)
        for cue in track.cues
        if centiseconds(cue.start) < centiseconds(cue.end)
    ]


def _written(seconds: float) -> str:
    return f"{centiseconds(seconds) / 100:.2f}"
