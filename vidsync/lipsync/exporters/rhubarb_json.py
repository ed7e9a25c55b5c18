"""Rhubarb's JSON cues."""

from __future__ import annotations

from vidsync.lipsync.exporters.base import Exporter
from vidsync.lipsync.exporters.rhubarb_tsv import rounded_cues
from vidsync.lipsync.track import Track


class RhubarbJson(Exporter):
    """An object with ``metadata`` and ``mouthCues`` of start, end and value.

    The name of a sound file is part of the format; a track has none, so it is empty.
    """

    title = "Rhubarb JSON"
    suffix = ".json"
    viseme_set = "rhubarb"

    def text(self, track: Track) -> str:
        """As Rhubarb lays it out: two spaces, a cue a line, two decimals."""
        cues = ",\n".join(
            f'    {{ "start": {start}, "end": {end}, "value": "{shape}" }}'
            for start, end, shape in rounded_cues(track)
        )
        metadata = f'    "soundFile": "",\n    "duration": {track.duration:.2f}\n'
        return f'{{\n  "metadata": {{\n{metadata}  }},\n  "mouthCues": [\n{cues}\n  ]\n}}\n'
