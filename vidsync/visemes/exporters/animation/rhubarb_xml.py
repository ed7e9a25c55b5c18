"""Rhubarb XML."""

from __future__ import annotations

from vidsync.visemes.exporters.animation.rhubarb_tsv import round_cues
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.markup import escape_xml
from vidsync.visemes.track import Track


class RhubarbXml(CueExporter):
    """``rhubarbResult`` with ``metadata`` and ``mouthCues`` of start, end and shape."""

    info = ExporterInfo("Rhubarb XML", ".xml", "read by an independent reader", sets=("rhubarb",))

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return XML in Rhubarb's layout: two spaces, one cue on each line, two decimals."""
        cues = "\n".join(
            f'    <mouthCue start="{start}" end="{end}">{shape}</mouthCue>'
            for start, end, shape in round_cues(track)
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            "<rhubarbResult>\n"
            "  <metadata>\n"
            f"    <soundFile>{escape_xml(options.sound)}</soundFile>\n"
            f"    <duration>{track.duration:.2f}</duration>\n"
            "  </metadata>\n"
            f"  <mouthCues>\n{cues}\n  </mouthCues>\n"
            "</rhubarbResult>\n"
        )
