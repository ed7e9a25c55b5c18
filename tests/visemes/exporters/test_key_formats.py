"""Formats of curves: the tests read them back and sample them as the program does."""

import ast
import csv
import io
import json
import re
import struct
from collections.abc import Callable
from itertools import pairwise
from zlib import crc32

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidsync.errors import FormatError
from vidsync.visemes.exporters import EXPORTERS, ExportOptions, KeyExporter
from vidsync.visemes.exporters.arkit import APPLE, LIVE_LINK_FACE
from vidsync.visemes.exporters.curve_keys import merge_keys, to_frame_keys
from vidsync.visemes.exporters.tables.vidsync_keys import SCHEMA
from vidsync.visemes.keys.keyframes import Curve, Interpolation, MouthAnimation, hermite

# A slow machine must not fail these tests.
STEADY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


KINDS: tuple[Interpolation, ...] = ("stepped", "linear", "smooth")
HOSTILE = "x\"\\\n'}: [a]#\u2028é"
FRAMES = np.arange(121) / 60

Moving = Callable[..., MouthAnimation]


def written(to: str, animation: MouthAnimation, **options: object) -> str:
    return EXPORTERS[to].export(animation, ExportOptions(**options)).decode("utf-8")  # type: ignore[arg-type]


@st.composite
def animations(draw: st.DrawFn) -> MouthAnimation:
    kind = draw(st.sampled_from(KINDS))
    curves = []
    for name in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)):
        grid = sorted(draw(st.sets(st.integers(0, 2000), min_size=1, max_size=12)))
        values = [draw(st.integers(0, 100)) / 100 for _ in grid]
        slopes = [np.array([draw(st.integers(-3, 3)) * 1.0 for _ in grid]) for _ in range(2)]
        curves.append(
            Curve(name, np.array(grid) / 1000, np.array(values), kind,
                  *(slopes if kind == "smooth" else [np.empty(0)] * 2))
        )  # fmt: skip
    return MouthAnimation("mine", tuple(curves), 2.0, 60, kind)


def hermite_at(keys: list[tuple[float, ...]], seconds: float) -> float:
    """The value of (time, value, slope in, slope out) keys; it is constant outside of them."""
    if seconds <= keys[0][0]:
        return keys[0][1]
    for (t0, v0, _, out), (t1, v1, into, _) in pairwise(keys):
        if seconds <= t1:
            share = np.array((seconds - t0) / (t1 - t0))
            if not np.isfinite(out):
                return v1 if seconds == t1 else v0
            return float(hermite(share, np.array(t1 - t0), (v0, out, v1, into)))
    return keys[-1][1]


def check_agreement(
    animation: MouthAnimation, read: dict[str, Callable[[float], float]], *, within: float
) -> None:
    """Compare at every frame that is not on a key, where rounded times may differ."""
    assert list(read) == list(animation.names)
    for curve in animation.curves:
        times = [time for time in FRAMES + 0.0037 if np.abs(curve.times - time).min() > 1e-3]
        found = [read[curve.name](time) for time in times]
        assert found == pytest.approx(list(curve.sample(times)), abs=within)


# The programs' own keys -----------------------------------------------------------


def read_unity(text: str) -> tuple[dict[str, list[tuple[float, ...]]], list[str], list[int]]:
    """The curves of ``m_FloatCurves`` by attribute, their paths and the binding hashes."""
    floats = text[text.index("m_FloatCurves:") : text.index("m_PPtrCurves:")]
    editor = text[text.index("m_EditorCurves:") : text.index("m_EulerEditorCurves:")]
    assert floats.split("\n", 1)[1].strip() == editor.split("\n", 1)[1].strip()
    curves, paths = {}, []
    for block in floats.split("  - curve:\n")[1:]:
        keys = [
            tuple(float(found[1]) for found in re.finditer(r"(?:time|value|Slope): (\S+)", key))
            for key in block.split("- serializedVersion: 3")[1:]
        ]
        attribute = re.search(r"\n    attribute: (.*)\n    path: (.*)\n", block)
        assert attribute
        name, path = (
            json.loads(field) if field.startswith('"') else field for field in attribute.groups()
        )
        curves[name.removeprefix("blendShape.")] = keys
        paths.append(path)
    hashes = [int(number) for number in re.findall(r"attribute: (\d+)", text)]
    return curves, paths, hashes


@STEADY
@given(animations())
def test_unity_evaluates_to_the_same_curve(animation: MouthAnimation) -> None:
    curves, _, _ = read_unity(written("unity", animation))
    check_agreement(
        animation,
        {name: (lambda at, keys=keys: hermite_at(keys, at) / 100)
         for name, keys in curves.items()},
        within=2e-5,
    )  # fmt: skip


def test_unity_names_and_hashes_are_of_the_mesh_and_the_shape(moving: Moving) -> None:
    animation = moving("linear", names=("viseme_PP", HOSTILE))
    curves, paths, hashes = read_unity(written("unity", animation, target="Rig/Fa:ce"))
    assert list(curves) == ["viseme_PP", HOSTILE]
    assert paths == ["Rig/Fa:ce"] * 2
    assert hashes == [crc32(f"blendShape.{name}".encode()) for name in curves]
    modes = re.findall(r"tangentMode: (\d+)", written("unity", moving("stepped")))
    assert set(modes) == {"103"}


def read_godot(text: str) -> dict[str, Callable[[float], float]]:
    assert text.startswith('[gd_resource type="Animation" format=3]\n\n[resource]\n')
    read: dict[str, Callable[[float], float]] = {}
    for block in re.split(r"(?m)^tracks/\d+/type = ", text)[1:]:
        kind = json.loads(block.split("\n", 1)[0])
        path = json.loads(re.search(r"NodePath\((.*)\)", block)[1])  # type: ignore[index]
        keys = block[block.index("/keys = ") + 8 :]
        keys = re.sub(r"Packed\w+Array\(([^)]*)\)", r"[\1]", keys)
        table = ast.literal_eval(keys.strip())
        times = table["times"]
        if kind == "bezier":
            points = np.array(table["points"]).reshape(-1, 5)
            assert len(table["handle_modes"]) == len(times)
            keys_read = []
            for time, (value, in_x, in_y, out_x, out_y) in zip(times, points, strict=True):
                into = in_y / in_x if in_x else 0.0
                out = out_y / out_x if out_x else 0.0
                keys_read.append((time, value, into, out))
            sample = lambda at, keys=keys_read: hermite_at(keys, at)  # noqa: E731
        else:
            values = table["values"]
            assert all(isinstance(value, float) for value in values)
            stepped = "interp = 0" in block
            assert table["update"] == (1 if stepped else 0)
            if stepped:
                sample = lambda at, t=times, v=values: v[  # noqa: E731
                    max(int(np.searchsorted(t, at, side="right")) - 1, 0)
                ]
            else:
                sample = lambda at, t=times, v=values: float(np.interp(at, t, v))  # noqa: E731
        read[path.partition(":blend_shapes/")[2]] = sample
    return read


@STEADY
@given(animations())
def test_godot_evaluates_to_the_same_curve(animation: MouthAnimation) -> None:
    check_agreement(animation, read_godot(written("godot", animation)), within=5e-5)


def test_godot_escapes_names_in_strings_and_paths(moving: Moving) -> None:
    name = HOSTILE.replace(":", "")
    read = read_godot(written("godot", moving("linear", names=("aa", name)), name=HOSTILE))
    assert list(read) == ["aa", name]
    with pytest.raises(FormatError, match="colon"):
        written("godot", moving("linear", names=(HOSTILE, "aa")))


def read_live2d(text: str) -> dict[str, list[float]]:
    document = json.loads(text)
    # Names, types and requirements of Live2D's motion3.schema.json.
    number, text_type = {"type": "number"}, {"type": "string"}
    strict = {"additionalProperties": False}
    meta: dict[str, object] = {
        "Duration": number,
        "Fps": number,
        "Loop": {"type": "boolean"},
        "AreBeziersRestricted": {"type": "boolean"},
        "FadeInTime": number,
        "FadeOutTime": number,
        "CurveCount": number,
        "TotalSegmentCount": number,
        "TotalPointCount": number,
        "UserDataCount": number,
        "TotalUserDataSize": number,
    }
    curve = {
        "Target": text_type,
        "Id": text_type,
        "FadeInTime": number,
        "FadeOutTime": number,
        "Segments": {"type": "array", "items": number},
    }
    needed = ["Duration", "Fps", "CurveCount", "TotalSegmentCount", "TotalPointCount"]
    of_curve = {"type": "object", "properties": curve, "required": ["Target", "Id", "Segments"]}
    jsonschema.validate(
        document,
        {
            "type": "object",
            "required": ["Version", "Meta", "Curves"],
            "properties": {
                "Version": number,
                "Meta": {"type": "object", "properties": meta, "required": needed, **strict},
                "Curves": {"type": "array", "items": {**of_curve, **strict}},
            },
            **strict,
        },
    )
    return {curve["Id"]: curve["Segments"] for curve in document["Curves"]}


def live2d_at(segments: list[float], seconds: float, counts: list[int]) -> float:
    position, (t0, v0) = 2, segments[:2]
    result = v0
    counts[0] += 1
    while position < len(segments):
        kind = segments[position]
        size = 7 if kind == 1 else 3
        points = segments[position + 1 : position + size]
        counts[0] += len(points) // 2
        counts[1] += 1
        t1, v1 = points[-2:]
        if t0 < seconds <= t1:
            share = (seconds - t0) / (t1 - t0)
            if kind == 1:
                assert points[0] - t0 == pytest.approx((t1 - t0) / 3, abs=2e-6)
                assert points[2] - t0 == pytest.approx((t1 - t0) * 2 / 3, abs=2e-6)
                a, b, rest = points[1], points[3], 1 - share
                result = (
                    rest**3 * v0 + 3 * rest**2 * share * a + 3 * rest * share**2 * b + share**3 * v1
                )
            else:
                result = v0 if kind == 2 else v0 + share * (v1 - v0)
        elif seconds > t1:
            result = v1
        t0, v0 = t1, v1
        position += size
    return result


@STEADY
@given(animations())
def test_live2d_evaluates_to_the_same_curve_and_has_right_counts(
    animation: MouthAnimation,
) -> None:
    text = written("live2d", animation)
    segments = read_live2d(text)
    check_agreement(
        animation,
        {name: (lambda at, found=found: live2d_at(found, at, [0, 0]))
         for name, found in segments.items()},
        within=2e-5,
    )  # fmt: skip
    counts = [0, 0]
    for found in segments.values():
        live2d_at(found, 0.0, counts)
    meta = json.loads(text)["Meta"]
    assert [meta["TotalPointCount"], meta["TotalSegmentCount"]] == counts
    assert meta["CurveCount"] == len(segments)


@STEADY
@given(animations())
def test_vidsync_keys_come_back_as_they_were(animation: MouthAnimation) -> None:
    document = json.loads(written("vidsync-keys", animation))
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["interpolation"] == animation.interpolation
    for curve, found in zip(animation.curves, document["curves"], strict=True):
        assert (found["name"], found["times"]) == (curve.name, list(curve.times))
        assert found["values"] == list(curve.values)
        assert found.get("slopes_out", []) == list(curve.slopes_out)
        assert found.get("slopes_in", []) == list(curve.slopes_in)


# Values frame by frame --------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_live_link_face_has_the_columns_of_the_app(moving: Moving, kind: Interpolation) -> None:
    animation = moving(kind, names=("jawOpen", "jawLeft", "mouthClose"), set_name="arkit")
    rows = list(csv.reader(io.StringIO(written("live-link-face", animation))))
    header = rows[0]
    assert len(header) == 2 + 61
    assert header[:3] == ["Timecode", "BlendShapeCount", "EyeBlinkLeft"]
    assert header[header.index("JawForward") :][:3] == ["JawForward", "JawRight", "JawLeft"]
    assert header[header.index("MouthPucker") :][1:3] == ["MouthRight", "MouthLeft"]
    assert header[-10:-8] == ["TongueOut", "HeadYaw"]
    assert [row[0] for row in rows[1:]][59:62] == [
        "00:00:00:59.000", "00:00:01:00.000", "00:00:01:01.000"
    ]  # fmt: skip
    assert {row[1] for row in rows[1:]} == {"61"}
    for name in animation.names:
        column = [float(row[header.index(name[0].upper() + name[1:])]) for row in rows[1:]]
        assert column == pytest.approx(list(animation.curve(name).sample(FRAMES)), abs=1e-6)
    assert {row[header.index("EyeBlinkLeft")] for row in rows[1:]} == {"0"}


def test_the_two_orders_of_arkit_differ_only_in_left_and_right() -> None:
    assert len(APPLE) == len(set(APPLE)) == 52
    differing = [(a, b) for a, b in zip(APPLE, LIVE_LINK_FACE, strict=True) if a != b]
    assert [pair[0] for pair in differing] == ["jawLeft", "jawRight", "mouthLeft", "mouthRight"]
    # Azure counts from 1.
    assert [APPLE[number - 1] for number in (1, 15, 18, 19, 24, 36, 44, 52)] == [
        "eyeBlinkLeft", "jawForward", "jawOpen", "mouthClose", "mouthSmileLeft",
        "mouthPressLeft", "browInnerUp", "tongueOut",
    ]  # fmt: skip


def test_audio2face_and_azure_have_a_row_of_weights_for_each_frame(moving: Moving) -> None:
    animation = moving("smooth", names=("jawOpen", "tongueOut", "mouthClose"), set_name="arkit")
    document = json.loads(written("audio2face", animation, sound=HOSTILE))
    matrix = np.array(document["weightMat"])
    assert matrix.shape == (document["numFrames"], document["numPoses"]) == (121, 52)
    assert document["facsNames"] == list(APPLE)
    azure = json.loads(written("azure-blend-shapes", animation))
    shapes = np.array(azure["BlendShapes"])
    assert azure["FrameIndex"] == 0
    assert shapes.shape == (121, 55)
    assert np.array_equal(shapes[:, :52], matrix)
    assert not shapes[:, 52:].any()
    for name in animation.names:
        expected = animation.curve(name).sample(FRAMES)
        assert matrix[:, APPLE.index(name)] == pytest.approx(expected, abs=1e-6)


def test_a_channel_that_arkit_does_not_have_is_refused(moving: Moving) -> None:
    with pytest.raises(FormatError, match="jawOpne"):
        written("live-link-face", moving("linear", names=("jawOpne", "aa"), set_name="arkit"))


@pytest.mark.parametrize("kind", KINDS)
def test_tables_of_curves_have_every_frame(moving: Moving, kind: Interpolation) -> None:
    animation = moving(kind, names=('a,"b"\n', "ou"))
    times, values = animation.sample(60)
    (_, *rows) = csv.reader(io.StringIO(written("csv-curves", animation), newline=""))
    assert np.array(rows, float)[:, 2:] == pytest.approx(values, abs=1e-6)
    head, *rows = csv.reader(io.StringIO(written("unreal-csv", animation), newline=""))
    assert head[0] == "---"
    assert [float(time) for time in head[1:]] == pytest.approx(list(times), abs=1e-6)
    assert [row[0] for row in rows] == ['a,"b"\n', "ou"]
    assert pytest.approx(values, abs=1e-6) == np.array([row[1:] for row in rows], float).T


@STEADY
@given(animations())
def test_unreal_json_and_three_keep_straight_keys_and_bake_curved_ones(
    animation: MouthAnimation,
) -> None:
    frames = FRAMES
    unreal = {row.pop("Name"): row for row in json.loads(written("unreal-json", animation))}
    three = json.loads(written("three", animation))
    assert three["blendMode"] == 2500
    for curve, track in zip(animation.curves, three["tracks"], strict=True):
        assert track["name"] == f"Head.morphTargetInfluences[{curve.name}]"
        assert track["interpolation"] == (2300 if animation.interpolation == "stepped" else 2301)
        times = [float(time) for time in unreal[curve.name]]
        assert times == track["times"] == sorted(set(times))
        assert list(unreal[curve.name].values()) == track["values"]
        if animation.interpolation == "smooth":
            read = np.interp(frames, times, track["values"])
            assert read == pytest.approx(curve.sample(frames), abs=5e-5)
        else:
            assert times == pytest.approx(list(curve.times), abs=1e-6)


@STEADY
@given(animations())
def test_usd_samples_go_straight_through_every_frame(animation: MouthAnimation) -> None:
    text = written("usd", animation)
    found = re.findall(r"^        (\d+): \[(.*)\],$", text, re.M)
    frames = [int(frame) for frame, _ in found]
    values = np.array([[float(number) for number in row.split(", ")] for _, row in found])
    assert "timeCodesPerSecond = 60\n" in text
    for column, curve in enumerate(animation.curves):
        read = np.interp(np.arange(121), frames, values[:, column])
        assert read == pytest.approx(curve.sample(FRAMES), abs=2e-4)


def read_vmd(data: bytes) -> dict[str, list[tuple[int, float]]]:
    assert data[:30].rstrip(b"\0") == b"Vocaloid Motion Data 0002"
    bones, morphs = struct.unpack_from("<II", data, 50)
    assert bones == 0
    read: dict[str, list[tuple[int, float]]] = {}
    for number in range(morphs):
        name, frame, weight = struct.unpack_from("<15sIf", data, 58 + 23 * number)
        read.setdefault(name.rstrip(b"\0").decode("shift_jis"), []).append((frame, weight))
    assert data[58 + 23 * morphs :] == bytes(16)
    return read


@pytest.mark.parametrize("kind", KINDS)
def test_vmd_morphs_are_the_vowels_at_30_frames_a_second(
    moving: Moving, kind: Interpolation
) -> None:
    animation = moving(kind)
    read = read_vmd(EXPORTERS["vmd"].export(animation, ExportOptions(target="初音ミク")))
    assert list(read) == list("あいうえお")
    frames = np.arange(61)
    for curve, keys in zip(animation.curves, read.values(), strict=True):
        values = np.interp(frames, *zip(*keys, strict=True))
        assert values == pytest.approx(curve.sample(frames / 30 + 1e-9), abs=1e-4)


def test_a_morph_name_that_mmd_cannot_hold_is_refused(moving: Moving) -> None:
    for name in ("mouthLowerDownLeft", "ñandú", ""):
        with pytest.raises(FormatError, match="15 bytes"):
            EXPORTERS["vmd"].export(moving("linear", names=(name, "aa"), set_name="mine"))


# Shared parts -----------------------------------------------------------------------------


@STEADY
@given(animations())
def test_shared_keys_are_the_same_movement(animation: MouthAnimation) -> None:
    keys = merge_keys(animation)
    assert keys.times[0] == 0
    assert keys.times[-1] >= animation.duration - 1e-4
    assert (np.diff(keys.times) > 0).all()
    for column, curve in enumerate(animation.curves):
        kind = animation.interpolation
        slopes = (keys.slopes_in[:, column], keys.slopes_out[:, column])
        shared = Curve("a", keys.times, keys.values[:, column], kind,
                       *(slopes if kind == "smooth" else [np.empty(0)] * 2))  # fmt: skip
        times = [time for time in FRAMES + 0.0037 if np.abs(curve.times - time).min() > 1e-3]
        assert shared.sample(times) == pytest.approx(curve.sample(times), abs=1e-9)


def test_a_constant_curve_has_one_frame_key() -> None:
    curve = Curve("a", np.array([0.5, 1.0]), np.array([0.25, 0.25]))
    assert to_frame_keys(curve, 60, 120)[0] == [0]


SOURCES = {
    "arkit": ("jawOpen", "mouthClose"),
    "azure-blendshapes": ("jawOpen", "headRoll"),
    "vrm": ("aa", "ih", "ou", "ee", "oh"),
}


@pytest.mark.parametrize(
    "name", [name for name, exporter in EXPORTERS.items() if isinstance(exporter, KeyExporter)]
)
def test_an_export_is_deterministic_and_checks_its_set(name: str, moving: Moving) -> None:
    exporter = EXPORTERS[name]
    kind = (*exporter.info.sets, "vrm")[0]
    animation = moving("smooth", names=SOURCES[kind], set_name=kind)
    assert exporter.export(animation) == exporter.export(animation)
    if exporter.info.sets:
        with pytest.raises(FormatError, match="arkit"):
            exporter.export(moving("smooth"))
