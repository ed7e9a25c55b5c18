"""The operators behind the buttons of the panel."""

import os
import subprocess
import tempfile
from pathlib import Path

import bpy

from . import keying, poses, properties, sequencer
from .documents import DocumentError, read_captions, read_movement

_TIMEOUT = 900
_ERRORS = (DocumentError, keying.KeyingError)


def _path(text):
    return bpy.path.abspath(text)


def _clock(scene):
    return keying.make_frame_clock(scene, scene.vidsync.start)


def _movement(scene):
    if not scene.vidsync.movement:
        raise DocumentError("choose a movement file first")
    return read_movement(_path(scene.vidsync.movement))


class _Operator:
    """Reports a mistake of the user in one line, without a traceback."""

    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012 - Blender's convention

    def execute(self, context):
        """Run `act`, and report its result."""
        try:
            result = self.act(context)
        except _ERRORS as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, result)
        return {"FINISHED"}


def _names(target):
    """The names that visemes can be mapped to."""
    return poses.list_pose_names() if target.type == "ARMATURE" else keying.list_shape_names(target)


def _of_object(cls, context):  # noqa: ARG001
    return context.object is not None


class VIDSYNC_OT_map(_Operator, bpy.types.Operator):  # noqa: N801
    """Map visemes to shape keys, or to poses of an armature, by name"""

    bl_idname = "vidsync.map"
    bl_label = "Map by Name"
    poll = classmethod(_of_object)

    def act(self, context):
        """Map the active object again from the start."""
        target = context.object
        target.vidsync.pairs.clear()
        channels = [channel.name for channel in _movement(context.scene).channels]
        mapping = properties.complete_mapping(target, channels, _names(target))
        what = "pose" if target.type == "ARMATURE" else "shape key"
        return f"{len(mapping)} of {len(channels)} visemes have a {what}"


class VIDSYNC_OT_key(_Operator, bpy.types.Operator):  # noqa: N801
    """Key the mouth of the active object"""

    bl_idname = "vidsync.key"
    bl_label = "Key Shape Keys"
    poll = classmethod(_of_object)

    def act(self, context):
        """Key the mapped shape keys of the active object."""
        scene, target = context.scene, context.object
        movement = _movement(scene)
        channels = [channel.name for channel in movement.channels]
        mapping = properties.complete_mapping(target, channels, keying.list_shape_names(target))
        keyed = keying.key_shapes(
            target, movement, mapping, _clock(scene),
            name=Path(scene.vidsync.movement).stem or "vidsync", nla=scene.vidsync.place == "NLA",
        )  # fmt: skip
        scene.frame_end = max(scene.frame_end, int(_clock(scene)(movement.duration)) + 1)
        return f"{keyed} shape keys of {target.name} are keyed"


class VIDSYNC_OT_key_drawings(_Operator, bpy.types.Operator):  # noqa: N801
    """Key the drawing that a Grease Pencil object or an image sequence shows"""

    bl_idname = "vidsync.key_drawings"
    bl_label = "Key Drawings"
    poll = classmethod(_of_object)

    def act(self, context):
        """Key the drawings of the active object."""
        keying.key_drawings(context.object, _movement(context.scene), _clock(context.scene))
        return f"the drawings of {context.object.name} are keyed"


class VIDSYNC_OT_key_poses(_Operator, bpy.types.Operator):  # noqa: N801
    """Key the bones of the active armature with poses of the pose library"""

    bl_idname = "vidsync.key_poses"
    bl_label = "Key Poses"

    @classmethod
    def poll(cls, context):
        """Whether an armature is active."""
        return context.object is not None and context.object.type == "ARMATURE"

    def act(self, context):
        """Key the bones that the mapped poses move."""
        target = context.object
        movement = _movement(context.scene)
        channels = [channel.name for channel in movement.channels]
        mapping = properties.complete_mapping(target, channels, poses.list_pose_names())
        mixed = poses.key_poses(target, movement, mapping, _clock(context.scene))
        return f"{mixed} poses of {target.name} are keyed"


class VIDSYNC_OT_add_sound(_Operator, bpy.types.Operator):  # noqa: N801
    """Add the sound and the captions to the sequencer, from the start frame on"""

    bl_idname = "vidsync.add_sound"
    bl_label = "Add Sound and Captions"

    def act(self, context):
        """Add what is chosen in the panel."""
        scene = context.scene
        chosen = scene.vidsync
        added = []
        if chosen.sound:
            path = _path(chosen.sound)
            if not Path(path).is_file():
                raise DocumentError(f"{path} does not exist")
            sequencer.add_sound(scene, path, chosen.start, Path(path).stem)
            added.append("the sound")
        if chosen.captions:
            captions = read_captions(_path(chosen.captions))
            as_text = chosen.captions_as == "TEXT"
            add = sequencer.add_captions if as_text else sequencer.add_markers
            added.append(f"{add(scene, captions, _clock(scene))} captions")
        if not added:
            raise DocumentError("choose a sound or captions first")
        return f"added {' and '.join(added)}"


class VIDSYNC_OT_run(_Operator, bpy.types.Operator):  # noqa: N801
    """Run vidsync on the timings, and use its output as the movement"""

    bl_idname = "vidsync.run"
    bl_label = "Run vidsync"

    def act(self, context):
        """Run vidsync in another process."""
        chosen = context.scene.vidsync
        python = context.preferences.addons[__package__].preferences.python
        if not python:
            raise DocumentError("name vidsync's Python in the add-on's preferences first")
        if not chosen.timings:
            raise DocumentError("choose a document with word timings first")
        folder = tempfile.mkdtemp(prefix="vidsync-")
        output = Path(folder) / f"{Path(chosen.timings).stem}.json"
        drawn = chosen.viseme_set in ("rhubarb", "preston-blair")
        rate = context.scene.render.fps / context.scene.render.fps_base
        command = [
            *(_path(python), "-m", "vidsync", "visemes", _path(chosen.timings)),
            *("--set", chosen.viseme_set, "--to", "vidsync" if drawn else "vidsync-keys"),
            *(() if drawn else ("--fps", f"{rate:g}")),
            *("--output", str(output)),
        ]
        # vidsync must not import the modules of Blender's Python.
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "PYTHONHOME")
        }
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=_TIMEOUT,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DocumentError(f"vidsync could not be run: {error}") from None
        if done.returncode:
            # Warnings may come before the error. A traceback has no "error:", and its end counts.
            start = done.stderr.find("error:")
            message = done.stderr[-500:] if start < 0 else done.stderr[start : start + 500]
            raise DocumentError(f"vidsync failed: {message.strip()}")
        chosen.movement = str(output)
        return f"vidsync has written {output}"


_CLASSES = (
    VIDSYNC_OT_map,
    VIDSYNC_OT_key,
    VIDSYNC_OT_key_drawings,
    VIDSYNC_OT_key_poses,
    VIDSYNC_OT_add_sound,
    VIDSYNC_OT_run,
)


def register():
    """Register the operators."""
    for each in _CLASSES:
        bpy.utils.register_class(each)


def unregister():
    """Unregister them."""
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
