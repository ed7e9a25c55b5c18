"""OpenToonz' lip-sync text: Preston-Blair shapes by frames."""

from __future__ import annotations

from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues, preston_blair_name
from vidsync.visemes.track import Track

FRAME_RATE = 24


class OpenToonz(CueExporter):
    """A line a cue: its frame, counted from 1, a space, a Preston-Blair shape.

    Its pop-up reads lines of two entries, a number and a name, and passes over others;
    the first line is the one by which it knows a file of Moho's kind.

    Source:
        OpenToonz, ``lipsyncpopup.cpp``.
    """

    info = ExporterInfo("OpenToonz lip sync", ".txt", sets=("preston-blair", "rhubarb"))

    def text(self, track: Track, options: ExportOptions) -> str:
        """All cues; the last one is held."""
        rate = options.frame_rate or FRAME_RATE
        lines = [
            f"{cue.start + 1} {preston_blair_name(track, cue.shape)}"
            for cue in make_frame_cues(track, rate)
        ]
        return "\n".join(["MohoSwitch1", *lines]) + "\n"
