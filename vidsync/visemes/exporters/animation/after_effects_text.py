"""After Effects: keyframes as text for the clipboard."""

from __future__ import annotations

from vidsync.timecode import frame_showing
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.track import Track

FRAME_RATE = 24


class AfterEffectsText(CueExporter):
    """Keys of a slider: the number of the shape, in the set's order from 0.

    Pasted onto a layer, the text makes a Slider Control. An expression of the slider can
    then drive the time remapping of a composition with one mouth on each frame. Sliders
    interpolate, so each value is also keyed on its last frame.
    """

    info = ExporterInfo("After Effects keyframes (clipboard text)", ".txt", usual_set="rhubarb")

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the keyframe data of one effect."""
        rate = float(options.frame_rate or FRAME_RATE)
        numbers = {shape: number for number, shape in enumerate(track.shapes)}
        rows: list[str] = []
        for cue in make_frame_cues(track, rate):
            for frame in dict.fromkeys((cue.start, cue.end - 1)):
                rows.append(f"\t{frame}\t{numbers[cue.shape]}\t")
        rows.append(f"\t{frame_showing(track.duration, rate)}\t{numbers[track.rest]}\t")
        return "\n".join(
            [
                "Adobe After Effects 8.0 Keyframe Data",
                "",
                f"\tUnits Per Second\t{rate:g}",
                "\tSource Width\t1920",
                "\tSource Height\t1080",
                "\tSource Pixel Aspect Ratio\t1",
                "\tComp Pixel Aspect Ratio\t1",
                "",
                "Effects\tSlider Control #1\tSlider #2",
                "\tFrame\t\t",
                *rows,
                "",
                "",
                "End of Keyframe Data",
                "",
            ]
        )
