"""Cues in whole frames, for programs that swap drawings."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.errors import FormatError
from vidsync.timecode import FrameRate, frame_showing
from vidsync.visemes.track import Track

PRESTON_BLAIR = {
    "A": "MBP",
    "B": "etc",
    "C": "E",
    "D": "AI",
    "E": "O",
    "F": "U",
    "G": "FV",
    "H": "L",
    "X": "rest",
}
"""The names of Rhubarb's shapes in the Preston-Blair series.

Source:
    Rhubarb Lip Sync's option ``--datUsePrestonBlair``.
"""


@dataclass(frozen=True, slots=True)
class FrameCue:
    """A drawing and the frames that show it.

    Attributes:
        start: the first frame, from 0.
        end: the first frame after it.
        shape: the name of the drawing.
    """

    start: int
    end: int
    shape: str


def make_frame_cues(track: Track, frame_rate: FrameRate) -> list[FrameCue]:
    """Round a track's cues to frames.

    A cue begins with the frame that is on screen at its start, so a mouth is never late. A
    cue that ends within its first frame is left out.
    """
    cues: list[FrameCue] = []
    for cue in track.cues:
        start, end = (frame_showing(time, frame_rate) for time in (cue.start, cue.end))
        if cues and cues[-1].shape == cue.viseme:
            cues[-1] = FrameCue(cues[-1].start, max(end, cues[-1].end), cue.viseme)
        elif start < end:
            cues.append(FrameCue(start, end, cue.viseme))
    return cues


def preston_blair_name(track: Track, shape: str) -> str:
    """Return the Preston-Blair name of a shape of a Preston-Blair or Rhubarb track.

    Raises:
        FormatError: the series does not have the shape.
    """
    name = PRESTON_BLAIR.get(shape, shape) if track.set == "rhubarb" else shape
    if name not in PRESTON_BLAIR.values() and name != "WQ":
        raise FormatError(
            f"the Preston-Blair series does not have the shape {shape!r} of {track.set!r}"
        )
    return name
