"""In Blender: run vidsync from the panel, and key its output."""

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
scene.render.fps = 25
mesh = bpy.data.meshes.new("Face")
mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
face = bpy.data.objects.new("Face", mesh)
scene.collection.objects.link(face)
bpy.context.view_layer.objects.active = face
for name in ("Basis", "Jaw_Open", "mouthClose", "mouthPucker"):
    face.shape_key_add(name=name)

said = {"faults": []}
preferences = bpy.context.preferences.addons["bl_ext.user_default.vidsync"].preferences
for python, timings, visemes in given["wrong"]:
    preferences.python = python
    scene.vidsync.timings, scene.vidsync.viseme_set = timings, visemes
    try:
        bpy.ops.vidsync.run()
    except RuntimeError as fault:
        said["faults"].append(str(fault))

preferences.python = given["python"]
scene.vidsync.timings, scene.vidsync.viseme_set = given["timings"], "arkit"
bpy.ops.vidsync.run()
bpy.ops.vidsync.key()
said["movement"] = json.loads(Path(scene.vidsync.movement).read_text())
said["mapping"] = {pair.name: pair.shape for pair in face.vidsync.pairs if pair.shape}
said["jaw"] = []
for frame in range(1, scene.frame_end + 1):
    scene.frame_set(frame)
    said["jaw"].append(face.data.shape_keys.key_blocks["Jaw_Open"].value)

scene.vidsync.viseme_set = "rhubarb"
bpy.ops.vidsync.run()
said["drawn"] = json.loads(Path(scene.vidsync.movement).read_text())["format"]
(Path(given["folder"]) / "said.json").write_text(json.dumps(said))
sys.stdout.flush()
os._exit(0)
