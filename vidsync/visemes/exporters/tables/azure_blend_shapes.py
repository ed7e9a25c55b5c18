"""Blend shapes as Azure's speech SDK sends them."""

from __future__ import annotations

import json

from vidsync.timings.formats.services.azure_animation import FRAME_RATE, NAMES
from vidsync.visemes.exporters.arkit import sample_channels
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import round_values
from vidsync.visemes.keys.keyframes import MouthAnimation


class AzureBlendShapes(KeyExporter):
    """``FrameIndex`` and ``BlendShapes``: 55 numbers a frame, 60 frames a second.

    Source:
        Azure AI Speech, "Get facial position with viseme", 3D blend shapes.
    """

    info = ExporterInfo(
        "blend shapes as of Azure Speech (JSON)", ".json", sets=("azure-blendshapes", "arkit")
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:  # noqa: ARG002
        """JSON with a frame on a line."""
        _, weights = sample_channels(animation, NAMES, FRAME_RATE)
        rows = ",\n".join(json.dumps(round_values(row)) for row in weights)
        return f'{{"FrameIndex": 0, "BlendShapes": [\n{rows}\n]}}\n'
