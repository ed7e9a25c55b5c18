"""vidsync's own track file: cues with weights, as JSON.

    {
     "format": "vidsync-visemes", "version": 1,
     "set": "oculus", "duration": 1.24, "lead": 0.0417, "rest": "sil",
     "shapes": ["sil", "PP", …],
     "cues": [
      {"start": 0.0, "end": 0.21, "viseme": "sil", "weights": {"sil": 1.0}},
      {"start": 0.21, "end": 0.33, "viseme": "E", "weights": {"E": 0.5, "U": 0.5}}
     ]
    }

Times are seconds with four decimals. The cues follow each other without gaps from 0 to
the duration, after which the mouth rests; ``viseme`` is the heaviest of the weights, for
who draws one shape at a time. A rig whose face at rest is no shape has ``""`` and no
weights for it. ``track.schema.json`` beside this file says the same to a
machine.
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
    """Cues of any set, with weights."""

    info = ExporterInfo(
        "vidsync visemes (JSON), for the Blender add-on too", ".json", "proven in the real program"
    )
    blends = True

    def text(self, track: Track, options: ExportOptions) -> str:  # noqa: ARG002
        """JSON with a cue on a line."""
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
        cues = [f"\n  {_compact(_cue(cue))}" for cue in track.cues if _lasts(cue)]
        lines.append(f' "cues": [{",".join(cues)}\n ]')
        return "{\n" + ",\n".join(lines) + "\n}\n"


def _lasts(cue: VisemeCue) -> bool:
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
