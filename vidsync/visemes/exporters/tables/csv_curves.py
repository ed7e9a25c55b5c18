"""Curves as a CSV table of weights."""

from __future__ import annotations

import csv
import io

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import MouthAnimation


class CsvCurves(KeyExporter):
    """``frame,time`` and a column for each channel; a row for each frame.

    Rows end with a line feed. Fields are quoted where RFC 4180 requires it.
    """

    info = ExporterInfo("table of weights, one row per frame (CSV)", ".csv")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the header and the frames."""
        times, values = animation.sample(options.frame_rate)
        output = io.StringIO()
        table = csv.writer(output, lineterminator="\n")
        table.writerow(("frame", "time", *animation.names))
        for frame, (time, row) in enumerate(zip(times, values, strict=True)):
            table.writerow((frame, format_decimal(time), *map(format_decimal, row)))
        return output.getvalue()
