"""Mouths that speak: a transcript to pictures that change on the frames of a video.

The lip-sync room says which of Rhubarb's shapes is when; here they become the frames on
which a set's pictures change, as the media room takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from vidsync.captions import Box, Canvas, Captions
from vidsync.errors import InputError, near_matches
from vidsync.mouths.mouth import Mouth, MouthInput, as_mouths
from vidsync.mouths.placing import MouthPlace, find_requested_place, place_mouths
from vidsync.mouths.sets import MouthSet, mouth_set
from vidsync.timecode import FrameRate, frame_start
from vidsync.transcript import Transcript
from vidsync.visemes import Track, lipsync, list_speakers

if TYPE_CHECKING:
    from vidsync.media.picture.sprites import Sprite

# A mouth that may hide does so in no shorter rest: it would flicker.
_HIDING = 1.0
# Slower video is shown with its frames repeated, so no grid of its own holds.
_SLOWEST = 10


@dataclass(frozen=True, slots=True)
class MouthAssignment:
    """Who speaks with which mouth; all that can be wrong with it has been looked at.

    Attributes:
        transcript: what is said.
        mouths: and their sets.
    """

    transcript: Transcript
    mouths: tuple[tuple[Mouth, MouthSet], ...] = ()

    def regions(self, canvas: Canvas) -> tuple[Box, ...]:
        """Where mouths were asked to stand, for captions to keep clear of."""
        asked = (find_requested_place(mouth, visemes, canvas) for mouth, visemes in self.mouths)
        return tuple(place.box for place in asked if place is not None)

    def sprites(self, canvas: Canvas, captions: Captions | None = None) -> list[Sprite]:
        """The mouths as pictures on a video.

        Args:
            canvas: the picture; on a constant frame rate changes fall on its frames.
            captions: those that are drawn on it, if any are.

        Raises:
            InputError: a picture is broken.
            VoiceError: espeak-ng is asked for the sounds and doesn't know the language.
            EngineError: espeak-ng failed.
            CaptionError: a word can't be laid out; FontError: a font fails.
        """
        return make_sprites(self, place_mouths(self.mouths, canvas, captions), canvas.frame_rate)


def assign_mouths(transcript: Transcript, given: MouthInput | None) -> MouthAssignment:
    """Give a transcript its mouths.

    Raises:
        PresetError: there is no such mouth set.
        InputError: a set's folder can't be used, or a mouth is of somebody who says nothing.
    """
    mouths = as_mouths(given)
    known = list_speakers(transcript)
    for mouth in mouths:
        if mouth.speaker and mouth.speaker not in known:
            raise InputError(
                f"a mouth was given for {mouth.speaker!r}, who says nothing",
                hint=near_matches(mouth.speaker, known),
            )
    return MouthAssignment(transcript, tuple((mouth, mouth_set(mouth.set)) for mouth in mouths))


def make_sprites(
    assignment: MouthAssignment, stage: Sequence[MouthPlace], frame_rate: FrameRate | None
) -> list[Sprite]:
    """Mouths at their places as sprites.

    Args:
        assignment: the mouths.
        stage: a place for each.
        frame_rate: frames per second; None if that is not constant.
    """
    # Late: ffmpeg's graphs take longer to load than importing this room may.
    from vidsync.media.picture.sprites import Sprite

    tracks = {
        owner: lipsync(assignment.transcript, set="rhubarb", speaker=owner or None)
        for owner in dict.fromkeys(mouth.speaker for mouth, _ in assignment.mouths)
    }
    return [
        Sprite(
            visemes.pictures(),
            list_shape_changes(tracks[mouth.speaker], frame_rate, hides=mouth.hides),
            left=place.left,
            top=place.top,
            size=(place.width, place.height),
        )
        for (mouth, visemes), place in zip(assignment.mouths, stage, strict=True)
    ]


def list_shape_changes(
    track: Track, frame_rate: FrameRate | None, *, hides: bool = False
) -> list[tuple[float, str]]:
    """When the picture becomes which shape.

    With a constant frame rate a shape begins on the frame that is on screen when its cue
    begins, so it is never late, and its time is midway between that frame and the one
    before: no rounding can move it to another. Without one, it is the cue's own time.

    Args:
        track: of Rhubarb's shapes.
        frame_rate: frames per second, or None.
        hides: whether a rest of a second or more shows nothing.
    """
    from vidsync.media.picture.sprites import NOTHING
    from vidsync.visemes.exporters.frames import make_frame_cues

    starts = [(cue.start, cue.viseme) for cue in track.cues]
    end = track.duration
    if frame_rate is not None and frame_rate >= _SLOWEST:
        framed = make_frame_cues(track, frame_rate)
        starts = [(_before(cue.start, frame_rate), cue.shape) for cue in framed]
        end = _before(framed[-1].end, frame_rate) if framed else 0.0
    # After the last cue it rests, however long the video goes on.
    shapes: list[tuple[float, str]] = []
    for start, shape in [*starts, (end, track.rest)]:
        if not shapes or (shapes[-1][1] != shape and start > shapes[-1][0]):
            shapes.append((start, shape))
    if not hides:
        return shapes
    ends = [*(start for start, _ in shapes[1:]), inf]
    return [
        (start, NOTHING if shape == track.rest and until - start >= _HIDING else shape)
        for (start, shape), until in zip(shapes, ends, strict=True)
    ]


def _before(frame: int, frame_rate: FrameRate) -> float:
    """A time between a frame and the one before it."""
    if frame <= 0:
        return 0.0
    return (frame_start(frame - 1, frame_rate) + frame_start(frame, frame_rate)) / 2
