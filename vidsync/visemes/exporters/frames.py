"""Cues in whole frames, for targets that swap drawings."""

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
"""Rhubarb's shapes by the names of the Preston-Blair series.

Source:
    Rhubarb Lip Sync's option ``--datUsePrestonBlair``.
"""


@dataclass(frozen=True, slots=True)
class FrameCue:
    """A drawing and the frames that show it.

    Attributes:
        start: the first frame, from 0.
        end: the first frame after it.
        shape: of the set.
    """

    start: int
    end: int
    shape: str


def make_frame_cues(track: Track, frame_rate: FrameRate) -> list[FrameCue]:
    """The shape of each frame, in stretches.

    A cue begins with the frame that is on screen when it begins, so a mouth is never
    late; one that ends within its first frame has none.
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
    """A shape of a Preston-Blair or Rhubarb track by its Preston-Blair name.

    Raises:
        FormatError: the set has a shape that the series doesn't have.
    """
    name = PRESTON_BLAIR.get(shape, shape) if track.set == "rhubarb" else shape
    if name not in PRESTON_BLAIR.values() and name != "WQ":
        raise FormatError(f"{shape!r} of {track.set!r} is no shape of the Preston-Blair series")
    return name
