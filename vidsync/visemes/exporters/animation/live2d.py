"""Live2D motions."""

from __future__ import annotations

import json

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.keys.keyframes import Curve, MouthAnimation

_LINEAR, _BEZIER, _STEPPED = 0, 1, 2


class Live2d(KeyExporter):
    """A ``motion3.json`` with one curve for each channel, which is a parameter of the model.

    Source:
        Live2D/CubismSpecs, ``motion3.json.md`` and ``motion3.schema.json``.
    """

    info = ExporterInfo("Live2D motion", ".json", "proven in the real program", usual_set="live2d")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return JSON with one curve on each line."""
        segments = [_segments(curve, animation.duration) for curve in animation.curves]
        per_segment = 3 if animation.interpolation == "smooth" else 1
        counts = [_segment_count(curve) for curve in animation.curves]
        points = sum(
            1 + (count * per_segment if len(curve) > 1 else count)
            for curve, count in zip(animation.curves, counts, strict=True)
        )
        meta = {
            "Duration": _seconds(animation.duration),
            "Fps": float(options.frame_rate or animation.frame_rate),
            "Loop": False,
            "AreBeziersRestricted": True,
            # Without these, a player fades the motion in over its first second.
            "FadeInTime": 0.0,
            "FadeOutTime": 0.0,
            "CurveCount": len(animation.curves),
            "TotalSegmentCount": sum(counts),
            "TotalPointCount": points,
            "UserDataCount": 0,
            "TotalUserDataSize": 0,
        }
        curves = ",\n".join(
            f"  {json.dumps({'Target': 'Parameter', 'Id': curve.name, 'Segments': numbers})}"
            for curve, numbers in zip(animation.curves, segments, strict=True)
        )
        return f'{{\n "Version": 3,\n "Meta": {json.dumps(meta)},\n "Curves": [\n{curves}\n ]\n}}\n'


def _segment_count(curve: Curve) -> int:
    return max(len(curve) - 1, 1)


def _segments(curve: Curve, duration: float) -> list[float]:
    times = [_seconds(time) for time in curve.times]
    values = [_value(value) for value in curve.values]
    numbers = [times[0], values[0]]
    if len(curve) == 1:
        # A curve needs one segment at least: this one holds its only value to the end.
        end = max(_seconds(duration), times[0] + 1 / 60)
        return [*numbers, _LINEAR, end, values[0]]
    for key in range(1, len(curve)):
        length = times[key] - times[key - 1]
        if curve.interpolation == "smooth":
            third = length / 3
            numbers += [
                _BEZIER,
                _seconds(times[key - 1] + third),
                _value(values[key - 1] + third * curve.slopes_out[key - 1]),
                _seconds(times[key - 1] + 2 * third),
                _value(values[key] - third * curve.slopes_in[key]),
            ]
        else:
            numbers.append(_STEPPED if curve.interpolation == "stepped" else _LINEAR)
        numbers += [times[key], values[key]]
    return numbers


def _seconds(value: float) -> float:
    return round(float(value), 6)


def _value(value: float) -> float:
    return round(float(value), 6) + 0.0
