r"""Azure's blend shapes: 55 weights of the face, 60 times a second.

    {"Offset": 500000, "VisemeId": 0, "IsLastAnimation": false, "AnimationChunk": "{\"Fra"}
    {"Offset": 500000, "VisemeId": 0, "IsLastAnimation": true,
     "AnimationChunk": "meIndex\": 0, \"BlendShapes\": [[0.0, …], …]}"}

The text of an animation is split into chunks; ``IsLastAnimation`` marks its last chunk. A
speech has several animations, each with the number of its first frame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from vidsync.errors import FormatError
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import Object
from vidsync.transcript import BlendShapes

FRAME_RATE = 60

NAMES = (
    *("eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft"),
    *("eyeSquintLeft", "eyeWideLeft", "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight"),
    *("eyeLookOutRight", "eyeLookUpRight", "eyeSquintRight", "eyeWideRight", "jawForward"),
    *("jawLeft", "jawRight", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker"),
    *("mouthLeft", "mouthRight", "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft"),
    *("mouthFrownRight", "mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft"),
    *("mouthStretchRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower"),
    *("mouthShrugUpper", "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft"),
    *("mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "browDownLeft"),
    *("browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "cheekPuff"),
    *("cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut"),
    *("headRoll", "leftEyeRoll", "rightEyeRoll"),
)
"""Source: Azure AI Speech, "Get facial position with viseme", 3D blend shapes."""

_MOST_FRAMES = FRAME_RATE * 4 * 3600

Frame = tuple[float, ...]


def read_blend_shapes(items: Sequence[Object]) -> BlendShapes | None:
    """Return the frames of all animations, each animation at its first frame.

    Args:
        items: the data of viseme events, in order; events without a chunk are ignored.

    Returns:
        The frames, or None if there is no animation. In a gap between two animations, the
        last frame is repeated.

    Raises:
        FormatError: an animation is not JSON of the form above, or is incomplete.
        InputError: a weight is not a number.
    """
    frames: list[Frame] = []
    begun: list[str] = []
    for data in items:
        begun.append(fields.get_text(data, "AnimationChunk", "a viseme", default=""))
        if data.get("IsLastAnimation") is not False:
            text, begun = "".join(begun), []
            # Other kinds of animation are drawings; only this kind has blend shapes.
            if text.lstrip().startswith("{"):
                _add_frames(frames, text)
    if any(begun):
        raise FormatError("the last animation is cut short")
    return BlendShapes(NAMES, FRAME_RATE, tuple(frames)) if frames else None


def _add_frames(frames: list[Frame], text: str) -> None:
    """Insert an animation's frames at their position."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FormatError("an animation is not JSON") from None
    animation = fields.as_object(value, "an animation")
    name = "an animation's BlendShapes"
    rows = fields.as_list(fields.get_required(animation, "BlendShapes", "an animation"), name)
    begin = fields.get_index(animation, "FrameIndex", "an animation", most=_MOST_FRAMES)
    still = frames[-1] if frames else (0.0,) * len(NAMES)
    del frames[begin:]
    frames += [still] * (begin - len(frames))
    frames += (_read_frame(row, name) for row in rows)


def _read_frame(value: object, name: str) -> Frame:
    row = fields.as_list(value, f"{name}: a frame")
    if not all(isinstance(weight, int | float) and abs(weight) < 1e6 for weight in row):
        raise FormatError(f"{name}: a frame has a weight that is not a number")
    return tuple(float(weight) for weight in row if isinstance(weight, int | float))
