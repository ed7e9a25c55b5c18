"""Toon Boom Harmony: a script that exposes the drawings of a mouth."""

from __future__ import annotations

import json

from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.markup import quote
from vidsync.visemes.track import Track

# Harmony runs QtScript, which is ECMAScript 3: it has no const and no arrow functions.
_SCRIPT = """\
// Run vidsyncMouth with the mouth's drawing layer selected. Its drawings are named after
// the shapes; where one is not drawn, the shape that is nearest to it is shown.
function vidsyncMouth() {
    var title = %(title)s;
    var first = 1;
    var times = %(times)s;
    var shapes = %(shapes)s;
    var nearest = {G: "A", H: "C", X: "A"};
    if (selection.numberOfNodesSelected() !== 1) {
        MessageBox.information(title + ": select one layer, the mouth's drawings.");
        return;
    }
    var mouth = node.linkedColumn(selection.selectedNode(0), "DRAWING.ELEMENT");
    if (!mouth) {
        MessageBox.information(title + ": the layer that is selected has no drawings.");
        return;
    }
    var drawn = {};
    var timings = column.getDrawingTimings(mouth);
    for (var number = 0; number < timings.length; number += 1) {
        drawn[timings[number]] = true;
    }
    var missing = {};
    var missed = [];
    for (var cue = 0; cue < shapes.length; cue += 1) {
        if (!drawn[shapes[cue]] && drawn[nearest[shapes[cue]]]) {
            shapes[cue] = nearest[shapes[cue]];
        }
        if (!drawn[shapes[cue]] && !missing[shapes[cue]]) {
            missing[shapes[cue]] = true;
            missed.push(shapes[cue]);
        }
    }
    if (missed.length) {
        MessageBox.information(title + ": there is no drawing called " + missed.join(", ") + ".");
        return;
    }
    var rate = scene.getFrameRate();
    scene.beginUndoRedoAccum(title);
    for (var held = 0; held < shapes.length; held += 1) {
        var last = Math.floor(times[held + 1] * rate + 1e-6);
        for (var at = Math.floor(times[held] * rate + 1e-6); at < last; at += 1) {
            column.setEntry(mouth, 1, first + at, shapes[held]);
        }
    }
    scene.endUndoRedoAccum();
}
"""


class Harmony(CueExporter):
    """A script that sets the drawing of every frame, at the scene's own frame rate.

    Harmony opens no file of mouth shapes, but a script can set the cells of a drawing
    column. The shapes A to G and X are those of Harmony's own mouth chart.

    Source:
        Toon Boom, Harmony scripting: ``column``, ``node``, ``scene`` and ``selection``.
    """

    info = ExporterInfo("Toon Boom Harmony script (drawings)", ".js", usual_set="rhubarb")

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the script with its cues."""
        times = [round(cue.start, 4) for cue in track.cues] + [round(track.duration, 4)]
        values = {
            "title": quote(options.name),
            "times": json.dumps(times),
            "shapes": json.dumps([cue.viseme for cue in track.cues]),
        }
        return _SCRIPT % values
