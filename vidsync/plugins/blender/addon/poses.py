"""A movement on bones: poses of the pose library, mixed by the weights of their visemes.

Each pose is an action of one frame, named after its viseme. What the mouth does at a time
is the rest pose and, of each pose, as much as its viseme weighs.
"""

import bpy

from . import curves
from .documents import Channel, sample
from .keying import KeyingError

# Of a bone that a pose moves: what the property is where nothing moves it.
_REST = {"scale": (1.0, 1.0, 1.0), "rotation_quaternion": (1.0, 0.0, 0.0, 0.0)}


def pose_names():
    """Names of the actions that could be poses."""
    return [action.name for action in bpy.data.actions]


def key_poses(target, movement, mapping, frame_of, *, name="vidsync"):
    """Key the bones that the mapped poses move, on every frame of the movement.

    Args:
        target: an armature.
        movement: of a vidsync file.
        mapping: names of actions by channel.
        frame_of: from seconds to frames.
        name: of the action that is written, if the armature plays none.

    Returns:
        How many poses are mixed.

    Raises:
        KeyingError: no pose is mapped to a viseme.
    """
    mixed = [
        (channel, _pose(bpy.data.actions[mapping[channel.name]]))
        for channel in movement.channels
        if mapping.get(channel.name, "") in bpy.data.actions
    ]
    if not mixed:
        raise KeyingError(f"no pose is mapped to a viseme for {target.name!r}")
    first, last = int(frame_of(0.0)), int(frame_of(movement.duration)) + 1
    rate = frame_of(1.0) - frame_of(0.0)
    seconds = [(frame - frame_of(0.0)) / rate for frame in range(first, last + 1)]
    weights = [sample(channel, movement.interpolation, seconds) for channel, _ in mixed]
    action, slot = curves.current_action(target, name)
    written = curves.curves_of(action, slot)
    for path, index in sorted({place for _, pose in mixed for place in pose}):
        rest = _rest(path, index)
        offsets = [pose.get((path, index), rest) - rest for _, pose in mixed]
        values = [
            rest + sum(weight * offset for weight, offset in zip(row, offsets, strict=True))
            for row in zip(*weights, strict=True)
        ]
        channel = Channel(path, seconds, values, [], [])
        curves.write_curve(written, path, channel, "linear", frame_of, index=index)
    return len(mixed)


def _pose(action):
    """A pose's values by property and index."""
    frame = action.frame_range[0]
    return {
        (curve.data_path, curve.array_index): curve.evaluate(frame)
        for curve in curves.all_curves(action)
        if curve.data_path.startswith("pose.bones[")
    }


def _rest(path, index):
    values = _REST.get(path.rpartition(".")[2], ())
    return values[index] if index < len(values) else 0.0
