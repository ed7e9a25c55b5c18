import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from vidsync.errors import FormatError, OutputError
from vidsync.espeak import pronounce
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes import lipsync
from vidsync.visemes.exporters import EXPORTERS, ExportOptions, exporter_for, exporters
from vidsync.visemes.exporters.base import Proof
from vidsync.visemes.exporters.registry import ENTRY_POINTS
from vidsync.visemes.exporters.tables.vidsync_json import SCHEMA
from vidsync.visemes.track import Track, VisemeCue

SAID = Transcript(
    (
        Word("map", 0.5, 1.2, phones=(
            Phone("m", 0.5, 0.6), Phone("iː", 0.6, 0.9), Phone("p", 0.9, 1.2))),
    ),
    2.0,
)  # fmt: skip


def test_rhubarb_tsv_is_exact():
    text = exporter_for(Path("mouth.tsv")).export(lipsync(SAID, set="rhubarb", lead=0)).decode()
    assert text == "0.00\tX\n0.50\tA\n0.60\tB\n0.90\tA\n1.20\tX\n2.00\tX\n"


def test_rhubarb_json_is_exact(tmp_path: Path):
    path = tmp_path / "mouth.json"
    lipsync(SAID, set="rhubarb", lead=0).save(path, to="rhubarb-json")
    assert path.read_text() == (
        '{\n  "metadata": {\n    "soundFile": "",\n    "duration": 2.00\n  },\n'
        '  "mouthCues": [\n'
        '    { "start": 0.00, "end": 0.50, "value": "X" },\n'
        '    { "start": 0.50, "end": 0.60, "value": "A" },\n'
        '    { "start": 0.60, "end": 0.90, "value": "B" },\n'
        '    { "start": 0.90, "end": 1.20, "value": "A" },\n'
        '    { "start": 1.20, "end": 2.00, "value": "X" }\n'
        "  ]\n}\n"
    )


def test_vidsync_json_is_exact_and_satisfies_its_schema():
    text = exporter_for(Path("mouth.JSON")).export(lipsync(SAID, lead=0)).decode()
    assert text == (
        '{\n "format": "vidsync-visemes",\n "version": 1,\n "set": "oculus",\n "duration": 2.0,\n'
        ' "lead": 0,\n "rest": "sil",\n "shapes": ["sil", "PP", "FF", "TH", "DD", "kk", "CH", '
        '"SS", "nn", "RR", "aa", "E", "I", "O", "U"],\n "cues": [\n'
        '  {"start": 0.0, "end": 0.5, "viseme": "sil", "weights": {"sil": 1.0}},\n'
        '  {"start": 0.5, "end": 0.6, "viseme": "PP", "weights": {"PP": 1.0}},\n'
        '  {"start": 0.6, "end": 0.9, "viseme": "I", "weights": {"I": 1.0}},\n'
        '  {"start": 0.9, "end": 1.2, "viseme": "PP", "weights": {"PP": 1.0}},\n'
        '  {"start": 1.2, "end": 2.0, "viseme": "sil", "weights": {"sil": 1.0}}\n ]\n}\n'
    )
    jsonschema.validate(json.loads(text), json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize("name", ["oculus", "rhubarb"])
def test_written_tracks_of_real_speech_have_no_gaps(name):
    track = lipsync(pronounce("Möchten Sie Pfeffer? Böse Bären am Bach.", voice="de"), set=name)
    document = json.loads(exporters()["vidsync"].export(track))
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    for cue, following in pairwise(document["cues"]):
        assert cue["start"] < cue["end"] == following["start"]
    assert document["cues"][0]["start"] == 0
    assert document["cues"][-1]["end"] == document["duration"]


def test_rhubarb_closures_still_last_two_frames_when_written_in_hundredths():
    track = lipsync(
        pronounce("Baby Bobby popped a pebble by the pub.", voice="en-us"), set="rhubarb"
    )
    lines = [
        line.split("\t") for line in exporters()["rhubarb-tsv"].export(track).decode().splitlines()
    ]
    starts = [float(start) for start, _ in lines]
    assert starts == sorted(set(starts)) or starts[-1] == starts[-2]
    closures = [
        following - start
        for (start, following), (_, shape) in zip(pairwise(starts), lines[:-1], strict=True)
        if shape == "A"
    ]
    assert len(closures) >= 7
    assert min(closures) >= 2 / 24


def test_a_set_that_the_format_cannot_hold_is_refused(tmp_path: Path):
    with pytest.raises(FormatError, match="set='rhubarb'"):
        lipsync(SAID).save(tmp_path / "mouth.tsv")
    assert not list(tmp_path.iterdir())


def test_an_unknown_suffix_or_exporter_is_refused():
    with pytest.raises(FormatError, match=r"\.tsv"):
        lipsync(SAID).save("mouth.docx")
    with pytest.raises(FormatError, match="did you mean 'rhubarb-tsv'"):
        exporter_for(Path("mouth.tsv"), "rhubarb_tsv")


def test_saving_replaces_only_when_allowed(tmp_path: Path):
    path = tmp_path / "mund 100%.json"
    track = lipsync(SAID)
    track.save(path)
    with pytest.raises(OutputError):
        track.save(path)
    track.save(str(path), overwrite=True)


def test_exporters_of_other_packages_come_by_entry_points(tmp_path, monkeypatch):
    package = tmp_path / "mouthing-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Name: mouthing\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(f"[{ENTRY_POINTS}]\ncount = mouthing:Count\n")
    (tmp_path / "mouthing.py").write_text(
        "from vidsync.visemes.exporters import CueExporter, ExporterInfo\n"
        "class Count(CueExporter):\n"
        "    info = ExporterInfo('a count', '.count')\n"
        "    def text(self, track, options):\n"
        "        return str(len(track.cues))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    exporters.cache_clear()
    try:
        lipsync(SAID).save(tmp_path / "mouth.count")
    finally:
        exporters.cache_clear()
    assert (tmp_path / "mouth.count").read_text() == "5"


def test_every_exporter_is_described_and_found_by_name():
    for name, exporter in exporters().items():
        assert exporter_for(Path("mouth.unknown"), name) is exporter
        assert exporter.info.title
        assert exporter.info.suffix.startswith(".")
    assert {exporter.info.status for exporter in exporters().values()} == set(get_args(Proof))


def test_a_cue_exporter_refuses_blends_and_curves():
    blending = Track("arkit", ("jawOpen",), "", (VisemeCue(0, 1, ()),), 1.0)
    with pytest.raises(FormatError, match="no shape of rest"):
        exporters()["moho"].export(blending)
    document = json.loads(exporters()["vidsync"].export(blending))
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["cues"] == [{"start": 0, "end": 1, "viseme": "", "weights": {}}]
    animation = lipsync(SAID).animation(interpolation="stepped")
    with pytest.raises(FormatError, match="one shape at a time"):
        exporters()["moho"].export(animation)


@pytest.mark.parametrize("rate", [0, -1, 1e9, float("nan")])
def test_a_frame_rate_out_of_range_is_refused(rate):
    with pytest.raises(FormatError, match="frame rate"):
        ExportOptions(frame_rate=rate)


@pytest.fixture(scope="module")
def spoken():
    return pronounce("Baby Bobby popped a pebble by the pub. We were away.", voice="en-us")


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_real_speech_is_saved_for_every_target_the_same_each_time(name, spoken, tmp_path):
    exporter = EXPORTERS[name]
    track = lipsync(spoken, set=exporter.info.default_set)
    path = tmp_path / f"mouth{exporter.info.suffix}"
    track.save(path, to=name)
    first = path.read_bytes()
    track.save(path, to=name, overwrite=True)
    assert path.read_bytes() == first
    assert len(first) > 150
    if exporter.info.suffix == ".json":
        json.loads(first)


@pytest.mark.parametrize("name", ["arkit", "azure-blendshapes"])
def test_shipped_rigs_fit_the_columns_of_arkit(name, spoken):
    animation = lipsync(spoken, set=name).animation()
    document = json.loads(exporters()["azure-blend-shapes"].export(animation))
    jaw = [row[17] for row in document["BlendShapes"]]
    assert jaw == pytest.approx(
        animation.sample(60)[1][:, animation.names.index("jawOpen")].tolist(), abs=1e-6
    )
    assert max(jaw) > 0.2


def test_an_exporter_is_imported_only_when_it_is_used():
    code = (
        "import sys, vidsync\n"
        "from vidsync.visemes.exporters import exporters\n"
        "def loaded():\n"
        "    return [m for m in sys.modules if m.startswith('vidsync.visemes.exporters.')\n"
        "            and m.endswith(('.unity', '.vidsync_json', '.glb'))]\n"
        "assert 'unity' in exporters() and len(list(exporters())) >= 30\n"
        "assert not loaded(), loaded()\n"
        "exporters()['unity']\n"
        "assert loaded() == ['vidsync.visemes.exporters.game_engines.unity'], loaded()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
