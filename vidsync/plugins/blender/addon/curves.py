"""F-curves of a data-block, in Blender 4.2 and later.

An action has its curves itself up to Blender 4.3. From 4.4 on they are also in the channel
bag of a slot, and from 5.0 on only there.
"""

import bpy

_INTERPOLATION = {"stepped": "CONSTANT", "linear": "LINEAR", "smooth": "BEZIER"}


def make_action(name, datablock):
    """Make an empty action for a data-block, without assigning it.

    Returns:
        The action, and its slot (None before Blender 4.4).
    """
    action = bpy.data.actions.new(name)
    if not hasattr(action, "slots"):
        action.id_root = datablock.id_type
        return action, None
    return action, action.slots.new(id_type=datablock.id_type, name=datablock.name)


def ensure_action(datablock, name):
    """Get the action and slot that a data-block plays; make them if it has none."""
    animation = datablock.animation_data or datablock.animation_data_create()
    if animation.action is None:
        action, slot = make_action(name, datablock)
        assign(animation, action, slot)
    elif hasattr(animation, "action_slot") and animation.action_slot is None:
        slot = animation.action.slots.new(id_type=datablock.id_type, name=datablock.name)
        animation.action_slot = slot
    return animation.action, getattr(animation, "action_slot", None)


def assign(owner, action, slot):
    """Assign an action and its slot to a data-block's animation, or to an NLA strip."""
    owner.action = action
    if slot is not None:
        owner.action_slot = slot


def get_curves(action, slot):
    """Get the collection of an action's F-curves for a slot."""
    if slot is None:
        return action.fcurves
    layer = action.layers[0] if action.layers else action.layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves


def list_curves(action):
    """List every F-curve of an action, of all slots."""
    if not hasattr(action, "layers"):
        return list(action.fcurves)
    return [
        curve
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        for curve in bag.fcurves
    ]


def write_curve(curves, data_path, channel, interpolation, frame_of, *, index=0):
    """Write the keys of a channel as an F-curve, which replaces an existing one.

    Args:
        curves: the collection from `get_curves`.
        data_path: of the property.
        channel: the times, values and slopes.
        interpolation: stepped, linear or smooth.
        frame_of: a function that converts seconds to frames.
        index: of the property's component, if it has several.
    """
    known = curves.find(data_path, index=index)
    if known is not None:
        curves.remove(known)
    curve = curves.new(data_path, index=index)
    frames = [frame_of(time) for time in channel.times]
    curve.keyframe_points.add(len(frames))
    curve.keyframe_points.foreach_set("co", _flat(frames, channel.values))
    for key in curve.keyframe_points:
        key.interpolation = _INTERPOLATION[interpolation]
    if interpolation == "smooth":
        _set_handles(curve, channel, frames)
    curve.update()


def _set_handles(curve, channel, frames):
    """Set the handles of a cubic, a third of the way to the neighbouring keys."""
    for key in curve.keyframe_points:
        key.handle_left_type = key.handle_right_type = "FREE"
    left, right = [], []
    last = len(frames) - 1
    for number, frame in enumerate(frames):
        before = number - 1 if number else number + 1
        after = number + 1 if number < last else number - 1
        for handles, other, slope in (
            (left, before, channel.slopes_in[number]),
            (right, after, channel.slopes_out[number]),
        ):
            if last == 0:
                handles += [frame, channel.values[number]]
                continue
            sign = -1 if handles is left else 1
            handles.append(frame + sign * abs(frames[other] - frame) / 3)
            seconds = abs(channel.times[other] - channel.times[number]) / 3
            handles.append(channel.values[number] + sign * seconds * slope)
    curve.keyframe_points.foreach_set("handle_left", left)
    curve.keyframe_points.foreach_set("handle_right", right)


def _flat(frames, values):
    return [number for pair in zip(frames, values, strict=True) for number in pair]
