"""In Blender: install the extension, key a head, evaluate it, and export and import FBX."""

import json
import os
import sys
from pathlib import Path

import bpy

given = json.loads(sys.argv[1])
folder = Path(given["folder"])

bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.extensions.package_install_files(
    filepath=given["zip"], repo="user_default", enable_on_install=True
)
scene = bpy.context.scene
scene.render.fps, scene.render.fps_base = given["fps"]
said = {"version": list(bpy.app.version), "operators": sorted(dir(bpy.ops.vidsync))}


class Layout:
    """Replaces the layout of the panel without a window; checks and records the items drawn."""

    def __init__(self):
        self.drawn = []

    def box(self):
        return self

    def row(self, align=False):
        return self

    def label(self, text=""):
        self.drawn.append(text)

    def prop(self, data, name, text=""):
        self.drawn.append(data.bl_rna.properties[name].name)

    def prop_search(self, data, name, source, choices, text=""):
        assert name in data.bl_rna.properties
        assert choices in source.bl_rna.properties

    def operator(self, name, icon="NONE"):
        room, _, verb = name.partition(".")
        assert icon in bpy.types.UILayout.bl_rna.functions["prop"].parameters["icon"].enum_items
        self.drawn.append(getattr(getattr(bpy.ops, room), verb).get_rna_type().name)

    def template_list(self, kind, _name, data, items, other, active, rows=5):
        drawer = getattr(bpy.types, kind)
        assert active in other.bl_rna.properties
        for item in getattr(data, items):
            drawer.draw_item(drawer, bpy.context, self, data, item, 0, other, active)


def add_head(name, shapes):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new(name, mesh)
    scene.collection.objects.link(thing)
    thing.shape_key_add(name="Basis")
    for number, shape in enumerate(shapes):
        block = thing.shape_key_add(name=shape)
        block.value = 0.0  # the default is 1 from Blender 5.0 on
        block.data[0].co.z = 1 + number
    return thing


def evaluate(thing, frames):
    """Return the weights of each frame from the dependency graph."""
    rows = {}
    for frame in frames:
        scene.frame_set(int(frame // 1), subframe=frame % 1)
        keys = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.shape_keys
        keys = keys or thing.data.shape_keys
        for block in keys.key_blocks[1:]:
            rows.setdefault(block.name, []).append(block.value)
    return rows


def select(thing):
    for other in scene.objects:
        other.select_set(other == thing)
    bpy.context.view_layer.objects.active = thing


scene.vidsync.movement = given["movement"]
scene.vidsync.start = given["start"]

acting = add_head("Acting", given["shapes"])
select(acting)
said["keyed"] = list(bpy.ops.vidsync.key())
said["mapping"] = {pair.name: pair.shape for pair in acting.vidsync.pairs}
said["acting"] = evaluate(acting, given["frames"])
# Keying again adds no duplicate keys.
bpy.ops.vidsync.key()
said["again"] = evaluate(acting, given["frames"])

panel = bpy.types.VIDSYNC_PT_panel
window = type("Window", (), {"layout": Layout()})()
panel.draw(window, bpy.context)
said["panel"] = window.layout.drawn

layered = add_head("Layered", given["shapes"])
select(layered)
scene.vidsync.place = "NLA"
bpy.ops.vidsync.key()
said["nla"] = evaluate(layered, given["frames"])
animation = layered.data.shape_keys.animation_data
said["tracks"] = [[track.name, [strip.name for strip in track.strips]]
                  for track in animation.nla_tracks]  # fmt: skip
bpy.ops.vidsync.key()
said["strips_again"] = sum(len(track.strips) for track in animation.nla_tracks)

plain = add_head("Plain", ["Smile"])
select(plain)
try:
    bpy.ops.vidsync.key()
except RuntimeError as fault:
    said["refused"] = str(fault)

scene.vidsync.sound = given["sound"]
try:
    bpy.ops.vidsync.add_sound()
except RuntimeError as fault:
    said["no_sound"] = str(fault)
scene.vidsync.sound = ""
scene.vidsync.captions = given["captions"]
bpy.ops.vidsync.add_sound()
scene.vidsync.captions_as = "MARKERS"
bpy.ops.vidsync.add_sound()
editor = scene.sequence_editor
strips = editor.strips if hasattr(editor, "strips") else editor.sequences
said["strips"] = sorted(
    [strip.type, strip.channel, strip.frame_final_start, strip.frame_final_end,
     getattr(strip, "text", "")]
    for strip in strips
)  # fmt: skip
said["markers"] = [[marker.frame, marker.name] for marker in scene.timeline_markers]

saved = folder / "saved.blend"
bpy.ops.wm.save_as_mainfile(filepath=str(saved))
select(acting)
scene.frame_start, scene.frame_end = given["whole_frames"][0], given["whole_frames"][-1]
fbx = folder / "acting.fbx"
bpy.ops.export_scene.fbx(
    filepath=str(fbx),
    use_selection=True,
    bake_anim_use_nla_strips=False,
    bake_anim_use_all_actions=False,
    bake_anim_simplify_factor=0.0,
)

bpy.ops.wm.open_mainfile(filepath=str(saved))
scene = bpy.context.scene
kept = bpy.data.objects["Acting"]
said["remembered"] = {pair.name: pair.shape for pair in kept.vidsync.pairs}
said["reopened"] = evaluate(kept, given["frames"])

bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.render.fps, scene.render.fps_base = given["fps"]
bpy.ops.import_scene.fbx(filepath=str(fbx), anim_offset=0.0)
said["fbx"] = evaluate(bpy.data.objects["Acting"], given["whole_frames"])

(folder / "said.json").write_text(json.dumps(said))
sys.stdout.flush()
os._exit(0)
