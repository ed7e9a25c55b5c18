"""Viseme events in the format of Azure's speech SDK."""

from __future__ import annotations

import json

from vidsync.timecode import ticks
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class AzureEvents(CueExporter):
    """A list of ``audio_offset``, in ticks of 100 ns, and ``viseme_id``, 0 to 21.

    Source:
        Azure AI Speech, "Get facial position with viseme".
    """

    info = ExporterInfo(
        "Azure Speech viseme events",
        ".json",
        "read by an independent reader",
        sets=("azure",),
    )

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """Return JSON with one event on each line."""
        numbers = {shape: number for number, shape in enumerate(track.shapes)}
        events = ",\n".join(
            json.dumps({"audio_offset": ticks(cue.start), "viseme_id": numbers[cue.viseme]})
            for cue in track.cues
        )
        return f"[\n{events}\n]\n"
