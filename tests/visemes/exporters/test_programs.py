"""Exported files in the programs themselves, and in the validators of format publishers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vidsync.visemes.exporters import EXPORTERS, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.exporters.models.gltf import GltfDocument
from vidsync.visemes.keys.keyframes import Interpolation, MouthAnimation

pytestmark = pytest.mark.external

PROGRAMS = Path(__file__).with_name("programs")
NODE = (
    "gltf-validator@2.0.0-dev.3.10",
    "three@0.187.0",
    "@pixiv/three-vrm-animation@3.5.5",
    "@pixiv/three-vrm-core@3.5.5",
    "mmd-parser@1.0.4",
    "@esotericsoftware/spine-core@4.2.119",
    "pixi-live2d-display@0.4.0",
)
USD = "usd-core==26.11"
OPENFACEFX = "openfacefx==0.24.0"
PARSERS = ("unityparser==4.0.0", "godot-parser==0.1.7")
KINDS: tuple[Interpolation, ...] = ("stepped", "linear", "smooth")
ARKIT = ("jawOpen", "mouthClose", "mouthSmileLeft", "tongueOut")

Moving = Callable[..., MouthAnimation]
Run = Callable[..., dict[str, object]]


def answer(command: list[str], **options: object) -> object:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def node(installed: Callable[..., Path]) -> Callable[..., object]:
    """A function that runs a script of ``programs/`` in the folder of the packages."""
    folder = installed("npm", *NODE)

    def run(script: str, *arguments: object) -> object:
        shutil.copy(PROGRAMS / script, folder)
        return answer(["node", script, *map(str, arguments)], cwd=folder)

    return run


def python(script: str, folder: Path) -> Callable[..., object]:
    """A function that runs a script of ``programs/`` with the packages of a folder."""

    def run(*arguments: object) -> object:
        command = [sys.executable, str(PROGRAMS / script), *map(str, arguments)]
        return answer(command, env={"PYTHONPATH": str(folder), "PATH": ""})

    return run


@pytest.fixture(scope="session")
def usd(installed: Callable[..., Path]) -> Callable[..., object]:
    return python("usd_samples.py", installed("pip", USD))


@pytest.fixture(scope="session")
def parsed(installed: Callable[..., Path]) -> Callable[..., object]:
    """A function that reads Unity and Godot files with public parsers."""
    return python("engine_files.py", installed("pip", *PARSERS))


@pytest.fixture(scope="session")
def imported(installed: Callable[..., Path]) -> Callable[..., object]:
    """A function that reads a folder with OpenFaceFX; each file is named after its exporter."""
    return python("cue_files.py", installed("pip", OPENFACEFX))


def between_keys(animation: MouthAnimation) -> list[float]:
    """Times that are not on a key of any curve, where rounded times may differ."""
    keys = np.concatenate([curve.times for curve in animation.curves])
    frames = np.arange(118) / 60 + 0.0041
    return [round(float(time), 6) for time in frames if np.abs(keys - time).min() > 2e-3]


def expected(animation: MouthAnimation, times: list[float]) -> dict[str, list[float]]:
    return {curve.name: curve.sample(times).tolist() for curve in animation.curves}


def faultless(reports: object) -> None:
    for report in reports:  # type: ignore[attr-defined]
        assert (report["errors"], report["warnings"]) == (0, 0), report["messages"]


@pytest.mark.parametrize("kind", KINDS)
def test_three_js_plays_a_glb_as_the_curves_say(node, moving, tmp_path, kind) -> None:
    animation = moving(kind, names=ARKIT, set_name="arkit")
    path = tmp_path / "head.glb"
    path.write_bytes(EXPORTERS["glb"].export(animation, ExportOptions(name='say "hi" é')))
    faultless(node("gltf_report.mjs", path))
    times = between_keys(animation)
    played = node("three_samples.mjs", path, json.dumps(times))
    assert played["name"] == 'say "hi" é'
    assert played["duration"] == pytest.approx(2.0)
    for name, values in expected(animation, times).items():
        assert [row[0][name] for row in played["rows"]] == pytest.approx(values, abs=2e-5)


def model(path: Path, *meshes: tuple[str, list[str], list[float]]) -> None:
    """Write a GLB of a few triangles with named targets, as a modelling program saves it."""
    document = GltfDocument()
    nodes = []
    corners = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    for name, targets, weights in meshes:
        position = document.add_accessor(corners, target=34962, bounds=True)
        moves = [
            {"POSITION": document.add_accessor(corners * 0.1, target=34962, bounds=True)}
            for _ in targets
        ]
        mesh = {
            "name": name,
            "primitives": [{"attributes": {"POSITION": position}, "targets": moves}],
            "weights": weights,
            "extras": {"targetNames": targets},
        }
        nodes.append(document.add("nodes", {"name": name, "mesh": document.add("meshes", mesh)}))
    document.content["scene"] = document.add("scenes", {"nodes": nodes})
    path.write_bytes(document.glb())


@pytest.mark.parametrize("kind", KINDS)
def test_a_movement_is_written_into_a_model_by_its_target_names(
    node, moving, tmp_path, kind
) -> None:
    source = tmp_path / "avatar.glb"
    model(
        source,
        ("Face", ["browInnerUp", "Jaw_Open", "mouthSmile_L"], [0.25, 0.0, 0.0]),
        ("Teeth", ["jawOpen"], [0.0]),
        ("Hat", ["squash"], [0.5]),
    )
    animation = moving(kind, names=ARKIT, set_name="arkit")
    path = tmp_path / "talking.glb"
    path.write_bytes(EXPORTERS["glb"].export(animation, ExportOptions(model=source)))
    again = tmp_path / "again.glb"
    again.write_bytes(EXPORTERS["glb"].export(animation, ExportOptions(model=path)))
    faultless(node("gltf_report.mjs", source, path, again))
    times = between_keys(animation)
    values = expected(animation, times)
    for written in (path, again):
        played = node("three_samples.mjs", written, json.dumps(times))
        assert played["meshes"] == ["Face", "Teeth", "Hat"]
        face, teeth, hat = (list(rows) for rows in zip(*played["rows"], strict=True))
        assert [row["Jaw_Open"] for row in face] == pytest.approx(values["jawOpen"], abs=2e-5)
        assert [row["jawOpen"] for row in teeth] == pytest.approx(values["jawOpen"], abs=2e-5)
        smiles = [row["mouthSmile_L"] for row in face]
        assert smiles == pytest.approx(values["mouthSmileLeft"], abs=2e-5)
        assert {row["browInnerUp"] for row in face} == {0.25}
        assert {row["squash"] for row in hat} == {0.5}


@pytest.mark.parametrize("kind", KINDS)
def test_three_js_plays_a_clip_as_the_curves_say(node, moving, tmp_path, kind) -> None:
    animation = moving(kind)
    path = tmp_path / "clip.json"
    path.write_bytes(EXPORTERS["three"].export(animation))
    # A smooth curve is linear between frames there, so it is compared on the frames.
    times = [frame / 60 for frame in range(120)] if kind == "smooth" else between_keys(animation)
    played = node("three_samples.mjs", path, json.dumps(times), json.dumps(animation.names))
    for name, values in expected(animation, times).items():
        assert [row[0][name] for row in played["rows"]] == pytest.approx(values, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_three_vrm_reads_expressions_as_the_curves_say(node, moving, tmp_path, kind) -> None:
    animation = moving(kind, names=("aa", "ih", "ou", "grin", "oh"), set_name="vrm1")
    path = tmp_path / "talk.vrma"
    path.write_bytes(EXPORTERS["vrma"].export(animation))
    faultless(node("gltf_report.mjs", path))
    # A smooth curve is linear between frames there, so it is compared on the frames.
    times = [frame / 60 for frame in range(120)] if kind == "smooth" else between_keys(animation)
    read = node("vrma_samples.mjs", path, json.dumps(times))
    assert list(read["preset"]) == ["aa", "ih", "ou", "oh"]
    assert list(read["custom"]) == ["grin"]
    assert read["bones"] == []
    assert read["hips"] == pytest.approx([0, 0.95, 0])
    for name, values in expected(animation, times).items():
        assert {**read["preset"], **read["custom"]}[name] == pytest.approx(values, abs=1e-4)


def test_vrm_0_expressions_become_vrm_1s_and_rest_is_none(node, moving, tmp_path) -> None:
    made = moving("linear", names=("A", "I", "U", "E", "O", "Neutral"), set_name="vrm0")
    animation = MouthAnimation("vrm0", made.curves, 2.0, interpolation="linear", rest="Neutral")
    path = tmp_path / "talk.vrma"
    path.write_bytes(EXPORTERS["vrma"].export(animation))
    read = node("vrma_samples.mjs", path, "[0.5]")
    assert list(read["preset"]) == ["aa", "ih", "ou", "ee", "oh"]
    assert read["custom"] == {}


def test_mmd_parser_reads_the_morphs(node, moving, tmp_path) -> None:
    animation = moving("linear")
    path = tmp_path / "talk.vmd"
    path.write_bytes(EXPORTERS["vmd"].export(animation, ExportOptions(target="Miku")))
    read = node("vmd_keys.mjs", path)
    assert read["metadata"]["name"] == "Miku"
    frames = np.arange(61)
    for curve, morph in zip(animation.curves, "あいうえお", strict=True):
        keys = [(key["frameNum"], key["weight"]) for key in read["morphs"]
                if key["morphName"] == morph]  # fmt: skip
        values = np.interp(frames, *zip(*keys, strict=True))
        assert values == pytest.approx(curve.sample(frames / 30 + 1e-9), abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_usd_computes_the_weights_on_every_frame(usd, moving, tmp_path, kind) -> None:
    animation = moving(kind, names=("jawOpen", 'mouth "é"\\', "tongueOut"), set_name="arkit")
    path = tmp_path / "talk.usda"
    path.write_bytes(EXPORTERS["usd"].export(animation, ExportOptions(name="9 talks!")))
    codes = list(range(121))
    read = usd(path, json.dumps(codes))
    assert (read["rate"], read["end"], read["prim"]) == (60.0, 120.0, "_9_talks_")
    assert read["order"] == list(animation.names)
    values = expected(animation, [code / 60 + 1e-9 for code in codes])
    for column, name in enumerate(animation.names):
        assert [row[column] for row in read["rows"]] == pytest.approx(values[name], abs=2e-4)


def test_spines_own_runtime_shows_each_mouth_on_its_frames(node, said, tmp_path) -> None:
    path = tmp_path / "talk.json"
    options = ExportOptions(name='say "hi" é', target="mouth/front", frame_rate=25)
    path.write_bytes(EXPORTERS["spine"].export(said, options))
    times = [(frame + 0.01) / 25 for frame in range(50)]
    played = node("spine_mouths.mjs", path, options.name, options.target, json.dumps(times))
    assert (played["version"], played["fps"], played["animations"]) == ("4.2.0", 25, [options.name])
    assert played["setup"] == "mouth/front_x"
    shapes = [
        f"mouth/front_{cue.shape.lower()}"
        for cue in make_frame_cues(said, 25)
        for _ in range(cue.start, cue.end)
    ]
    assert played["shown"] == shapes


@pytest.mark.parametrize("kind", KINDS)
def test_live2ds_own_framework_plays_a_motion_as_the_curves_say(
    node, moving, tmp_path, kind
) -> None:
    animation = moving(kind, names=("ParamMouthOpenY", "ParamMouthForm", "Paramé"))
    path = tmp_path / "talk.motion3.json"
    path.write_bytes(EXPORTERS["live2d"].export(animation))
    # From the first frame on: by default, a player fades a motion in.
    times = between_keys(animation)
    played = node("live2d_values.mjs", path, json.dumps(times))
    assert played["parameters"] == list(animation.names)
    for column, values in enumerate(expected(animation, times).values()):
        assert [row[column] for row in played["rows"]] == pytest.approx(values, abs=2e-5)


def test_the_after_effects_script_keys_a_layer_and_nothing_else(node, said, tmp_path) -> None:
    path = tmp_path / "talk.jsx"
    options = ExportOptions(name='say "hi"\n\u2028', frame_rate=25)
    path.write_bytes(EXPORTERS["after-effects"].export(said, options))
    done = node("after_effects.mjs", path, 3)
    assert (done["alerts"], done["enabled"], done["out"]) == ([], True, 5)
    assert done["groups"] == [options.name, "end"]
    times, values = zip(*done["keys"], strict=True)
    assert times == pytest.approx([3, 3.48, 3.6, 3.88, 4, 4.48, 5])
    assert ["ABCDEFGHX"[round(value * 25)] for value in values] == list("XABADXX")
    assert done["held"] == list(range(1, 8))


def test_the_harmony_script_exposes_a_drawing_on_every_frame(node, said, tmp_path) -> None:
    path = tmp_path / "talk.js"
    options = ExportOptions(name='say "hi"\n\u2028')
    path.write_bytes(EXPORTERS["harmony"].export(said, options))
    done = node("harmony.mjs", path, json.dumps([*"ABCDEFG", "X"]), 25, 1)
    assert (done["messages"], done["undo"]) == ([], [options.name, "end"])
    shown = {
        str(frame + 1): cue.shape
        for cue in make_frame_cues(said, 25)
        for frame in range(cue.start, cue.end)
    }
    assert done["cells"] == shown
    # A missing drawing is replaced by another one, or named in a message.
    rest = node("harmony.mjs", path, json.dumps([*"ABCDEF"]), 25, 1)
    assert rest["cells"] == {at: "A" if shape == "X" else shape for at, shape in shown.items()}
    lacking = node("harmony.mjs", path, json.dumps([*"BCX"]), 25, 1)
    assert (lacking["cells"], lacking["undo"]) == ({}, [])
    assert lacking["messages"][0].endswith("there is no drawing called A, D.")
    assert "select one layer" in node("harmony.mjs", path, "[]", 25, 2)["messages"][0]


@pytest.mark.parametrize("kind", KINDS)
def test_public_readers_of_unitys_and_godots_files_find_every_key(
    parsed, moving, tmp_path, kind
) -> None:
    animation = moving(kind, names=("viseme_PP", 'Sm"ile\\é'))
    clip, resource = tmp_path / "talk.anim", tmp_path / "talk.tres"
    options = ExportOptions(name="line: 1")
    clip.write_bytes(EXPORTERS["unity"].export(animation, options))
    resource.write_bytes(EXPORTERS["godot"].export(animation, options))
    read = parsed(clip, resource)
    assert read["unity_name"] == read["godot_name"] == "line: 1"
    for name, curve, unity, godot in zip(
        animation.names, animation.curves, read["unity"], read["godot"], strict=True
    ):
        assert unity["attribute"] == f"blendShape.{name}"
        assert godot["path"] == f"Head:blend_shapes/{name}"
        assert unity["times"] == pytest.approx(curve.times.tolist(), abs=1e-6)
        assert godot["times"] == pytest.approx(curve.times.tolist(), abs=1e-6)
        assert unity["values"] == pytest.approx((curve.values * 100).tolist(), abs=1e-5)
        assert godot["values"] == pytest.approx(curve.values.tolist(), abs=1e-6)


def test_openfacefx_reads_cues_events_and_frames(imported, said, talking, moving, tmp_path) -> None:
    animation = moving("linear", names=ARKIT, set_name="arkit")
    azure = tuple(map(str, range(22)))
    services = {
        "azure": talking((0.0, "0"), (0.5, "21"), (1.5, "0"), set_name="azure", shapes=azure,
                         rest="0"),
        "polly": talking((0.0, "sil"), (0.5, "@"), (1.5, "sil"), set_name="polly",
                         shapes=("sil", "@"), rest="sil"),
    }  # fmt: skip
    options = ExportOptions(frame_rate=25, sound="talk.wav")
    for name in ("rhubarb-tsv", "rhubarb-xml", "rhubarb-json", "moho", "papagayo"):
        (tmp_path / name).write_bytes(EXPORTERS[name].export(said, options))
    for name, track in services.items():
        (tmp_path / name).write_bytes(EXPORTERS[name].export(track))
    for name in ("audio2face", "live-link-face"):
        (tmp_path / name).write_bytes(EXPORTERS[name].export(animation))
    read = imported(tmp_path, 121)

    cues = [[cue.start, cue.end, cue.viseme] for cue in said.cues]
    for name in ("rhubarb-tsv", "rhubarb-xml", "rhubarb-json"):
        assert read[name] == [cues, 2.0]
    drawn = [(cue.start / 25, cue.end / 25, cue.shape) for cue in make_frame_cues(said, 25)]
    switches, end = read["moho"]
    assert [tuple(row) for row in switches] == [pytest.approx(row) for row in drawn]
    assert end == 2.0
    # It counts Papagayo's frames from 1, but Papagayo counts from 0.
    words, end, rate = read["papagayo"]
    assert (end, rate) == (2.0, 25)
    assert [(round(start * 25) + 1, shape) for start, _, shape in words] == [
        (12, "MBP"), (15, "etc"), (22, "MBP"), (25, "AI"),
    ]  # fmt: skip
    assert read["azure"] == [[0.0, "0"], [0.5, "21"], [1.5, "0"]]
    assert read["polly"] == [[0.0, "sil"], [0.5, "@"], [1.5, "sil"]]
    frames = expected(animation, [frame / 60 for frame in range(121)])
    for name, values in frames.items():
        assert read["audio2face"][name] == pytest.approx(values, abs=1e-4)
        column = name[0].upper() + name[1:]
        assert read["live-link-face"][column] == pytest.approx(values, abs=1e-4)
