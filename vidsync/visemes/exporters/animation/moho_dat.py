"""Moho switch data."""

from __future__ import annotations

from vidsync.timecode import frame_showing
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.exporters.markup import check_one_word
from vidsync.visemes.track import Track

FRAME_RATE = 24


class MohoDat(CueExporter):
    """``MohoSwitch1``, then a line for each cue: its frame, counted from 1, and its shape.

    The last line has the first frame after the audio, and the shape of rest.
    """

    info = ExporterInfo(
        "Moho / Anime Studio switch data",
        ".dat",
        "read by an independent reader",
        usual_set="preston-blair",
    )

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the cues and the end."""
        rate = options.frame_rate or FRAME_RATE
        lines = [f"{cue.start + 1} {cue.shape}" for cue in make_frame_cues(track, rate)]
        lines.append(f"{frame_showing(track.duration, rate) + 1} {track.rest}")
        for shape in (*track.shapes, track.rest):
            check_one_word(shape, "Moho's switch data")
        return "\n".join(["MohoSwitch1", *lines]) + "\n"
