"""GLB: an animation of morph targets, in a model of the user's or in a plain head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from vidsync.errors import FormatError
from vidsync.visemes.exporters.base import ExporterInfo, ExportOptions, KeyExporter
from vidsync.visemes.exporters.curve_keys import MergedKeys, merge_keys
from vidsync.visemes.exporters.models import plain_head
from vidsync.visemes.exporters.models.gltf import CUBIC, UNSIGNED_SHORT, GltfDocument
from vidsync.visemes.exporters.models.rig_names import match_names
from vidsync.visemes.keys.keyframes import Floats, MouthAnimation

_INTERPOLATIONS = {"stepped": "STEP", "linear": "LINEAR", "smooth": CUBIC}

_VERTICES, _INDICES = 34962, 34963


class Glb(KeyExporter):
    """A morph target animation.

    With `ExportOptions.model`, the animation is added to that GLB, for every mesh that has
    targets with matching names; other targets keep their weight. Without it, the file has a
    plain head, with a morph target of the lips for each channel.

    Source:
        Khronos glTF 2.0, morph targets and animations; the names are in
        ``mesh.extras.targetNames``, as is usual.
    """

    info = ExporterInfo(
        "glTF, a head with morph targets (GLB)", ".glb", "proven in the real program"
    )

    def content(self, animation: MouthAnimation, options: ExportOptions) -> bytes:
        """Return the file."""
        if options.model is None:
            document = GltfDocument()
            _add_plain_head(document, animation, options.target or "Head")
        else:
            document = GltfDocument.read(options.model)
        keys = merge_keys(animation)
        times = document.add_accessor(keys.times, bounds=True)
        channels, samplers = [], []
        for node, targets, still in _morphing_nodes(document.content):
            matches = match_names(animation.names, targets)
            if not matches:
                continue
            output = _weights(animation, keys, targets, matches, still)
            samplers.append(
                {
                    "input": times,
                    "output": document.add_accessor(output),
                    "interpolation": _INTERPOLATIONS[animation.interpolation],
                }
            )
            channels.append(
                {"sampler": len(samplers) - 1, "target": {"node": node, "path": "weights"}}
            )
        if not channels:
            raise FormatError(
                f"{options.model}: no mesh has a morph target that matches {animation.set!r}",
                hint=f"targets are matched by name; the channels are {', '.join(animation.names)}",
            )
        _replace(document, {"name": options.name, "channels": channels, "samplers": samplers})
        return document.glb()


def _weights(
    animation: MouthAnimation,
    keys: MergedKeys,
    targets: list[str],
    matches: dict[str, str],
    still: Floats,
) -> Floats:
    """Return the outputs of a weights sampler: all targets of each key, with slopes if cubic."""
    columns = {target: animation.names.index(channel) for channel, target in matches.items()}
    parts = []
    for source, default in (
        (keys.slopes_in, np.zeros(len(targets))),
        (keys.values, still),
        (keys.slopes_out, np.zeros(len(targets))),
    ):
        part = np.tile(default, (len(keys.times), 1))
        for position, target in enumerate(targets):
            if target in columns:
                part[:, position] = source[:, columns[target]]
        parts.append(part)
    if animation.interpolation != "smooth":
        parts = parts[1:2]
    output: Floats = np.stack(parts, axis=1).ravel()
    return output


def _morphing_nodes(content: dict[str, Any]) -> Iterator[tuple[int, list[str], Floats]]:
    """The nodes with a mesh of named morph targets: index, names and weights at rest."""
    meshes = content.get("meshes", [])
    for index, node in enumerate(content.get("nodes", [])):
        number = node.get("mesh")
        if not isinstance(number, int) or not 0 <= number < len(meshes):
            continue
        mesh = meshes[number]
        primitive = next(iter(_entries(mesh, "primitives")), None)
        if not isinstance(primitive, dict):
            continue
        names = _target_names(mesh) or _target_names(primitive)
        if not names or len(names) != len(_entries(primitive, "targets")):
            continue
        weights = _entries(node, "weights") or _entries(mesh, "weights") or [0.0] * len(names)
        numbers = [weight for weight in weights if isinstance(weight, int | float)]
        if len(numbers) == len(names):
            yield index, names, np.array(numbers, float)


def _target_names(owner: dict[str, Any]) -> list[str]:
    extras = owner.get("extras")
    return [str(name) for name in _entries(extras, "targetNames")] if extras else []


def _entries(owner: object, key: str) -> list[Any]:
    entries = owner.get(key) if isinstance(owner, dict) else None
    return entries if isinstance(entries, list) else []


def _replace(document: GltfDocument, animation: dict[str, Any]) -> None:
    """Add the animation, in place of one from an earlier export."""
    animations = document.content.setdefault("animations", [])
    animations[:] = [other for other in animations if other.get("name") != animation["name"]] + [
        animation
    ]


def _add_plain_head(document: GltfDocument, animation: MouthAnimation, name: str) -> None:
    skin = _material(document, "skin", (0.83, 0.62, 0.5, 1.0))
    lip = _material(document, "lips", (0.6, 0.16, 0.18, 1.0))
    dark = _material(document, "dark", (0.05, 0.02, 0.02, 1.0))
    moving = []
    for surface, displace, material in (
        (plain_head.make_lips(), plain_head.displace_lips, lip),
        (plain_head.make_cavity(), plain_head.displace_cavity, dark),
    ):
        primitive = _primitive(document, surface, material)
        primitive["targets"] = [
            {"POSITION": document.add_accessor(displace(channel), target=_VERTICES, bounds=True)}
            for channel in animation.names
        ]
        moving.append(primitive)
    mouth = document.add(
        "meshes",
        {
            "name": name,
            "primitives": moving,
            "weights": [0.0] * len(animation.names),
            "extras": {"targetNames": list(animation.names)},
        },
    )
    still = [
        _primitive(document, plain_head.make_head(), skin),
        _primitive(document, plain_head.make_eyes(), dark),
    ]
    skull = document.add("meshes", {"name": "Skull", "primitives": still})
    skull_node = document.add("nodes", {"name": "Skull", "mesh": skull})
    node = document.add("nodes", {"name": name, "mesh": mouth, "children": [skull_node]})
    document.content["scene"] = document.add("scenes", {"nodes": [node]})


def _primitive(
    document: GltfDocument, surface: plain_head.Surface, material: int
) -> dict[str, Any]:
    return {
        "attributes": {
            "POSITION": document.add_accessor(surface.vertices, target=_VERTICES, bounds=True),
            "NORMAL": document.add_accessor(surface.normals, target=_VERTICES),
        },
        "indices": document.add_accessor(
            surface.triangles, component=UNSIGNED_SHORT, target=_INDICES
        ),
        "material": material,
    }


def _material(document: GltfDocument, name: str, colour: tuple[float, ...]) -> int:
    look = {"baseColorFactor": list(colour), "metallicFactor": 0.0, "roughnessFactor": 0.7}
    return document.add("materials", {"name": name, "pbrMetallicRoughness": look})
