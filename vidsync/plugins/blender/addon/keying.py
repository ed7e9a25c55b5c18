"""Keying of a movement: on shape keys, on an NLA strip, or as drawings."""

import bpy

from . import curves
from .documents import KeyedChannel

TRACK = "vidsync"


class KeyingError(ValueError):
    """An object cannot be keyed; the message is for the user."""


def list_shape_names(target):
    """List the names of an object's shape keys, without the reference key."""
    keys = getattr(target.data, "shape_keys", None)
    if keys is None:
        return []
    return [block.name for block in keys.key_blocks if block != keys.reference_key]


def make_frame_clock(scene, start):
    """Make a function from seconds of the sound to frames; the sound begins at `start`."""
    rate = scene.render.fps / scene.render.fps_base
    return lambda seconds: start + seconds * rate


def key_shapes(target, movement, mapping, frame_of, *, name="vidsync", nla=False):
    """Key the shape keys that the channels are mapped to.

    Args:
        target: an object with shape keys.
        movement: from a file of vidsync.
        mapping: shape keys by channel.
        frame_of: a function that converts seconds to frames.
        name: of the action and of the strip.
        nla: put the keys on a new strip, not into the current action.

    Returns:
        The number of shape keys that are keyed.

    Raises:
        KeyingError: no shape key is mapped.
    """
    known = set(list_shape_names(target))
    wanted = [
        (channel, mapping[channel.name])
        for channel in movement.channels
        if mapping.get(channel.name) in known
    ]
    if not wanted:
        raise KeyingError(f"no shape key of {target.name!r} is mapped to a viseme")
    keys = target.data.shape_keys
    action, slot = curves.make_action(name, keys) if nla else curves.ensure_action(keys, name)
    written = curves.get_curves(action, slot)
    for channel, block in wanted:
        path = f'key_blocks["{bpy.utils.escape_identifier(block)}"].value'
        curves.write_curve(written, path, channel, movement.interpolation, frame_of)
    if nla:
        _add_strip(keys, name, action, slot)
    return len(wanted)


def key_drawings(target, movement, frame_of, *, name="vidsync"):
    """Key the drawing that is shown; the first shape of the set is the first drawing.

    A Grease Pencil object gets a Time Offset modifier. For an image empty, or a material
    with an image sequence, the frame offset is keyed.

    Raises:
        KeyingError: the movement has no cues, or the object has no drawings.
    """
    if not movement.drawn:
        raise KeyingError(
            "the file has only curves, and drawings need cues: write it with  "
            "vidsync visemes --to vidsync"
        )
    datablock, path, first = _drawing_property(target)
    # A drawing changes with the frame that its time is in. Of several in one frame, the last
    # is shown.
    shown = {int(frame_of(time) + 1e-4): float(shape + first) for time, shape in movement.drawn}
    action, slot = curves.ensure_action(datablock, name)
    channel = KeyedChannel(path, list(shown), list(shown.values()), [], [])
    curves.write_curve(curves.get_curves(action, slot), path, channel, "stepped", float)


def _add_strip(keys, name, action, slot):
    animation = keys.animation_data or keys.animation_data_create()
    track = next((track for track in animation.nla_tracks if track.name == TRACK), None)
    if track is None:
        track = animation.nla_tracks.new()
        track.name = TRACK
    for strip in list(track.strips):
        if strip.name == name:
            track.strips.remove(strip)
    start, end = action.frame_range
    strip = track.strips.new(name, int(start), action)
    if slot is not None:
        strip.action_slot = slot
    # The strip must begin at the action's own start, or it would shift the keys.
    strip.action_frame_start, strip.action_frame_end = start, end
    strip.frame_start_ui, strip.frame_end_ui = start, end
    strip.extrapolation = "HOLD"


def _drawing_property(target):
    """The data-block and property that choose a drawing, and the number of the first one."""
    if target.type in ("GREASEPENCIL", "GPENCIL"):
        modern = target.type == "GREASEPENCIL"
        stack = target.modifiers if modern else target.grease_pencil_modifiers
        modifier = stack.get("vidsync") or stack.new(
            "vidsync", "GREASE_PENCIL_TIME" if modern else "GP_TIME"
        )
        modifier.mode = "FIX"
        where = "modifiers" if modern else "grease_pencil_modifiers"
        return target, f'{where}["{modifier.name}"].offset', 1
    if target.type == "EMPTY" and target.empty_display_type == "IMAGE":
        _show_one_image(target.image_user)
        return target, "image_user.frame_offset", 0
    material = getattr(target, "active_material", None)
    for node in material.node_tree.nodes if material and material.node_tree else ():
        if node.type == "TEX_IMAGE" and node.image and node.image.source == "SEQUENCE":
            _show_one_image(node.image_user)
            path = f'nodes["{bpy.utils.escape_identifier(node.name)}"].image_user.frame_offset'
            return material.node_tree, path, 0
    raise KeyingError(
        f"{target.name!r} has no drawings: select a Grease Pencil object or an image sequence"
    )


def _show_one_image(user):
    user.frame_start = 1
    user.frame_duration = 1
    user.use_auto_refresh = True
