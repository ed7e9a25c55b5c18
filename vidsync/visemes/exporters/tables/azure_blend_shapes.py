"""Blend shapes in the format of Azure's speech SDK."""

from __future__ import annotations

import json

from vidsync.timings.formats.services.azure_animation import FRAME_RATE, NAMES
from vidsync.visemes.exporters.arkit import sample_channels
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import round_values
from vidsync.visemes.keys.keyframes import MouthAnimation


class AzureBlendShapes(KeyExporter):
    """``FrameIndex`` and ``BlendShapes``: 55 numbers for each frame, at 60 frames per second.

    Source:
        Azure AI Speech, "Get facial position with viseme", 3D blend shapes.
    """

    info = ExporterInfo(
        "Azure Speech blend shapes (JSON)", ".json", sets=("azure-blendshapes", "arkit")
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:  # noqa: ARG002
        """Return JSON with one frame on each line."""
        _, weights = sample_channels(animation, NAMES, FRAME_RATE)
        rows = ",\n".join(json.dumps(round_values(row)) for row in weights)
        return f'{{"FrameIndex": 0, "BlendShapes": [\n{rows}\n]}}\n'
