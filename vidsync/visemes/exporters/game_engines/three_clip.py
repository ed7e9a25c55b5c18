"""three.js animation clips, as JSON."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import to_straight_keys
from vidsync.visemes.exporters.decimals import round_values
from vidsync.visemes.keys.keyframes import Curve, MouthAnimation

MESH = "Head"

_DISCRETE, _LINEAR = 2300, 2301
_NORMAL_BLENDING = 2500


class ThreeClip(KeyExporter):
    """A clip for ``AnimationClip.parse``, with one track for each channel.

    A track drives ``Head.morphTargetInfluences[aa]``; the target is the mesh's name. Smooth
    curves become straight lines from frame to frame, since three.js computes the slopes of
    smooth tracks itself.

    Source:
        three.js, ``AnimationClip.toJSON`` and ``PropertyBinding``.
    """

    info = ExporterInfo("three.js animation clip (JSON)", ".json", "proven in the real program")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return JSON with one track on each line."""
        rate = float(options.frame_rate or animation.frame_rate)
        mesh = options.target or MESH
        tracks = ",\n".join(
            f"  {json.dumps(_track(curve, mesh, rate, animation.duration))}"
            for curve in animation.curves
        )
        head = {
            "name": options.name,
            "duration": round(animation.duration, 6),
            "uuid": str(uuid5(NAMESPACE_URL, f"{options.name}/{tracks}")),
            "blendMode": _NORMAL_BLENDING,
        }
        return f'{json.dumps(head)[:-1]}, "tracks": [\n{tracks}\n]}}\n'


def _track(curve: Curve, mesh: str, rate: float, duration: float) -> dict[str, object]:
    times, values = curve.times, curve.values
    if curve.interpolation == "smooth":
        times, values = to_straight_keys(curve, rate, duration)
    return {
        "name": f"{mesh}.morphTargetInfluences[{curve.name}]",
        "type": "number",
        "times": round_values(times),
        "values": round_values(values),
        "interpolation": _DISCRETE if curve.interpolation == "stepped" else _LINEAR,
    }
