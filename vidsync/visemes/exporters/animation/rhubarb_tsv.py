"""Rhubarb TSV, which most of Rhubarb's integrations read."""

from __future__ import annotations

from vidsync.timecode import centiseconds
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class RhubarbTsv(CueExporter):
    """A line for each cue: its start in seconds with two decimals, a tab and its shape.

    The last line has the end of the audio and the shape of rest.
    """

    info = ExporterInfo("Rhubarb TSV", ".tsv", "read by an independent reader", sets=("rhubarb",))

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """Return the cues and the end."""
        lines = [f"{start}\t{shape}\n" for start, _, shape in round_cues(track)]
        return "".join([*lines, f"{_format_seconds(track.duration)}\t{track.rest}\n"])


def round_cues(track: Track) -> list[tuple[str, str, str]]:
    """Round cues to hundredths of a second: start, end and shape; empty ones are left out."""
    return [
        (_format_seconds(cue.start), _format_seconds(cue.end), cue.viseme)
        for cue in track.cues
        if centiseconds(cue.start) < centiseconds(cue.end)
    ]


def _format_seconds(seconds: float) -> str:
    return f"{centiseconds(seconds) / 100:.2f}"
