"""Written files have the same content when they are read: cues, and weights of frames."""

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidsync.visemes import read_track, viseme_set
from vidsync.visemes.exporters import EXPORTERS, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues, preston_blair_name
from vidsync.visemes.keys.keyframes import Curve, MouthAnimation
from vidsync.visemes.track import Track, VisemeCue

STEADY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RATES = st.sampled_from([12, 24, 25, 30, 60])

Cues = list[tuple[float, str]]


@st.composite
def tracks(draw: st.DrawFn, name: str) -> Track:
    """Cues on hundredths of a second, as in Rhubarb's formats."""
    visemes = viseme_set(name)
    cues: list[VisemeCue] = []
    now = 0
    for length, shape in draw(
        st.lists(st.tuples(st.integers(1, 90), st.sampled_from(visemes.shapes)), min_size=1)
    ):
        if not cues or cues[-1].viseme != shape:
            cues.append(VisemeCue(now / 100, (now + length) / 100, ((shape, 1.0),)))
            now += length
    return Track(name, visemes.shapes, visemes.rest, tuple(cues), now / 100)


def written(to: str, source: Track | MouthAnimation, rate: int | None = None) -> str:
    return EXPORTERS[to].export(source, ExportOptions(frame_rate=rate)).decode("utf-8")


def said(track: Track) -> list[tuple[str, float, float]]:
    return [(cue.viseme, cue.start, cue.end) for cue in track.cues]


@pytest.mark.parametrize("to", ["vidsync", "rhubarb-tsv", "rhubarb-xml", "rhubarb-json"])
def test_tracks_come_back_as_they_were(to: str, tmp_path: Path) -> None:
    @STEADY
    @given(tracks("rhubarb"))
    def holds(track: Track) -> None:
        path = tmp_path / "mouth"
        path.write_text(written(to, track), encoding="utf-8")
        again = read_track(path)
        assert (said(again), again.duration) == (said(track), track.duration)

    holds()


def of_csv(text: str) -> Cues:
    return [(float(row["start"]), row["viseme"]) for row in csv.DictReader(io.StringIO(text))]


def of_azure(text: str) -> Cues:
    return [(event["audio_offset"] / 1e7, str(event["viseme_id"])) for event in json.loads(text)]


def of_polly(text: str) -> Cues:
    return [(mark["time"] / 1000, mark["value"]) for mark in map(json.loads, text.splitlines())]


@pytest.mark.parametrize(
    ("to", "name", "read"),
    [("csv", "oculus", of_csv), ("azure", "azure", of_azure), ("polly", "polly", of_polly)],
)
def test_events_come_back_as_they_were(to: str, name: str, read: Callable[[str], Cues]) -> None:
    @STEADY
    @given(tracks(name))
    def holds(track: Track) -> None:
        found = read(written(to, track))
        assert [shape for _, shape in found] == [cue.viseme for cue in track.cues]
        assert [time for time, _ in found] == pytest.approx([cue.start for cue in track.cues])

    holds()


@STEADY
@given(tracks("rhubarb"), RATES)
def test_drawings_begin_on_the_same_frames_in_every_program(track: Track, rate: int) -> None:
    frames = [(cue.start, cue.shape) for cue in make_frame_cues(track, rate)]
    spine = json.loads(written("spine", track, rate))["animations"]["speech"]["slots"]["mouth"]
    keys = [(round(key["time"] * rate), key["name"][-1].upper()) for key in spine["attachment"]]
    assert keys == frames

    script = written("after-effects", track, rate)
    times, mouths = (
        json.loads(re.search(rf"var {name} = (.*);", script)[1])  # type: ignore[index]
        for name in ("times", "mouths")
    )
    keys = [
        (round(time * rate), track.shapes[mouth]) for time, mouth in zip(times, mouths, strict=True)
    ]
    assert keys[:-1] == frames
    assert keys[-1][1] == track.rest

    lines = written("after-effects-text", track, rate).splitlines()
    rows = [line.strip("\t").split("\t") for line in lines if re.match(r"\t\d", line)]
    slider = {int(frame): track.shapes[int(value)] for frame, value in rows}
    for cue in make_frame_cues(track, rate):
        assert (slider[cue.start], slider[cue.end - 1]) == (cue.shape, cue.shape)

    (voice,) = json.loads(written("papagayo-ng", track, rate))["voices"]
    phonemes = [
        (phoneme["frame"], phoneme["text"])
        for phrase in voice["phrases"]
        for word in phrase["words"]
        for phoneme in word["phonemes"]
    ]
    assert phonemes == [
        (frame, preston_blair_name(track, shape)) for frame, shape in frames if shape != "X"
    ]


# Weights ----------------------------------------------------------------------------------


@st.composite
def animations(draw: st.DrawFn, set_name: str, names: tuple[str, ...]) -> MouthAnimation:
    curves = []
    for name in names:
        grid = sorted(draw(st.sets(st.integers(0, 2000), min_size=1, max_size=8)))
        values = np.array([draw(st.integers(0, 100)) / 100 for _ in grid])
        curves.append(Curve(name, np.array(grid) / 1000, values, "linear"))
    return MouthAnimation(set_name, tuple(curves), 2.0, 60, "linear")


def of_table(text: str) -> dict[str, list[float]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {name: [float(row[name]) for row in rows] for name in ("jawOpen", "tongueOut")}


def of_live_link(text: str) -> dict[str, list[float]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    return {
        name: [float(row[name[0].upper() + name[1:]]) for row in rows]
        for name in ("jawOpen", "tongueOut")
    }


def of_audio2face(text: str) -> dict[str, list[float]]:
    document = json.loads(text)
    columns = zip(*document["weightMat"], strict=True)
    return dict(zip(document["facsNames"], map(list, columns), strict=True))


def of_azure_face(text: str) -> dict[str, list[float]]:
    rows = json.loads(text)["BlendShapes"]
    assert {len(row) for row in rows} == {55}
    return {"jawOpen": [row[17] for row in rows], "tongueOut": [row[51] for row in rows]}


def of_unreal(text: str) -> dict[str, list[float]]:
    head, *rows = list(csv.reader(io.StringIO(text)))
    times = [float(time) for time in head[1:]]
    return {
        row[0]: np.interp(np.arange(121) / 60, times, [float(v) for v in row[1:]]).tolist()
        for row in rows
    }


@pytest.mark.parametrize(
    ("to", "read"),
    [
        ("csv-curves", of_table), ("live-link-face", of_live_link), ("unreal-csv", of_unreal),
        ("audio2face", of_audio2face), ("azure-blend-shapes", of_azure_face),
    ],
)  # fmt: skip
def test_weights_come_back_on_every_frame(
    to: str, read: Callable[[str], dict[str, list[float]]]
) -> None:
    @STEADY
    @given(animations("arkit", ("jawOpen", "tongueOut")))
    def holds(animation: MouthAnimation) -> None:
        found = read(written(to, animation))
        _, values = animation.sample(60)
        for column, name in enumerate(animation.names):
            assert found[name] == pytest.approx(values[:, column].tolist(), abs=2e-4)

    holds()


@STEADY
@given(animations("vrm1", ("aa", "oh")))
def test_mmd_and_vrm_hold_the_same_vowels(animation: MouthAnimation) -> None:
    data = EXPORTERS["vmd"].export(animation)
    (count,) = struct.unpack_from("<I", data, 54)
    keys: dict[str, list[tuple[int, float]]] = {}
    for number in range(count):
        name, frame, weight = struct.unpack_from("<15sIf", data, 58 + 23 * number)
        keys.setdefault(name.rstrip(b"\0").decode("shift_jis"), []).append((frame, weight))
    frames = np.arange(61)
    for curve, morph in zip(animation.curves, "あお", strict=True):
        read = np.interp(frames, *zip(*keys[morph], strict=True))
        assert read == pytest.approx(curve.sample(frames / 30), abs=1e-3)

    data = EXPORTERS["vrma"].export(animation)
    (length,) = struct.unpack_from("<I", data, 12)
    document = json.loads(data[20 : 20 + length])
    binary = data[28 + length :]
    presets = document["extensions"]["VRMC_vrm_animation"]["expressions"]["preset"]

    def numbers(index: int, size: int) -> np.ndarray:
        accessor = document["accessors"][index]
        view = document["bufferViews"][accessor["bufferView"]]
        first = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        return np.frombuffer(binary, "<f4", accessor["count"] * size, first).reshape(-1, size)

    (clip,) = document["animations"]
    for curve in animation.curves:
        node = presets[curve.name]["node"]
        (channel,) = (c for c in clip["channels"] if c["target"]["node"] == node)
        sampler = clip["samplers"][channel["sampler"]]
        times, places = numbers(sampler["input"], 1)[:, 0], numbers(sampler["output"], 3)[:, 0]
        read = np.interp(frames / 30, times, places)
        assert read == pytest.approx(curve.sample(frames / 30), abs=1e-3)
