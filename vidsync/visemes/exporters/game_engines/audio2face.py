"""NVIDIA Audio2Face: ARKit weights of every frame."""

from __future__ import annotations

import json

from vidsync.visemes.exporters.arkit import APPLE, sample_channels
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import round_values
from vidsync.visemes.keys.keyframes import MouthAnimation

FRAME_RATE = 60


class Audio2Face(KeyExporter):
    """``exportFps``, ``trackPath``, ``numPoses``, ``numFrames``, ``facsNames``, ``weightMat``.

    Source:
        Files that NVIDIA Audio2Face exports as blend shape weights.
    """

    info = ExporterInfo(
        "NVIDIA Audio2Face weights (JSON)",
        ".json",
        "read by an independent reader",
        sets=("arkit",),
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return JSON with one frame on each line."""
        rate = float(options.frame_rate or FRAME_RATE)
        _, weights = sample_channels(animation, APPLE, rate)
        head = {
            "exportFps": rate,
            "trackPath": options.sound,
            "numPoses": len(APPLE),
            "numFrames": len(weights),
            "facsNames": list(APPLE),
        }
        rows = ",\n".join(json.dumps(round_values(row)) for row in weights)
        return f'{json.dumps(head)[:-1]}, "weightMat": [\n{rows}\n]}}\n'
