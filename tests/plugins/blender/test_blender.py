"""The add-on in Blender: it can be installed, and the evaluated mouth follows the track."""

import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vidsync import timings as documents
from vidsync.espeak import pronounce
from vidsync.plugins import blender
from vidsync.visemes.exporters import EXPORTERS
from vidsync.visemes.keys.keyframes import Curve, Interpolation, MouthAnimation
from vidsync.visemes.track import Track, VisemeCue

pytestmark = pytest.mark.external

SESSIONS = Path(__file__).with_name("sessions")
# The oldest version with extension manifests, the LTS version with layered actions, and the
# newest.
VERSIONS = ("4.2.23", "4.5.15", "5.0.1")
START = 10
SHAPES = ("viseme_PP", "viseme_aa", 'V_"Tight\\', "viseme_U", "Smile")
CHANNELS = ("sil", "PP", "aa", "U")

Session = Callable[..., dict[str, object]]


@pytest.fixture(scope="module", params=VERSIONS)
def bpy(request: pytest.FixtureRequest, installed: Callable[..., Path]) -> Path:
    """Return the folder of Blender as a Python module."""
    return installed("pip", f"bpy=={request.param}")


@pytest.fixture
def session(bpy: Path, tmp_path: Path) -> Session:
    """Return a function that runs a script of ``sessions/`` in Blender, with new settings."""

    def run(script: str, **given: object) -> dict[str, object]:
        package = tmp_path / "vidsync-blender.zip"
        blender.build(package)
        argument = json.dumps({"zip": str(package), "folder": str(tmp_path), **given})
        environment = {
            **os.environ,
            "PYTHONPATH": str(bpy),
            "BLENDER_USER_RESOURCES": str(tmp_path / "user"),
        }
        command = [sys.executable, str(SESSIONS / script), argument]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        said: dict[str, object] = json.loads((tmp_path / "said.json").read_text())
        return said

    return run


def movement(kind: Interpolation) -> MouthAnimation:
    random = np.random.default_rng(3)
    curves = []
    for name in CHANNELS:
        times = np.sort(random.choice(np.arange(119), 7, replace=False)) / 60
        slopes = [np.append(0.0, random.random(6) - 0.5), np.append(random.random(6) - 0.5, 0.0)]
        curves.append(
            Curve(name, times, random.random(7), kind, *(slopes if kind == "smooth" else ()))
        )
    return MouthAnimation("oculus", tuple(curves), 2.0, 60, kind)


def sound(path: Path) -> Path:
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(16000)
        stream.writeframes(bytes(2 * 16000 * 2))
    return path


def test_blender_finds_the_extension_valid(bpy: Path, tmp_path: Path) -> None:
    package = tmp_path / "vidsync-blender.zip"
    blender.build(package)
    (tool,) = bpy.glob("bpy/*/scripts/addons_core/bl_pkg/cli/blender_ext.py")
    done = subprocess.run(
        [sys.executable, str(tool), "validate", str(package)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "error" not in done.stdout.lower()


@pytest.mark.parametrize(
    ("kind", "fps"), [("stepped", (30000, 1001)), ("linear", (24, 1)), ("smooth", (60, 1))]
)
def test_the_evaluated_mouth_follows_the_track(
    session: Session, tmp_path: Path, kind: Interpolation, fps: tuple[int, int]
) -> None:
    rate = fps[0] / fps[1]
    made = movement(kind)
    mouth = tmp_path / "mouth 1.json"
    mouth.write_bytes(EXPORTERS["vidsync-keys"].export(made))
    captions = tmp_path / "talk.srt"
    captions.write_text(
        "1\n00:00:00,500 --> 00:00:01,200\n<i>Möchten</i> Sie\nPfeffer?\n\n"
        "2\n00:00:01,000 --> 00:00:02,000\nJa.\n"
    )
    # At times between keys, where rounding of times may make a difference.
    keys = np.concatenate([curve.times for curve in made.curves])
    frames = [START + 0.0121 * rate * step for step in range(165)]
    frames = [frame for frame in frames if np.abs(keys - (frame - START) / rate).min() > 1e-3]
    whole = list(range(START, START + round(2 * rate) + 1))
    said = session(
        "talking_head.py",
        fps=fps, start=START, movement=str(mouth), shapes=SHAPES, frames=frames,
        whole_frames=whole, sound=str(sound(tmp_path / "talk.wav")), captions=str(captions),
    )  # fmt: skip
    mapping = {"sil": "", "PP": "viseme_PP", "aa": "viseme_aa", "U": "viseme_U"}
    assert said["mapping"] == said["remembered"] == mapping
    seconds = (np.array(frames) - START) / rate
    for place in ("acting", "again", "nla", "reopened"):
        evaluated = said[place]
        for name in ("PP", "aa", "U"):
            expected = np.clip(made.curve(name).sample(seconds), 0, 1)
            assert evaluated[f"viseme_{name}"] == pytest.approx(expected.tolist(), abs=2e-5), place  # type: ignore[index]
        assert set(evaluated["Smile"]) == {0.0}  # type: ignore[index]
    drawn = said["panel"]
    assert {"Movement", "Start Frame", "PP", "Key Shape Keys", "Run vidsync"} <= set(drawn)  # type: ignore[call-overload]
    assert said["tracks"] == [["vidsync", ["mouth 1"]]]
    assert said["strips_again"] == 1
    assert "no shape key of 'Plain'" in said["refused"]  # type: ignore[operator]
    first, second, last = (START + round(second * rate) for second in (0.5, 1, 2))
    text = [["TEXT", first, second, "Möchten Sie\nPfeffer?"], ["TEXT", second, last, "Ja."]]
    strips = [[kind, *span] for kind, _channel, *span in said["strips"]]  # type: ignore[attr-defined]
    if "no_sound" in said:  # the Blender 4.2 module is built without sound
        assert "Audaspace" in said["no_sound"]  # type: ignore[operator]
        assert strips == text
    else:
        assert strips == [["SOUND", START, last, ""], *text]
    assert said["markers"] == [[first, "Möchten Sie Pfeffer?"], [second, "Ja."]]
    if kind != "stepped":  # FBX is linear between frames and has whole frame rates
        seconds = (np.array(whole) - START) / rate
        for name in ("PP", "aa", "U"):
            expected = np.clip(made.curve(name).sample(seconds), 0, 1)
            assert said["fbx"][f"viseme_{name}"] == pytest.approx(expected.tolist(), abs=1e-3)  # type: ignore[index]


@pytest.mark.parametrize("kind", ["stepped", "smooth"])
def test_bones_are_set_to_the_mixed_poses(
    session: Session, tmp_path: Path, kind: Interpolation
) -> None:
    made = movement(kind)
    mouth = tmp_path / "mouth.json"
    mouth.write_bytes(EXPORTERS["vidsync-keys"].export(made))
    # The rotation of the jaw, and the width of the lips.
    poses = {"viseme_PP": (0.0, 0.9), "viseme_aa": (0.5, 1.1), "viseme_U": (0.2, 0.6)}
    said = session("poses.py", movement=str(mouth), poses=poses)
    assert said["map"] == said["keyed"] == ["FINISHED"]
    assert said["mapping"] == {"PP": "viseme_PP", "aa": "viseme_aa", "U": "viseme_U"}
    seconds = np.arange(49) / 24
    weights = {name: made.curve(name).sample(seconds + 1e-9) for name in ("PP", "aa", "U")}
    turns = sum(weights[name] * poses[f"viseme_{name}"][0] for name in weights)
    widths = 1 + sum(weights[name] * (poses[f"viseme_{name}"][1] - 1) for name in weights)
    read = np.array(said["rows"])
    assert read[:, 0] == pytest.approx(turns.tolist(), abs=2e-5)  # type: ignore[union-attr]
    assert read[:, 1] == pytest.approx(widths.tolist(), abs=2e-5)
    assert "no pose is mapped" in said["refused"]  # type: ignore[operator]


def test_drawings_change_in_the_frame_in_which_their_cue_begins(
    session: Session, tmp_path: Path
) -> None:
    shapes = tuple("ABCDEFGHX")
    # B begins and ends within the frame in which D begins.
    cues = [(0.0, "X"), (0.5, "A"), (0.59, "B"), (0.61, "D"), (1.5, "X")]
    ends = [start for start, _ in cues[1:]] + [2.0]
    track = Track(
        "rhubarb", shapes, "X",
        tuple(
            VisemeCue(start, end, ((shape, 1.0),))
            for (start, shape), end in zip(cues, ends, strict=True)
        ),
        2.0,
    )  # fmt: skip
    mouth = tmp_path / "mouth.json"
    mouth.write_bytes(EXPORTERS["vidsync"].export(track))
    frames = [10, 21, 22, 23, 24, 25, 45, 46, 57, 58]
    shown = [8, 8, 0, 0, 3, 3, 3, 8, 8, 8]
    broken = {
        "not.json": "{", "list.json": "[]", "other.json": '{"version": 1}',
        "new.json": '{"format": "vidsync-keys", "version": 2}',
        "nan.json": '{"format": "vidsync-visemes", "version": 1, "set": "a", "duration": NaN, '
        '"shapes": ["a"], "rest": "a", "cues": []}',
        "keys.json": '{"format": "vidsync-keys", "version": 1, "set": "a", "duration": 1, '
        '"interpolation": "linear", "curves": [{"name": "a", "times": [1, 0], "values": [0, 1]}]}',
    }  # fmt: skip
    said = session("drawings.py", fps=(24, 1), start=10, movement=str(mouth), frames=frames,
                   broken=broken)  # fmt: skip
    assert said["pencil"] == ["FIX", [number + 1 for number in shown]]
    assert said["modifiers"] == 1
    assert said["empty"] == said["card"] == shown
    assert "no drawings" in said["refused"]  # type: ignore[operator]
    faults = said["broken"]
    assert len(faults) == len(broken)  # type: ignore[arg-type]
    assert not any("Traceback" in fault for fault in faults)  # type: ignore[attr-defined]
    assert said["left"] == [False, []]


def test_vidsync_runs_from_the_panel(session: Session, tmp_path: Path) -> None:
    timings = tmp_path / "talk äö.json"
    documents.save(pronounce("Bob mopped the map.", voice="en-us"), timings)
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    wrong = [
        ("", str(timings), "arkit"),
        (sys.executable, "", "arkit"),
        (str(tmp_path / "nopython"), str(timings), "arkit"),
        (sys.executable, str(timings), "arkti"),
        (sys.executable, str(broken), "arkit"),
    ]
    said = session("run_vidsync.py", python=sys.executable, timings=str(timings), wrong=wrong)
    first, second, third, fourth, fifth = said["faults"]  # type: ignore[misc]
    assert "preferences" in first
    assert "word timings" in second
    assert "could not be run" in third
    assert "vidsync failed: error:" in fourth
    assert "arkit" in fourth
    assert "vidsync failed: error:" in fifth
    document = said["movement"]
    assert document["frame_rate"] == 25  # type: ignore[index]
    (jaw,) = (curve for curve in document["curves"] if curve["name"] == "jawOpen")  # type: ignore[index]
    slopes = (np.array(jaw["slopes_in"]), np.array(jaw["slopes_out"]))
    curve = Curve("jaw", np.array(jaw["times"]), np.array(jaw["values"]), "smooth", *slopes)
    assert said["mapping"]["jawOpen"] == "Jaw_Open"  # type: ignore[index]
    seconds = np.arange(len(said["jaw"])) / 25  # type: ignore[arg-type]
    assert said["jaw"] == pytest.approx(curve.sample(seconds).tolist(), abs=2e-5)
    assert max(said["jaw"]) > 0.2  # type: ignore[call-overload]
    assert said["drawn"] == "vidsync-visemes"
