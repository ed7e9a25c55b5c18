"""Unreal curve tables, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import to_straight_keys
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import MouthAnimation


class UnrealCurveCsv(KeyExporter):
    """The times in the first row, then a row for each channel: its name and its values.

    The times of all curves are those of the frames. Import the table with linear
    interpolation.

    Source:
        Unreal Engine documentation, "Data driven gameplay elements", curve tables.
    """

    info = ExporterInfo("Unreal curve table (CSV)", ".csv", usual_set="arkit")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the times and the channels."""
        times, values = animation.sample(options.frame_rate)
        output = io.StringIO()
        table = csv.writer(output, lineterminator="\n")
        table.writerow(("---", *map(format_decimal, times)))
        for name, row in zip(animation.names, values.T, strict=True):
            table.writerow((name, *map(format_decimal, row)))
        return output.getvalue()


class UnrealCurveJson(KeyExporter):
    """A list of rows: ``Name``, then a value for each time.

    Linear and stepped curves keep their own keys; import them as linear or constant. Smooth
    curves become straight lines from frame to frame.
    """

    info = ExporterInfo("Unreal curve table (JSON)", ".json", usual_set="arkit")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return JSON with one channel on each line."""
        rate = float(options.frame_rate or animation.frame_rate)
        rows = []
        for curve in animation.curves:
            times, values = curve.times, curve.values
            if curve.interpolation == "smooth":
                times, values = to_straight_keys(curve, rate, animation.duration)
            keys = {format_decimal(time): float(format_decimal(value)) for time, value in zip(
                times, values, strict=True)}  # fmt: skip
            rows.append(json.dumps({"Name": curve.name, **keys}))
        return "[\n" + ",\n".join(rows) + "\n]\n"
