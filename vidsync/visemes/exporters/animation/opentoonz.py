"""OpenToonz lip-sync text."""

from __future__ import annotations

from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues, preston_blair_name
from vidsync.visemes.track import Track

FRAME_RATE = 24


class OpenToonz(CueExporter):
    """A line for each cue: its frame, counted from 1, a space and a Preston-Blair shape.

    OpenToonz reads lines of a number and a name, and ignores others. The first line marks
    a file in Moho's format.

    Source:
        OpenToonz, ``lipsyncpopup.cpp``.
    """

    info = ExporterInfo("OpenToonz lip sync", ".txt", sets=("preston-blair", "rhubarb"))

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the cues; the program holds the last one."""
        rate = options.frame_rate or FRAME_RATE
        lines = [
            f"{cue.start + 1} {preston_blair_name(track, cue.shape)}"
            for cue in make_frame_cues(track, rate)
        ]
        return "\n".join(["MohoSwitch1", *lines]) + "\n"
