"""Takes of Unreal's Live Link Face app: a row of weights for each frame."""

from __future__ import annotations

from fractions import Fraction

from vidsync.visemes.exporters.arkit import LIVE_LINK_FACE, sample_channels
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.decimals import format_decimal
from vidsync.visemes.keys.keyframes import MouthAnimation

FRAME_RATE = 60
_TURNS = tuple(f"{part}{axis}" for part in ("Head", "LeftEye", "RightEye") for axis in
               ("Yaw", "Pitch", "Roll"))  # fmt: skip


class LiveLinkFace(KeyExporter):
    """``Timecode,BlendShapeCount`` and 61 columns: the 52 ARKit shapes, head and eyes.

    Columns that the mouth does not move are 0.

    Source:
        The header of the app's own takes, which Unreal's LiveLinkFaceImporter reads.
    """

    info = ExporterInfo(
        "Unreal, Live Link Face take (CSV)",
        ".csv",
        "read by an independent reader",
        sets=("arkit",),
    )

    def text(self, animation: MouthAnimation, options: ExportOptions) -> str:
        """Return the header and a row for each frame."""
        rate = options.frame_rate or FRAME_RATE
        _, weights = sample_channels(animation, LIVE_LINK_FACE, rate)
        shapes = [name[0].upper() + name[1:] for name in LIVE_LINK_FACE]
        rows = [",".join(("Timecode", "BlendShapeCount", *shapes, *_TURNS))]
        still = ["0"] * len(_TURNS)
        count = str(len(shapes) + len(still))
        for frame, row in enumerate(weights):
            values = [format_decimal(value) for value in row]
            rows.append(",".join((_timecode(frame, Fraction(rate)), count, *values, *still)))
        return "\n".join(rows) + "\n"


def _timecode(frame: int, rate: Fraction) -> str:
    """Format ``HH:MM:SS:FF.sss``, counted in whole frames of the nominal rate."""
    nominal = round(rate)
    seconds, frames = divmod(frame, nominal)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}:{frames:02}.000"
