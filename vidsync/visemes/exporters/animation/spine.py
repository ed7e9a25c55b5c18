"""Spine animations: the attachments of a mouth slot."""

from __future__ import annotations

import json

from vidsync.timecode import frame_start
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.track import Track

FRAME_RATE = 30
SLOT = "mouth"


class Spine(CueExporter):
    """A skeleton of one bone and one slot, with an animation that swaps its attachments.

    Attachments have the name of the slot and of the shape in lower case: ``mouth_a``. The
    animation can be imported into a skeleton that has them. Times are on whole frames.

    Source:
        Esoteric Software, "Spine: JSON export format" (4.x: skins are a list). The names
        are those of Rhubarb Lip Sync for Spine.
    """

    info = ExporterInfo(
        "Spine animation (JSON)", ".json", "proven in the real program", usual_set="rhubarb"
    )

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return JSON with one attachment key on each line."""
        rate = options.frame_rate or FRAME_RATE
        slot = options.target or SLOT
        names = {shape: f"{slot}_{shape.lower()}" for shape in track.shapes}
        shown = [
            (round(frame_start(cue.start, rate), 4), names[cue.shape])
            for cue in make_frame_cues(track, rate)
        ]
        keys = ",\n".join(
            f"     {json.dumps({'time': time, 'name': name})}" for time, name in shown
        )
        slots = [{"name": slot, "bone": "root", "attachment": names[track.rest]}]
        attachments = {name: {"width": 32, "height": 32} for name in names.values()}
        return (
            "{\n"
            f' "skeleton": {{"spine": "4.2.0", "fps": {json.dumps(float(rate))}}},\n'
            ' "bones": [{"name": "root"}],\n'
            f' "slots": {json.dumps(slots)},\n'
            f' "skins": [{{"name": "default", "attachments": {{{json.dumps(slot)}: '
            f"{json.dumps(attachments)}}}}}],\n"
            f' "animations": {{{json.dumps(options.name)}: {{"slots": {{{json.dumps(slot)}: '
            f'{{"attachment": [\n{keys}\n    ]}}}}}}}}\n'
            "}\n"
        )
