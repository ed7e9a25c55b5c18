"""What the panel's buttons do."""

import os
import subprocess
import tempfile
from pathlib import Path

import bpy

from . import keying, poses, properties, sequencer
from .documents import DocumentError, read_captions, read_movement

_SECONDS = 900
_FAULTS = (DocumentError, keying.KeyingError)


def _path(text):
    return bpy.path.abspath(text)


def _clock(scene):
    return keying.frame_clock(scene, scene.vidsync.start)


def _movement(scene):
    if not scene.vidsync.movement:
        raise DocumentError("choose a movement file first")
    return read_movement(_path(scene.vidsync.movement))


class _Operator:
    """Faults of the user's become one line, never a traceback."""

    bl_options = {"REGISTER", "UNDO"}  # noqa: RUF012 - Blender's own manner

    def execute(self, context):
        """Do it, and say what was done."""
        try:
            said = self.act(context)
        except _FAULTS as fault:
            self.report({"ERROR"}, str(fault))
            return {"CANCELLED"}
        self.report({"INFO"}, said)
        return {"FINISHED"}


def _names(target):
    """What an object's visemes can be mapped to."""
    return poses.pose_names() if target.type == "ARMATURE" else keying.shape_names(target)


def _of_object(cls, context):  # noqa: ARG001
    return context.object is not None


class VIDSYNC_OT_map(_Operator, bpy.types.Operator):  # noqa: N801
    """Find the shape keys, or an armature's poses, of the visemes by their names"""

    bl_idname = "vidsync.map"
    bl_label = "Map by Name"
    poll = classmethod(_of_object)

    def act(self, context):
        """Begin the active object's mapping anew."""
        target = context.object
        target.vidsync.pairs.clear()
        channels = [channel.name for channel in _movement(context.scene).channels]
        mapping = properties.mapping_of(target, channels, _names(target))
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
        mapping = properties.mapping_of(target, channels, keying.shape_names(target))
        keyed = keying.key_shapes(
            target, movement, mapping, _clock(scene),
            name=Path(scene.vidsync.movement).stem or "vidsync", nla=scene.vidsync.place == "NLA",
        )  # fmt: skip
        scene.frame_end = max(scene.frame_end, int(_clock(scene)(movement.duration)) + 1)
        return f"{keyed} shape keys of {target.name} are keyed"


class VIDSYNC_OT_key_drawings(_Operator, bpy.types.Operator):  # noqa: N801
    """Key which drawing of a Grease Pencil object or an image sequence is shown"""

    bl_idname = "vidsync.key_drawings"
    bl_label = "Key Drawings"
    poll = classmethod(_of_object)

    def act(self, context):
        """Key the drawings of the active object."""
        keying.key_drawings(context.object, _movement(context.scene), _clock(context.scene))
        return f"the drawings of {context.object.name} are keyed"


class VIDSYNC_OT_key_poses(_Operator, bpy.types.Operator):  # noqa: N801
    """Key the bones of the active armature by poses of the pose library"""

    bl_idname = "vidsync.key_poses"
    bl_label = "Key Poses"

    @classmethod
    def poll(cls, context):
        """An armature is active."""
        return context.object is not None and context.object.type == "ARMATURE"

    def act(self, context):
        """Key the bones that the mapped poses move."""
        target = context.object
        movement = _movement(context.scene)
        channels = [channel.name for channel in movement.channels]
        mapping = properties.mapping_of(target, channels, poses.pose_names())
        mixed = poses.key_poses(target, movement, mapping, _clock(context.scene))
        return f"{mixed} poses of {target.name} are keyed"


class VIDSYNC_OT_add_sound(_Operator, bpy.types.Operator):  # noqa: N801
    """Put the sound and the captions into the sequencer, at the start frame"""

    bl_idname = "vidsync.add_sound"
    bl_label = "Add Sound and Captions"

    def act(self, context):
        """Add what is chosen."""
        scene = context.scene
        chosen = scene.vidsync
        said = []
        if chosen.sound:
            path = _path(chosen.sound)
            if not Path(path).is_file():
                raise DocumentError(f"{path} does not exist")
            sequencer.add_sound(scene, path, chosen.start, Path(path).stem)
            said.append("the sound")
        if chosen.captions:
            captions = read_captions(_path(chosen.captions))
            as_text = chosen.captions_as == "TEXT"
            add = sequencer.add_captions if as_text else sequencer.add_markers
            said.append(f"{add(scene, captions, _clock(scene))} captions")
        if not said:
            raise DocumentError("choose a sound or captions first")
        return f"added {' and '.join(said)}"


class VIDSYNC_OT_run(_Operator, bpy.types.Operator):  # noqa: N801
    """Run vidsync on the timings, and take what it writes as the movement"""

    bl_idname = "vidsync.run"
    bl_label = "Run vidsync"

    def act(self, context):
        """Run it in a process of its own."""
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
        # Blender's own modules are not vidsync's.
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
                timeout=_SECONDS,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DocumentError(f"vidsync could not be run: {error}") from None
        if done.returncode:
            # Warnings may stand before the error, a long hint behind it; a fault is told last.
            told = done.stderr.find("error:")
            said = done.stderr[-500:] if told < 0 else done.stderr[told : told + 500]
            raise DocumentError(f"vidsync says: {said.strip()}")
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
    """Add the operators."""
    for each in _CLASSES:
        bpy.utils.register_class(each)


def unregister():
    """Take them away."""
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
