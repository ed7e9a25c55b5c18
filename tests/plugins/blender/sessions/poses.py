"""In Blender: key a jaw of bones with poses, and evaluate each frame."""

import json
import os
import sys
from pathlib import Path

import bpy

given = json.loads(sys.argv[1])
bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.ops.extensions.package_install_files(
    filepath=given["zip"], repo="user_default", enable_on_install=True
)
scene = bpy.context.scene
scene.render.fps = 24
armature = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
scene.collection.objects.link(armature)
bpy.context.view_layer.objects.active = armature
bpy.ops.object.mode_set(mode="EDIT")
for name in ("jaw", "lips"):
    bone = armature.data.edit_bones.new(name)
    bone.tail = (0, 0, 1)
bpy.ops.object.mode_set(mode="OBJECT")
jaw, lips = armature.pose.bones["jaw"], armature.pose.bones["lips"]
jaw.rotation_mode = "XYZ"
for name, (turn, width) in given["poses"].items():
    armature.animation_data_create().action = bpy.data.actions.new(name)
    jaw.rotation_euler.x, lips.scale.x = turn, width
    jaw.keyframe_insert("rotation_euler", index=0, frame=7)
    lips.keyframe_insert("scale", index=0, frame=7)
armature.animation_data_clear()

scene.vidsync.movement, scene.vidsync.start = given["movement"], 10
said = {"map": list(bpy.ops.vidsync.map()), "keyed": list(bpy.ops.vidsync.key_poses())}
said["mapping"] = {pair.name: pair.shape for pair in armature.vidsync.pairs if pair.shape}
said["rows"] = []
for frame in range(10, 59):
    scene.frame_set(frame)
    evaluated = armature.evaluated_get(bpy.context.evaluated_depsgraph_get()).pose.bones
    said["rows"].append([evaluated["jaw"].rotation_euler.x, evaluated["lips"].scale.x])
armature.vidsync.pairs.clear()
for action in list(bpy.data.actions):
    bpy.data.actions.remove(action)
try:
    bpy.ops.vidsync.key_poses()
except RuntimeError as fault:
    said["refused"] = str(fault)
(Path(given["folder"]) / "said.json").write_text(json.dumps(said))
sys.stdout.flush()
os._exit(0)
