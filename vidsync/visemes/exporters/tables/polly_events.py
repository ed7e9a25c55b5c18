"""Viseme marks in the format of Amazon Polly."""

from __future__ import annotations

import json

from vidsync.timecode import milliseconds
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class PollyEvents(CueExporter):
    """A JSON object on each line: ``time`` in milliseconds, ``type`` (``viseme``) and ``value``.

    Source:
        Amazon Polly developer guide, speech mark output.
    """

    info = ExporterInfo(
        "Amazon Polly viseme marks",
        ".jsonl",
        "read by an independent reader",
        sets=("polly",),
    )

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """Return a line for each cue."""
        return "".join(
            json.dumps(
                {"time": milliseconds(cue.start), "type": "viseme", "value": cue.viseme},
                separators=(",", ":"),
            )
            + "\n"
            for cue in track.cues
        )
