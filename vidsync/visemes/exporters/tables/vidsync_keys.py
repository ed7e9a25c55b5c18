"""vidsync's own file of keys: curves with their slopes, as JSON.

    {
     "format": "vidsync-keys", "version": 1,
     "set": "arkit", "duration": 1.24, "frame_rate": 60, "interpolation": "smooth",
     "max_error": 0.01, "rest": "",
     "curves": [
      {"name": "jawOpen", "times": [0.0, 0.21], "values": [0.0, 0.6],
       "slopes_in": [0.0, 0.0], "slopes_out": [0.0, 0.0]}
     ]
    }

Times are seconds with six decimals. A curve is constant before its first key and after its
last. Only smooth curves have slopes, in change per second. ``keys.schema.json`` in this
folder is the JSON schema.
"""

from __future__ import annotations

import json
from pathlib import Path

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import round_values
from vidsync.visemes.keys.keyframes import Curve, MouthAnimation

FORMAT = "vidsync-keys"
VERSION = 1
SCHEMA = Path(__file__).with_name("keys.schema.json")


class VidsyncKeys(KeyExporter):
    """Keys of any set or rig, without loss."""

    info = ExporterInfo(
        "vidsync keys (JSON), for the Blender add-on", ".json", "proven in the real program"
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:  # noqa: ARG002
        """Return JSON with one curve on each line."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "set": animation.set,
            "duration": round(animation.duration, 6),
            "frame_rate": float(animation.frame_rate),
            "interpolation": animation.interpolation,
            "max_error": animation.max_error,
            "rest": animation.rest,
        }
        lines = [f" {_compact(key)}: {_compact(value)}" for key, value in head.items()]
        curves = ",".join(f"\n  {_compact(_curve(curve))}" for curve in animation.curves)
        lines.append(f' "curves": [{curves}\n ]')
        return "{\n" + ",\n".join(lines) + "\n}\n"


def _curve(curve: Curve) -> dict[str, object]:
    keys: dict[str, object] = {
        "name": curve.name,
        "times": round_values(curve.times),
        "values": round_values(curve.values),
    }
    if curve.interpolation == "smooth":
        keys["slopes_in"] = round_values(curve.slopes_in)
        keys["slopes_out"] = round_values(curve.slopes_out)
    return keys


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
