"""A movement on a character: shape keys, an NLA strip, drawings.

Where each channel goes is said by a mapping; files and the panel are not known here.
"""

import bpy

from . import curves
from .documents import Channel

TRACK = "vidsync"


class KeyingError(ValueError):
    """An object that can't be keyed, with a sentence for the user."""


def shape_names(target):
    """Names of an object's shape keys, without the one they are relative to."""
    keys = getattr(target.data, "shape_keys", None)
    if keys is None:
        return []
    return [block.name for block in keys.key_blocks if block != keys.reference_key]


def frame_clock(scene, start):
    """From seconds of the sound to frames of a scene; the sound begins at `start`."""
    rate = scene.render.fps / scene.render.fps_base
    return lambda seconds: start + seconds * rate


def key_shapes(target, movement, mapping, frame_of, *, name="vidsync", nla=False):
    """Key the shape keys that the channels are mapped to.

    Args:
        target: an object with shape keys.
        movement: of a vidsync file.
        mapping: shape keys by channel.
        frame_of: from seconds to frames.
        name: of the action and of the strip.
        nla: put the keys on a strip of their own; else into the current action.

    Returns:
        How many shape keys are keyed.

    Raises:
        KeyingError: there is nothing to key.
    """
    known = set(shape_names(target))
    wanted = [
        (channel, mapping[channel.name])
        for channel in movement.channels
        if mapping.get(channel.name) in known
    ]
    if not wanted:
        raise KeyingError(f"no shape key of {target.name!r} is mapped to a viseme")
    keys = target.data.shape_keys
    action, slot = curves.new_action(name, keys) if nla else curves.current_action(keys, name)
    written = curves.curves_of(action, slot)
    for channel, block in wanted:
        path = f'key_blocks["{bpy.utils.escape_identifier(block)}"].value'
        curves.write_curve(written, path, channel, movement.interpolation, frame_of)
    if nla:
        _add_strip(keys, name, action, slot)
    return len(wanted)


def key_drawings(target, movement, frame_of, *, name="vidsync"):
    """Key which drawing is shown: the first shape of the set is the first drawing.

    Grease Pencil objects get a Time Offset modifier, image empties and materials with an
    image sequence have its offset keyed.

    Raises:
        KeyingError: the movement has no cues, or the object no drawings.
    """
    if not movement.drawn:
        raise KeyingError(
            "the file has curves only: drawings need cues, as of  vidsync visemes --to vidsync"
        )
    datablock, path, first = _drawing_property(target)
    # A drawing is whole frames: it changes with the frame that its time lies in, and of
    # those that begin in one frame the last is seen.
    shown = {int(frame_of(time) + 1e-4): float(shape + first) for time, shape in movement.drawn}
    action, slot = curves.current_action(datablock, name)
    channel = Channel(path, list(shown), list(shown.values()), [], [])
    curves.write_curve(curves.curves_of(action, slot), path, channel, "stepped", float)


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
    # The action's own frames: a strip that began on a whole frame would shift its keys.
    strip.action_frame_start, strip.action_frame_end = start, end
    strip.frame_start_ui, strip.frame_end_ui = start, end
    strip.extrapolation = "HOLD"


def _drawing_property(target):
    """The data-block and property that choose a drawing, and the first drawing's number."""
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
        _one_image(target.image_user)
        return target, "image_user.frame_offset", 0
    material = getattr(target, "active_material", None)
    for node in material.node_tree.nodes if material and material.node_tree else ():
        if node.type == "TEX_IMAGE" and node.image and node.image.source == "SEQUENCE":
            _one_image(node.image_user)
            path = f'nodes["{bpy.utils.escape_identifier(node.name)}"].image_user.frame_offset'
            return material.node_tree, path, 0
    raise KeyingError(
        f"{target.name!r} has no drawings: it is no Grease Pencil object and no image sequence"
    )


def _one_image(user):
    user.frame_start = 1
    user.frame_duration = 1
    user.use_auto_refresh = True
