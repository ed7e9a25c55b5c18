"""Curves as a table: a row a frame, a column a channel."""

from __future__ import annotations

import csv
import io

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import MouthAnimation


class CsvCurves(KeyExporter):
    """``frame,time`` and the channels: values of every frame.

    Line feeds end the rows; fields are quote where RFC 4180 wants it.
    """

    info = ExporterInfo("a table of weights, a row a frame (CSV)", ".csv")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """The head, then the frames."""
        times, values = animation.sample(options.frame_rate)
        output = io.StringIO()
        table = csv.writer(output, lineterminator="\n")
        table.writerow(("frame", "time", *animation.names))
        for frame, (time, row) in enumerate(zip(times, values, strict=True)):
            table.writerow((frame, format_decimal(time), *map(format_decimal, row)))
        return output.getvalue()
