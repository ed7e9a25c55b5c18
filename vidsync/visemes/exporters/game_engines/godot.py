"""Godot 4 animations: blend shapes of a mesh, as a text resource."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from vidsync.errors import FormatError
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import Curve, Floats, MouthAnimation

MESH = "Head"


class Godot(KeyExporter):
    """An ``Animation`` with one track for each channel: ``Head:blend_shapes/aa``.

    The target is the mesh's node path below the animation player's root. Smooth curves
    become Bézier tracks, others value tracks.

    Source:
        Godot documentation, "TSCN file format"; the properties are those of the class
        Animation.
    """

    info = ExporterInfo("Godot 4 animation", ".tres", "read by an independent reader")

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the resource."""
        tracks = [
            line
            for number, curve in enumerate(animation.curves)
            for line in _track(f"tracks/{number}", curve, options.target or MESH)
        ]
        step = 1 / float(options.frame_rate or animation.frame_rate)
        return "\n".join(
            [
                '[gd_resource type="Animation" format=3]',
                "",
                "[resource]",
                f"resource_name = {_string(options.name)}",
                f"length = {format_decimal(animation.duration)}",
                f"step = {format_decimal(step)}",
                *tracks,
                "",
            ]
        )


def _track(prefix: str, curve: Curve, mesh: str) -> Iterator[str]:
    for part, name in (("mesh", mesh), ("shape", curve.name)):
        if ":" in name:
            raise FormatError(
                f"a Godot node path cannot hold a {part} with a colon in its name: {name!r}",
                hint=f"rename the {part}",
            )
    smooth = curve.interpolation == "smooth"
    yield f'{prefix}/type = "{"bezier" if smooth else "value"}"'
    yield f"{prefix}/imported = false"
    yield f"{prefix}/enabled = true"
    yield f"{prefix}/path = NodePath({_string(f'{mesh}:blend_shapes/{curve.name}')})"
    yield f"{prefix}/interp = {0 if curve.interpolation == 'stepped' else 1}"
    yield f"{prefix}/loop_wrap = false"
    yield f"{prefix}/keys = {{"
    if smooth:
        yield f'"handle_modes": PackedInt32Array({", ".join("0" for _ in curve.times)}),'
        yield f'"points": PackedFloat32Array({_numbers(_points(curve))}),'
        yield f'"times": PackedFloat32Array({_numbers(curve.times)})'
    else:
        yield f'"times": PackedFloat32Array({_numbers(curve.times)}),'
        yield f'"transitions": PackedFloat32Array({", ".join("1" for _ in curve.times)}),'
        yield f'"update": {1 if curve.interpolation == "stepped" else 0},'
        yield f'"values": [{", ".join(_float(value) for value in curve.values)}]'
    yield "}"


def _points(curve: Curve) -> Floats:
    """Value, in-handle and out-handle of each key; handles are a third of a span long."""
    lengths = np.diff(curve.times) / 3
    before, after = np.append(0.0, lengths), np.append(lengths, 0.0)
    columns = (curve.values, -before, -before * curve.slopes_in, after, after * curve.slopes_out)
    points: Floats = np.stack(columns, axis=1).ravel()
    return points


def _numbers(values: Floats) -> str:
    return ", ".join(format_decimal(value) for value in values)


def _float(value: float) -> str:
    """Format a number so that it is read as a float, not as an integer."""
    text = format_decimal(value)
    return text if "." in text else f"{text}.0"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
