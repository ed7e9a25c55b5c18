"""vidsync's own file of tracks: cues with weights, as JSON.

    {
     "format": "vidsync-visemes", "version": 1,
     "set": "oculus", "duration": 1.24, "lead": 0.0417, "rest": "sil",
     "shapes": ["sil", "PP", …],
     "cues": [
      {"start": 0.0, "end": 0.21, "viseme": "sil", "weights": {"sil": 1.0}},
      {"start": 0.21, "end": 0.33, "viseme": "E", "weights": {"E": 0.5, "U": 0.5}}
     ]
    }

Times are seconds with four decimals. The cues have no gaps from 0 to the duration; after
it the mouth rests. ``viseme`` is the shape with the greatest weight, for programs that draw
one shape at a time. A rig has no shape for its face at rest: ``viseme`` is then ``""``, and
there are no weights. ``track.schema.json`` in this folder is the JSON schema.
"""

from __future__ import annotations

import json
from pathlib import Path

from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.track import Track, VisemeCue

FORMAT = "vidsync-visemes"
VERSION = 1
SCHEMA = Path(__file__).with_name("track.schema.json")


class VidsyncJson(CueExporter):
    """Cues of any set, with their weights."""

    info = ExporterInfo(
        "vidsync visemes (JSON), also for the Blender add-on", ".json", "proven in the real program"
    )
    blends = True

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """Return JSON with one cue on each line."""
        head = {
            "format": FORMAT,
            "version": VERSION,
            "set": track.set,
            "duration": _seconds(track.duration),
            "lead": _seconds(track.lead),
            "rest": track.rest,
            "shapes": list(track.shapes),
        }
        lines = [f" {_compact(key)}: {_compact(value)}" for key, value in head.items()]
        cues = [f"\n  {_compact(_cue(cue))}" for cue in track.cues if _has_duration(cue)]
        lines.append(f' "cues": [{",".join(cues)}\n ]')
        return "{\n" + ",\n".join(lines) + "\n}\n"


def _has_duration(cue: VisemeCue) -> bool:
    return _seconds(cue.start) < _seconds(cue.end)


def _cue(cue: VisemeCue) -> dict[str, object]:
    return {
        "start": _seconds(cue.start),
        "end": _seconds(cue.end),
        "viseme": cue.viseme if cue.weights else "",
        "weights": dict(cue.weights),
    }


def _seconds(value: float) -> float:
    return round(value, 4)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
