import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.cli.app import main
from vidsync.errors import FormatError, InputError, PresetError
from vidsync.espeak import pronounce
from vidsync.visemes import lipsync, read_track
from vidsync.visemes.track_files import try_read_track

CUES = [
    ("X", 0.0, 0.05),
    ("D", 0.05, 0.27),
    ("C", 0.27, 0.31),
    ("A", 0.31, 0.43),
    ("X", 0.43, 0.47),
]
TSV = "0.00\tX\n0.05\tD\n0.27\tC\n0.31\tA\n0.43\tX\n0.47\tX\n"
XML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rhubarbResult>\n  <metadata>\n    <soundFile>'
    "hi.wav</soundFile>\n    <duration>0.47</duration>\n  </metadata>\n  <mouthCues>\n"
    + "".join(f'    <mouthCue start="{a:.2f}" end="{b:.2f}">{s}</mouthCue>\n' for s, a, b in CUES)
    + "  </mouthCues>\n</rhubarbResult>\n"
)
JSON = json.dumps(
    {
        "metadata": {"soundFile": "hi.wav", "duration": 0.47},
        "mouthCues": [{"start": a, "end": b, "value": shape} for shape, a, b in CUES],
    }
)


def shown(track) -> list[tuple[str, float, float]]:
    return [(cue.viseme, cue.start, cue.end) for cue in track.cues]


@pytest.mark.parametrize("text", [TSV, XML, JSON], ids=["tsv", "xml", "json"])
def test_rhubarbs_files_are_read(text, tmp_path):
    path = tmp_path / "mouth"
    path.write_text(text)
    track = read_track(path)
    assert (track.set, track.duration, track.rest, track.lead) == ("rhubarb", 0.47, "X", 0.0)
    assert shown(track) == CUES


@pytest.mark.parametrize("name", ["oculus", "rhubarb", "arkit", "live2d"])
def test_vidsync_tracks_come_back(name, tmp_path):
    track = lipsync(pronounce("Bob's baby moved. Very!", voice="en-us"), set=name)
    track.save(tmp_path / "mouth.json")
    again = read_track(tmp_path / "mouth.json")
    assert (again.set, again.shapes, again.rest) == (track.set, track.shapes, track.rest)
    assert again.lead == pytest.approx(track.lead, abs=1e-4)
    assert len(again.cues) == len(track.cues)
    for cue, other in zip(track.cues, again.cues, strict=True):
        assert (other.start, other.end) == pytest.approx((cue.start, cue.end), abs=1e-4)
        assert dict(other.weights) == dict(cue.weights)


def test_a_gap_between_cues_is_rest(tmp_path):
    cues = [{"start": 0.1, "end": 0.2, "value": "A"}, {"start": 0.4, "end": 0.5, "value": "D"}]
    (tmp_path / "m.json").write_text(json.dumps({"mouthCues": cues}))
    assert shown(read_track(tmp_path / "m.json")) == [
        ("X", 0.0, 0.1), ("A", 0.1, 0.2), ("X", 0.2, 0.4), ("D", 0.4, 0.5),
    ]  # fmt: skip


OURS = {"format": "vidsync-visemes", "version": 1, "set": "oculus", "duration": 1, "lead": 0}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"mouthCues": [{"start": 0, "end": 1, "value": "Q"}]}, "unknown shape 'Q'"),
        ({"mouthCues": [{"start": 0, "end": 1, "value": ["A"]}]}, "value is"),
        ({"mouthCues": [{"start": 1, "end": 0, "value": "A"}]}, "ends before"),
        ({"mouthCues": [{"start": 0, "end": 1e99, "value": "A"}]}, "end is 1e"),
        ({"mouthCues": [{"start": 10**400, "end": 1, "value": "A"}]}, "start is 1000"),
        ({"mouthCues": [3]}, "not a list of cues"),
        ({"mouthCues": []}, "no mouth cues"),
        ({"mouthCues": [{"start": 0, "end": 1, "value": "A"}, {"start": 0.5, "end": 2, "value":
          "B"}]}, "overlaps"),
        ({**OURS, "cues": [{"start": 0, "end": 1, "weights": {"PPP": 1}}]}, "did you mean 'PP'"),
        ({**OURS, "cues": [{"start": 0, "end": 1, "weights": {"PP": 3}}]}, "weight of PP is 3"),
        ({**OURS, "cues": [{"start": 0, "end": 3, "weights": {"PP": 1}}]}, "or the end"),
        ({**OURS, "duration": None, "cues": []}, "duration is None"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_track_is_named(document, message, tmp_path):
    path = tmp_path / "m.json"
    path.write_text(json.dumps(document))
    with pytest.raises(FormatError, match=r"m\.json") as told:
        read_track(path)
    assert message in str(told.value)


def test_other_files_are_not_tracks(tmp_path):
    path = tmp_path / "t"
    for text in ("", "{", "[]", "0.1\tX", "0.00\tX\nhello\n", '{"words": []}', "<tt/>"):
        path.write_text(text)
        assert try_read_track(path) is None
        with pytest.raises(FormatError, match="not a track"):
            read_track(path)
    path.write_text(json.dumps({**OURS, "set": "oculsu", "cues": []}))
    with pytest.raises(PresetError, match="oculsu"):
        read_track(path)
    with pytest.raises(InputError, match="does not exist"):
        read_track(tmp_path / "none")


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["A", "oculus"]),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "end", "value", "weights", "cues", "mouthCues", "A"]),
            inner, max_size=4,
        ),
        max_leaves=12,
    ),
    st.sampled_from([{}, OURS]),
)  # fmt: skip
def test_any_json_is_a_track_none_or_an_error(tmp_path_factory, value, head):
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps({**head, **value} if isinstance(value, dict) else value))
    try:
        track = try_read_track(path)
    except InputError:
        return
    if track is not None:
        assert all(cue.start < cue.end for cue in track.cues)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.tsv").write_text(TSV)

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["visemes", "r.tsv", *arguments])
        return left.value.code or 0, capsys.readouterr().err

    return run


def test_a_rhubarb_track_is_written_for_another_program(run, tmp_path):
    assert run("--to", "opentoonz", "-o", "o.txt") == (0, "")
    assert (tmp_path / "o.txt").read_text().splitlines()[:4] == [
        "MohoSwitch1", "1 rest", "2 AI", "7 E",
    ]  # fmt: skip
    code, said = run("--to", "unity", "-o", "u.anim")
    assert code == 0
    assert "blendShape.jawOpen" in (tmp_path / "u.anim").read_text()
    code, _ = run("--set", "oculus", "-o", "v.json")
    cues = json.loads((tmp_path / "v.json").read_text())["cues"]
    (closed,) = (cue for cue in cues if cue["viseme"] == "PP")
    assert closed["start"] <= 0.31
    assert closed["end"] > 0.35
    code, said = run("--speaker", "Ann", "-o", "x.json")
    assert code == 2
    assert "no words" in said
