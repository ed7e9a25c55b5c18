"""Cues as a CSV table."""

from __future__ import annotations

import csv
import io

from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class CsvCues(CueExporter):
    """``start,end,viseme,weight``: a row for each cue, seconds with four decimals.

    Rows end with a line feed. Fields are quoted where RFC 4180 requires it.
    """

    info = ExporterInfo("table of cues (CSV)", ".csv")

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """Return the header and the cues."""
        output = io.StringIO()
        table = csv.writer(output, lineterminator="\n")
        table.writerow(("start", "end", "viseme", "weight"))
        for cue in track.cues:
            table.writerow((f"{cue.start:.4f}", f"{cue.end:.4f}", cue.viseme, f"{cue.weight:.4f}"))
        return output.getvalue()
