"""Keying of a movement on bones: poses are mixed by the weights of their visemes.

A pose is an action of one frame in the pose library, with the name of its viseme. The mixed
pose is the rest pose plus the offset of each pose, times the weight of its viseme.
"""

import bpy

from . import curves
from .documents import KeyedChannel, sample
from .keying import KeyingError

# The values of a bone's properties at rest; 0 for all others.
_REST = {"scale": (1.0, 1.0, 1.0), "rotation_quaternion": (1.0, 0.0, 0.0, 0.0)}


def list_pose_names():
    """List the names of the actions that can be poses."""
    return [action.name for action in bpy.data.actions]


def key_poses(target, movement, mapping, frame_of, *, name="vidsync"):
    """Key the bones that the mapped poses move, on every frame of the movement.

    Args:
        target: an armature.
        movement: from a file of vidsync.
        mapping: names of actions by channel.
        frame_of: a function that converts seconds to frames.
        name: of the new action, if the armature plays none.

    Returns:
        The number of poses that are mixed.

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
    action, slot = curves.ensure_action(target, name)
    written = curves.get_curves(action, slot)
    for path, index in sorted({place for _, pose in mixed for place in pose}):
        rest = _rest(path, index)
        offsets = [pose.get((path, index), rest) - rest for _, pose in mixed]
        values = [
            rest + sum(weight * offset for weight, offset in zip(row, offsets, strict=True))
            for row in zip(*weights, strict=True)
        ]
        channel = KeyedChannel(path, seconds, values, [], [])
        curves.write_curve(written, path, channel, "linear", frame_of, index=index)
    return len(mixed)


def _pose(action):
    """The values of a pose, by property and index."""
    frame = action.frame_range[0]
    return {
        (curve.data_path, curve.array_index): curve.evaluate(frame)
        for curve in curves.list_curves(action)
        if curve.data_path.startswith("pose.bones[")
    }


def _rest(path, index):
    values = _REST.get(path.rpartition(".")[2], ())
    return values[index] if index < len(values) else 0.0
