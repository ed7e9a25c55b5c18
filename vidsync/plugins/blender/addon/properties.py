"""Properties: the mapping of each object, the panel's values of each scene, preferences."""

import bpy

from .rig_names import match_names


class VIDSYNC_PG_pair(bpy.types.PropertyGroup):  # noqa: N801 - Blender's convention
    """A channel, which is the name of the item, and the shape key that it moves."""

    shape: bpy.props.StringProperty(name="Shape Key")


class VIDSYNC_PG_object(bpy.types.PropertyGroup):  # noqa: N801
    """The mapping of an object."""

    pairs: bpy.props.CollectionProperty(type=VIDSYNC_PG_pair)
    active: bpy.props.IntProperty()


class VIDSYNC_PG_scene(bpy.types.PropertyGroup):  # noqa: N801
    """The values in the panel."""

    movement: bpy.props.StringProperty(
        name="Movement", subtype="FILE_PATH", description="A file of vidsync with visemes or keys"
    )
    sound: bpy.props.StringProperty(name="Sound", subtype="FILE_PATH")
    captions: bpy.props.StringProperty(
        name="Captions", subtype="FILE_PATH", description="An .srt or .vtt file"
    )
    timings: bpy.props.StringProperty(
        name="Timings", subtype="FILE_PATH", description="A document with word timings"
    )
    viseme_set: bpy.props.StringProperty(
        name="Viseme Set",
        default="oculus",
        description="The set to make: oculus, arkit, rhubarb, …",
    )
    start: bpy.props.IntProperty(
        name="Start Frame", default=1, description="The first frame of the sound"
    )
    place: bpy.props.EnumProperty(
        name="Keys",
        items=[
            ("ACTION", "Current Action", "Write into the action that the shape keys play"),
            ("NLA", "NLA Strip", "Write a new strip on the track 'vidsync'"),
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
    """The Python that runs vidsync."""

    bl_idname = __package__

    python: bpy.props.StringProperty(
        name="Python with vidsync",
        subtype="FILE_PATH",
        description="The Python that has vidsync installed: …/venv/bin/python",
    )

    def draw(self, context):  # noqa: ARG002
        """Draw the preferences."""
        self.layout.prop(self, "python")


def complete_mapping(target, channels, shapes):
    """Complete an object's mapping of channels to shape keys by name, and return it.

    The user's choices stay, also an empty one.
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
    """Register the properties of objects and scenes."""
    for each in _CLASSES:
        bpy.utils.register_class(each)
    bpy.types.Object.vidsync = bpy.props.PointerProperty(type=VIDSYNC_PG_object)
    bpy.types.Scene.vidsync = bpy.props.PointerProperty(type=VIDSYNC_PG_scene)


def unregister():
    """Unregister them."""
    del bpy.types.Scene.vidsync
    del bpy.types.Object.vidsync
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
