"""Rhubarb JSON."""

from __future__ import annotations

import json

from vidsync.visemes.exporters.animation.rhubarb_tsv import round_cues
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track


class RhubarbJson(CueExporter):
    """An object with ``metadata`` and ``mouthCues`` of start, end and value."""

    info = ExporterInfo("Rhubarb JSON", ".json", "read by an independent reader", sets=("rhubarb",))

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return JSON in Rhubarb's layout: two spaces, one cue on each line, two decimals."""
        cues = ",\n".join(
            f'    {{ "start": {start}, "end": {end}, "value": "{shape}" }}'
            for start, end, shape in round_cues(track)
        )
        sound = json.dumps(options.sound, ensure_ascii=False)
        metadata = f'    "soundFile": {sound},\n    "duration": {track.duration:.2f}\n'
        return f'{{\n  "metadata": {{\n{metadata}  }},\n  "mouthCues": [\n{cues}\n  ]\n}}\n'
