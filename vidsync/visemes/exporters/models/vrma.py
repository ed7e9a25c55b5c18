"""VRM animations: expressions over time, for any VRM avatar."""

from __future__ import annotations

from typing import Any

import numpy as np

from vidsync.timecode import FrameRate
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import to_straight_keys
from vidsync.visemes.exporters.models.gltf import GltfDocument
from vidsync.visemes.keys.keyframes import Curve, Floats, MouthAnimation

_EXTENSION = "VRMC_vrm_animation"

PRESETS = {"A": "aa", "I": "ih", "U": "ou", "E": "ee", "O": "oh"}
"""The VRM 1.0 names of VRM 0's expressions."""

# The bones that a humanoid must have, in a T-pose that faces +z: the parent of each, and
# its position from there in metres.
_BONES = {
    "hips": ("", (0.0, 0.95, 0.0)),
    "spine": ("hips", (0.0, 0.1, 0.0)),
    "head": ("spine", (0.0, 0.5, 0.0)),
    "leftUpperArm": ("spine", (0.15, 0.4, 0.0)),
    "leftLowerArm": ("leftUpperArm", (0.27, 0.0, 0.0)),
    "leftHand": ("leftLowerArm", (0.25, 0.0, 0.0)),
    "rightUpperArm": ("spine", (-0.15, 0.4, 0.0)),
    "rightLowerArm": ("rightUpperArm", (-0.27, 0.0, 0.0)),
    "rightHand": ("rightLowerArm", (-0.25, 0.0, 0.0)),
    "leftUpperLeg": ("hips", (0.08, -0.05, 0.0)),
    "leftLowerLeg": ("leftUpperLeg", (0.0, -0.42, 0.0)),
    "leftFoot": ("leftLowerLeg", (0.0, -0.42, 0.0)),
    "rightUpperLeg": ("hips", (-0.08, -0.05, 0.0)),
    "rightLowerLeg": ("rightUpperLeg", (0.0, -0.42, 0.0)),
    "rightFoot": ("rightLowerLeg", (0.0, -0.42, 0.0)),
}


class Vrma(KeyExporter):
    """A GLB with a node for each expression; the X of its translation is the weight.

    VRM's own mouth expressions are presets, and other channels are custom expressions. The
    bones that a humanoid must have do not move. Keys are linear, because players ignore
    other interpolations in these files.

    Source:
        VRM Consortium, VRMC_vrm_animation-1.0.
    """

    info = ExporterInfo("VRM animation", ".vrma", "proven in the real program", usual_set="vrm1")

    def content(self, animation: MouthAnimation, options: ExportOptions) -> bytes:
        """Return the file."""
        document = GltfDocument()
        bones = _add_bones(document)
        presets: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        channels, samplers = [], []
        rate = options.frame_rate or animation.frame_rate
        for curve in animation.curves:
            # Without any expression, an avatar has its neutral face.
            if curve.name == animation.rest:
                continue
            name = PRESETS.get(curve.name, curve.name) if animation.set == "vrm0" else curve.name
            node = document.add("nodes", {"name": name})
            (presets if name in PRESETS.values() else custom)[name] = {"node": node}
            times, values = _translations(curve, rate, animation.duration)
            samplers.append(
                {
                    "input": document.add_accessor(times, bounds=True),
                    "output": document.add_accessor(values),
                    "interpolation": "LINEAR",
                }
            )
            channels.append(
                {"sampler": len(samplers) - 1, "target": {"node": node, "path": "translation"}}
            )
        others = [node["node"] for node in (*presets.values(), *custom.values())]
        document.content["scene"] = document.add(
            "scenes", {"nodes": [bones["hips"]["node"], *others]}
        )
        document.add(
            "animations", {"name": options.name, "channels": channels, "samplers": samplers}
        )
        expressions = {
            kind: found for kind, found in (("preset", presets), ("custom", custom)) if found
        }
        document.content["extensionsUsed"] = [_EXTENSION]
        document.content["extensions"] = {
            _EXTENSION: {
                "specVersion": "1.0",
                "humanoid": {"humanBones": bones},
                "expressions": expressions,
            }
        }
        return document.glb()


def _add_bones(document: GltfDocument) -> dict[str, Any]:
    nodes: dict[str, int] = {}
    for name, (parent, place) in _BONES.items():
        nodes[name] = document.add("nodes", {"name": name, "translation": list(place)})
        if parent:
            document.content["nodes"][nodes[parent]].setdefault("children", []).append(nodes[name])
    return {name: {"node": node} for name, node in nodes.items()}


def _translations(curve: Curve, rate: FrameRate, duration: float) -> tuple[Floats, Floats]:
    """Return the input and output of a sampler: weights as X. A curve of one key gets a second."""
    times, values = to_straight_keys(curve, rate, duration)
    if len(times) == 1:
        times, values = np.array([0.0, max(duration, 1 / 60)]), np.repeat(values, 2)
    output = np.zeros((len(values), 3))
    output[:, 0] = values
    return times, output
