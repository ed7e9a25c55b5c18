"""Viseme marks as Amazon Polly streams them."""

from __future__ import annotations

import json

from vidsync.timecode import milliseconds
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class PollyEvents(CueExporter):
    """A JSON object a line: time in milliseconds, type ``viseme``, value.

    Source:
        Amazon Polly developer guide, speech mark output.
    """

    info = ExporterInfo(
        "viseme marks as of Amazon Polly",
        ".jsonl",
        "read by an independent reader",
        sets=("polly",),
    )

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """A line a cue."""
        return "".join(
            json.dumps(
                {"time": milliseconds(cue.start), "type": "viseme", "value": cue.viseme},
                separators=(",", ":"),
            )
            + "\n"
            for cue in track.cues
        )
