"""GLB files: which models are refused, and what the written files contain."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidsync.errors import FormatError, InputError
from vidsync.visemes.exporters import EXPORTERS, ExportOptions
from vidsync.visemes.exporters.curve_keys import merge_keys
from vidsync.visemes.exporters.models.gltf import GltfDocument

# A slow machine must not fail these tests.
STEADY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes) -> tuple[dict, bytes]:
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    content = json.loads(data[20 : 20 + size])
    rest, kind = struct.unpack_from("<I4s", data, 20 + size)
    assert kind == b"BIN\0"
    assert 28 + size + rest == len(data)
    return content, data[28 + size :]


def numbers(content: dict, binary: bytes, accessor: int) -> np.ndarray:
    entry = content["accessors"][accessor]
    view = content["bufferViews"][entry["bufferView"]]
    count = entry["count"] * {"SCALAR": 1, "VEC3": 3}[entry["type"]]
    return np.frombuffer(binary, "<f4", count, view["byteOffset"])


@pytest.mark.parametrize("kind", ["stepped", "linear", "smooth"])
def test_a_glb_holds_the_shared_keys_of_all_channels(moving, kind):
    animation = moving(kind, names=("aa", 'q"\\uote', "oh"))
    content, binary = read(EXPORTERS["glb"].export(animation))
    (mesh,) = [mesh for mesh in content["meshes"] if "extras" in mesh]
    assert mesh["extras"]["targetNames"] == list(animation.names)
    assert len(mesh["primitives"][0]["targets"]) == len(mesh["weights"]) == 3
    (movement,) = content["animations"]
    (sampler,) = movement["samplers"]
    keys = merge_keys(animation)
    assert numbers(content, binary, sampler["input"]) == pytest.approx(keys.times)
    output = numbers(content, binary, sampler["output"])
    if kind == "smooth":
        into, values, out = output.reshape(len(keys.times), 3, 3).transpose(1, 0, 2)
        assert into == pytest.approx(keys.slopes_in, abs=1e-6)
        assert out == pytest.approx(keys.slopes_out, abs=1e-6)
    else:
        values = output.reshape(len(keys.times), 3)
    assert values == pytest.approx(keys.values, abs=1e-6)


def test_the_plain_heads_lips_open_for_a_vowel_and_not_for_a_closure(moving):
    names = ("aa", "PP", "U", "browInnerUp")
    content, binary = read(EXPORTERS["glb"].export(moving("linear", names=names)))
    (mesh,) = [mesh for mesh in content["meshes"] if "extras" in mesh]
    moved = {
        name: numbers(content, binary, target["POSITION"]).reshape(-1, 3)
        for name, target in zip(names, mesh["primitives"][0]["targets"], strict=True)
    }
    assert np.ptp(moved["aa"][:, 1]) > 0.3
    assert np.ptp(moved["PP"][:, 1]) < 0.05
    assert moved["U"][:, 2].min() > 0.05
    assert not moved["browInnerUp"].any()


def test_a_model_without_a_matching_target_names_the_channels(moving, tmp_path):
    path = tmp_path / "cube.glb"
    document = GltfDocument()
    document.add("nodes", {"name": "Cube"})
    path.write_bytes(document.glb())
    with pytest.raises(FormatError, match="no mesh has a morph target") as caught:
        EXPORTERS["glb"].export(moving("linear"), ExportOptions(model=path))
    assert "aa, ih" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty", b"", "not a GLB"),
        ("text", b"solid cube\n" * 9, "not a GLB"),
        ("old", b"glTF" + struct.pack("<II", 1, 20) + bytes(8), "not a GLB"),
        ("cut", b"glTF" + struct.pack("<III4s", 2, 99, 99, b"JSON") + b"{}", "middle"),
        ("list", b"glTF" + struct.pack("<III4s", 2, 24, 4, b"JSON") + b"[]  ", "not glTF"),
        ("deep", b"glTF" + struct.pack("<III4s", 2, 24, 9, b"JSON") + b'{"nodes":', "damaged"),
        ("nan", b"glTF" + struct.pack("<III4s", 2, 32, 12, b"JSON") + b'{"a":  NaN }', "damaged"),
        ("kinds", b"glTF" + struct.pack("<III4s", 2, 36, 16, b"JSON") + b'{"nodes": [1] } ',
         "not glTF"),
        ("apart", b"glTF" + struct.pack("<III4s", 2, 52, 32, b"JSON")
         + b'{"buffers": [{"uri": "a.bin"}]} ', "another file"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_whole_glb_is_refused(moving, tmp_path, name, data, said):
    path = tmp_path / f"{name}.glb"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=said):
        EXPORTERS["glb"].export(moving("linear"), ExportOptions(model=path))


def test_a_missing_model_is_refused(moving, tmp_path):
    with pytest.raises(InputError, match=r"gone\.glb"):
        EXPORTERS["glb"].export(moving("linear"), ExportOptions(model=tmp_path / "gone.glb"))


ENTRIES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["mesh", "primitives", "targets", "extras", "targetNames", "weights"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
NODES = st.lists(st.fixed_dictionaries({"mesh": st.just(0) | ENTRIES, "weights": ENTRIES}))
PRIMITIVES = st.lists(st.fixed_dictionaries({"targets": ENTRIES, "extras": ENTRIES}) | ENTRIES)
MESHES = st.lists(
    st.fixed_dictionaries(
        {
            "primitives": PRIMITIVES | ENTRIES,
            "extras": st.fixed_dictionaries({"targetNames": ENTRIES}) | ENTRIES,
            "weights": ENTRIES,
        }
    )
)
ANIMATIONS = st.lists(st.fixed_dictionaries({"name": ENTRIES}))


@STEADY
@given(NODES, MESHES, ANIMATIONS)
def test_a_model_of_odd_entries_is_refused(tmp_path_factory, nodes, meshes, animations):
    from vidsync.visemes.keys.keyframes import Curve, MouthAnimation

    path: Path = tmp_path_factory.mktemp("odd") / "odd.glb"
    content = {"asset": {"version": "2.0"}, "nodes": nodes, "meshes": meshes,
               "animations": animations}  # fmt: skip
    path.write_bytes(GltfDocument(content).glb())
    curve = Curve("aa", np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    with pytest.raises(FormatError):
        EXPORTERS["glb"].export(MouthAnimation("vrm1", (curve,), 1.0), ExportOptions(model=path))
