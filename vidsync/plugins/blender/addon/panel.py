"""The panel on the vidsync tab of the 3D view's sidebar."""

import bpy


class VIDSYNC_UL_pairs(bpy.types.UIList):  # noqa: N801 - Blender's convention
    """A list with a row for each channel and its shape key."""

    def draw_item(self, context, layout, data, item, icon, active_data, active_property):  # noqa: ARG002
        """Draw the name of a channel, and a field for its shape key or pose."""
        row = layout.row(align=True)
        row.label(text=item.name)
        keys = getattr(context.object.data, "shape_keys", None)
        if context.object.type == "ARMATURE":
            row.prop_search(item, "shape", bpy.data, "actions", text="")
        elif keys is None:
            row.label(text=item.shape)
        else:
            row.prop_search(item, "shape", keys, "key_blocks", text="")


class VIDSYNC_PT_panel(bpy.types.Panel):  # noqa: N801
    """The panel: run vidsync, key the movement, add sound and captions."""

    bl_label = "vidsync"
    bl_idname = "VIDSYNC_PT_panel"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "vidsync"

    def draw(self, context):
        """Draw the panel, from top to bottom in the order of use."""
        layout, chosen = self.layout, context.scene.vidsync
        layout.use_property_split = True
        layout.use_property_decorate = False
        box = layout.box()
        box.prop(chosen, "timings")
        box.prop(chosen, "viseme_set")
        box.operator("vidsync.run", icon="PLAY")
        layout.prop(chosen, "movement")
        layout.prop(chosen, "start")
        if context.object is not None:
            layout.template_list(
                "VIDSYNC_UL_pairs", "", context.object.vidsync, "pairs",
                context.object.vidsync, "active", rows=4,
            )  # fmt: skip
            layout.operator("vidsync.map", icon="FILE_REFRESH")
            layout.prop(chosen, "place")
            layout.operator("vidsync.key", icon="SHAPEKEY_DATA")
            layout.operator("vidsync.key_poses", icon="ARMATURE_DATA")
            layout.operator("vidsync.key_drawings", icon="IMAGE_DATA")
        box = layout.box()
        box.prop(chosen, "sound")
        box.prop(chosen, "captions")
        box.prop(chosen, "captions_as")
        box.operator("vidsync.add_sound", icon="SEQUENCE")


_CLASSES = (VIDSYNC_UL_pairs, VIDSYNC_PT_panel)


def register():
    """Register the panel."""
    for each in _CLASSES:
        bpy.utils.register_class(each)


def unregister():
    """Unregister it."""
    for each in reversed(_CLASSES):
        bpy.utils.unregister_class(each)
