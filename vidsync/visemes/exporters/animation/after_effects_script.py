"""After Effects: a script that keys the time remapping of a mouth."""

from __future__ import annotations

import json

from vidsync.timecode import frame_start
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.exporters.markup import quote
from vidsync.visemes.track import Track

FRAME_RATE = 24

# ExtendScript is ECMAScript 3: it has no const, arrow functions or trailing commas.
_SCRIPT = """\
(function () {
    // The selected layer is a composition with a mouth a frame, in the order of `shapes`.
    var shapes = %(shapes)s;
    var times = %(times)s;
    var mouths = %(mouths)s;
    var title = %(title)s;
    var composition = app.project.activeItem;
    if (!(composition instanceof CompItem) || composition.selectedLayers.length !== 1) {
        alert("Select one layer: the composition with the mouths.", title);
        return;
    }
    var layer = composition.selectedLayers[0];
    if (!layer.canSetTimeRemapEnabled) {
        alert("The layer can't be time-remapped: it must be a composition or footage.", title);
        return;
    }
    app.beginUndoGroup(title);
    try {
        layer.timeRemapEnabled = true;
        var remap = layer.property("ADBE Time Remapping");
        var frame = layer.source.frameDuration;
        remap.setValueAtTime(layer.startTime + times[0], mouths[0] * frame);
        for (var key = remap.numKeys; key >= 1; key -= 1) {
            if (Math.abs(remap.keyTime(key) - (layer.startTime + times[0])) > frame / 1000) {
                remap.removeKey(key);
            }
        }
        for (var cue = 0; cue < times.length; cue += 1) {
            remap.setValueAtTime(layer.startTime + times[cue], mouths[cue] * frame);
        }
        for (var held = 1; held <= remap.numKeys; held += 1) {
            remap.setInterpolationTypeAtKey(held, KeyframeInterpolationType.HOLD);
        }
        layer.outPoint = layer.startTime + %(duration)s;
    } finally {
        app.endUndoGroup();
    }
})();
"""


class AfterEffectsScript(CueExporter):
    """An ExtendScript that sets hold keys on the time remapping of the selected layer.

    The layer is a composition that shows each shape of the set for one frame, in the
    set's order.
    """

    info = ExporterInfo("After Effects script (time remapping)", ".jsx", usual_set="rhubarb")

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the script with its cues."""
        rate = options.frame_rate or FRAME_RATE
        cues = make_frame_cues(track, rate)
        numbers = {shape: number for number, shape in enumerate(track.shapes)}
        times = [round(frame_start(cue.start, rate), 6) for cue in cues]
        values = {
            "title": quote(options.name),
            "shapes": json.dumps(track.shapes),
            "times": json.dumps([*times, round(track.duration, 6)]),
            "mouths": json.dumps([*(numbers[cue.shape] for cue in cues), numbers[track.rest]]),
            "duration": json.dumps(round(track.duration, 6)),
        }
        return _SCRIPT % values
