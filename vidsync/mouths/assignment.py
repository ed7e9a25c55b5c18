"""Assignment of mouths to speakers, and the pictures that they show on a video."""

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

_HIDING = 1.0
"""Seconds; in a shorter rest a mouth does not hide, since it would flicker."""
_SLOWEST = 10
"""Frames per second. The frames of slower video are repeated, so changes need not fall on
them."""


@dataclass(frozen=True, slots=True)
class MouthAssignment:
    """The mouths of a transcript's speakers.

    Attributes:
        transcript: the words.
        mouths: each with its set.
    """

    transcript: Transcript
    mouths: tuple[tuple[Mouth, MouthSet], ...] = ()

    def regions(self, canvas: Canvas) -> tuple[Box, ...]:
        """Return the places that the user asked for, which captions must keep clear of."""
        requested = (
            find_requested_place(mouth, pictures, canvas) for mouth, pictures in self.mouths
        )
        return tuple(place.box for place in requested if place is not None)

    def sprites(self, canvas: Canvas, captions: Captions | None = None) -> list[Sprite]:
        """Return the mouths as sprites on a video.

        Args:
            canvas: of the video. With a constant frame rate, changes fall on its frames.
            captions: on the video, if there are any.

        Raises:
            InputError: a picture is broken.
            VoiceError: espeak-ng is needed and does not know the language.
            EngineError: espeak-ng failed.
            CaptionError: a word cannot be laid out.
            FontError: a font cannot be used.
        """
        return make_sprites(self, place_mouths(self.mouths, canvas, captions), canvas.frame_rate)


def assign_mouths(transcript: Transcript, given: MouthInput | None) -> MouthAssignment:
    """Assign mouths to the speakers of a transcript.

    Raises:
        PresetError: there is no such mouth set.
        InputError: the folder of a set cannot be used, or a mouth's speaker says nothing.
    """
    mouths = as_mouths(given)
    known = list_speakers(transcript)
    for mouth in mouths:
        if mouth.speaker and mouth.speaker not in known:
            raise InputError(
                f"{mouth.speaker!r} has a mouth but says nothing",
                hint=near_matches(mouth.speaker, known),
            )
    return MouthAssignment(transcript, tuple((mouth, mouth_set(mouth.set)) for mouth in mouths))


def make_sprites(
    assignment: MouthAssignment, places: Sequence[MouthPlace], frame_rate: FrameRate | None
) -> list[Sprite]:
    """Make sprites of mouths at their places.

    Args:
        assignment: the mouths.
        places: one for each mouth.
        frame_rate: frames per second; None if it is not constant.
    """
    # Imported here: media takes long to load.
    from vidsync.media.picture.sprites import Sprite

    tracks = {
        speaker: lipsync(assignment.transcript, set="rhubarb", speaker=speaker or None)
        for speaker in dict.fromkeys(mouth.speaker for mouth, _ in assignment.mouths)
    }
    return [
        Sprite(
            pictures.pictures(),
            list_shape_changes(tracks[mouth.speaker], frame_rate, hides=mouth.hides),
            left=place.left,
            top=place.top,
            size=(place.width, place.height),
        )
        for (mouth, pictures), place in zip(assignment.mouths, places, strict=True)
    ]


def list_shape_changes(
    track: Track, frame_rate: FrameRate | None, *, hides: bool = False
) -> list[tuple[float, str]]:
    """List the times at which the picture changes, each with its new shape.

    With a constant frame rate, a shape begins on the frame that is on screen when its cue
    begins, so it is never late. Its time is midway between that frame and the one before, so
    that no rounding moves it to another frame. Without a constant rate, it is the time of
    the cue.

    Args:
        track: of Rhubarb's shapes.
        frame_rate: frames per second; None if it is not constant.
        hides: whether a rest of a second or more shows nothing.
    """
    from vidsync.media.picture.sprites import NOTHING
    from vidsync.visemes.exporters.frames import make_frame_cues

    starts = [(cue.start, cue.viseme) for cue in track.cues]
    end = track.duration
    if frame_rate is not None and frame_rate >= _SLOWEST:
        framed = make_frame_cues(track, frame_rate)
        starts = [(_time_before(cue.start, frame_rate), cue.shape) for cue in framed]
        end = _time_before(framed[-1].end, frame_rate) if framed else 0.0
    # After the last cue the mouth rests until the end of the video.
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


def _time_before(frame: int, frame_rate: FrameRate) -> float:
    """Return the time midway between a frame and the one before it."""
    if frame <= 0:
        return 0.0
    return (frame_start(frame - 1, frame_rate) + frame_start(frame, frame_rate)) / 2
