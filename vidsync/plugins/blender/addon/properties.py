"""What is remembered: with each object its mapping, with each scene the panel's choices."""

import bpy

from .rig_names import match_names


class VIDSYNC_PG_pair(bpy.types.PropertyGroup):  # noqa: N801 - Blender's own manner
    """A channel, in the item's name, and the shape key it moves."""

    shape: bpy.props.StringProperty(name="Shape Key")


class VIDSYNC_PG_object(bpy.types.PropertyGroup):  # noqa: N801
    """An object's mapping."""

    pairs: bpy.props.CollectionProperty(type=VIDSYNC_PG_pair)
    active: bpy.props.IntProperty()


class VIDSYNC_PG_scene(bpy.types.PropertyGroup):  # noqa: N801
    """The panel's choices."""

    movement: bpy.props.StringProperty(
        name="Movement", subtype="FILE_PATH", description="A file of vidsync: visemes or keys"
    )
    sound: bpy.props.StringProperty(name="Sound", subtype="FILE_PATH")
    captions: bpy.props.StringProperty(
        name="Captions", subtype="FILE_PATH", description="An .srt or .vtt file"
    )
    timings: bpy.props.StringProperty(
        name="Timings", subtype="FILE_PATH", description="A document with word timings"
    )
    viseme_set: bpy.props.StringProperty(
        name="Viseme Set", default="oculus", description="What to make: oculus, arkit, rhubarb, …"
    )
    start: bpy.props.IntProperty(
        name="Start Frame", default=1, description="Where the sound begins"
    )
    place: bpy.props.EnumProperty(
        name="Keys",
        items=[
            ("ACTION", "Current Action", "Write into the action that the shape keys play"),
            ("NLA", "NLA Strip", "Write a strip of its own, on the track 'vidsync'"),
        ],
    )
    captions_as: bpy.props.EnumProperty(
        name="Captions As",
        items=[
            ("TEXT", "Text Strips", "Strips in the video sequencer"),
            ("MARKERS", "Markers", "Markers on the timeline"),
        ],
    )


class VIDSYNC_preferences(bpy.types.AddonPreferences):  # noqa: N801
    """Where vidsync is."""

    bl_idname = __package__

    python: bpy.props.StringProperty(
        name="Python with vidsync",
        subtype="FILE_PATH",
        description="The Python that vidsync is installed for: …/venv/bin/python",
    )

    def draw(self, context):  # noqa: ARG002
        """The preferences' row."""
        self.layout.prop(self, "python")


def mapping_of(target, channels, shapes):
    """An object's mapping of channels to shape keys, remembered and completed by name.

    What the user has chosen stays, also where it is nothing.
    """
    pairs = target.vidsync.pairs
    known = {pair.name for pair in pairs}
    taken = {pair.shape for pair in pairs if pair.shape}
    found = match_names(channels, [shape for shape in shapes if shape not in taken])
    for channel in channels:
        if channel not in known:
            pair = pairs.add()
            pair.name = channel
            pair.shape = found.get(channel, "")
    return {pair.name: pair.shape for pair in pairs if pair.shape}


_CLASSES = (VIDSYNC_PG_pair, VIDSYNC_PG_object, VIDSYNC_PG_scene, VIDSYNC_preferences)


def register():
    """Add the properties to objects and scenes."""
    for each in _CLASSES:
        bpy.utils.register_class(each)
    bpy.types.Object.vidsync = bpy.props.PointerProperty(type=VIDSYNC_PG_object)
    bpy.types.Scene.vidsync = bpy.props.PointerProperty(type=VIDSYNC_PG_scene)


def unregister():
    """Take them away."""
    del bpy.types.Scene.vidsync
    del bpy.types.Object.vidsync
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
