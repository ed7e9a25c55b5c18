"""USD: the weights of blend shapes as a SkelAnimation, in text form."""

from __future__ import annotations

import re

import numpy as np

from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import Floats, MouthAnimation


class Usd(KeyExporter):
    """A layer with a ``SkelAnimation`` as its default prim, to which a head can refer.

    A time code is a frame. USD interpolates linearly, so each frame at which a curve bends
    has a sample.

    Source:
        OpenUSD, UsdSkel: ``blendShapes`` and ``blendShapeWeights``.
    """

    info = ExporterInfo(
        "USD SkelAnimation", ".usda", "proven in the real program", usual_set="arkit"
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the layer."""
        rate = float(options.frame_rate or animation.frame_rate)
        _, values = animation.sample(rate)
        names = ", ".join(_string(name) for name in animation.names)
        prim = re.sub(r"\W|^(?=\d)", "_", options.name, flags=re.ASCII) or "_"
        samples = "".join(
            f"        {frame}: [{', '.join(format_decimal(value) for value in values[frame])}],\n"
            for frame in _find_bends(values)
        )
        return (
            "#usda 1.0\n"
            "(\n"
            f'    defaultPrim = "{prim}"\n'
            f"    startTimeCode = 0\n"
            f"    endTimeCode = {len(values) - 1}\n"
            f"    framesPerSecond = {format_decimal(rate)}\n"
            f"    timeCodesPerSecond = {format_decimal(rate)}\n"
            ")\n\n"
            f'def SkelAnimation "{prim}"\n'
            "{\n"
            f"    uniform token[] blendShapes = [{names}]\n"
            f"    float[] blendShapeWeights.timeSamples = {{\n{samples}    }}\n"
            "}\n"
        )


def _find_bends(values: Floats) -> list[int]:
    """Return the frames that are not on a line between their neighbours, the first and the last."""
    bent = np.any(np.abs(np.diff(values, n=2, axis=0)) > 1e-9, axis=1)
    ends = [True] if len(values) > 1 else []
    return [int(frame) for frame in np.flatnonzero(np.concatenate([[True], bent, ends]))]


def _string(text: str) -> str:
    """Write a token; control characters are escaped by number."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\x{ord(match[0]):02x}", escaped) + '"'
