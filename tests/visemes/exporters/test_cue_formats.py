"""Formats of one shape at a time, read back by the tests."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vidsync.errors import FormatError
from vidsync.transcript import Word
from vidsync.visemes.exporters import EXPORTERS, ExportOptions
from vidsync.visemes.exporters.frames import make_frame_cues
from vidsync.visemes.track import Track, VisemeCue

# A slow machine must not fail these tests.
STEADY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


HOSTILE = 'x"</mouthCue>\\\n\'";alert(1)//\u2028]]>&'
RHUBARB = "ABCDEFGHX"


def written(to: str, track: Track, **options: object) -> str:
    return EXPORTERS[to].export(track, ExportOptions(**options)).decode("utf-8")  # type: ignore[arg-type]


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    steps = draw(st.lists(st.integers(1, 900), min_size=1, max_size=40))
    shapes = draw(st.lists(st.sampled_from(RHUBARB), min_size=len(steps), max_size=len(steps)))
    cues: list[VisemeCue] = []
    time = 0
    for step, shape in zip(steps, shapes, strict=True):
        if cues and cues[-1].viseme == shape:
            continue
        cues.append(VisemeCue(time / 1000, (time + step) / 1000, ((shape, 1.0),)))
        time += step
    return Track("rhubarb", tuple(RHUBARB), "X", tuple(cues), time / 1000)


def test_rhubarb_xml_is_exact_but_for_its_sound(said: Track) -> None:
    root = ElementTree.fromstring(written("rhubarb-xml", said, sound=HOSTILE))
    assert root.tag == "rhubarbResult"
    assert root.findtext("metadata/soundFile") == HOSTILE
    assert root.findtext("metadata/duration") == "2.00"
    cues = [(cue.get("start"), cue.get("end"), cue.text) for cue in root.iter("mouthCue")]
    assert cues[:2] == [("0.00", "0.50", "X"), ("0.50", "0.60", "A")]
    assert cues[-1] == ("1.50", "2.00", "X")


def test_characters_that_xml_cannot_hold_are_replaced(said: Track) -> None:
    root = ElementTree.fromstring(written("rhubarb-xml", said, sound="a\x00\ud800b"))
    assert root.findtext("metadata/soundFile") == "a\ufffd\ufffdb"


def test_rhubarb_json_escapes_the_name_of_the_sound(said: Track) -> None:
    document = json.loads(written("rhubarb-json", said, sound=HOSTILE))
    assert document["metadata"] == {"soundFile": HOSTILE, "duration": 2.0}


def test_moho_counts_frames_from_one_and_ends_with_rest(said: Track) -> None:
    assert written("moho", said) == ("MohoSwitch1\n1 X\n13 A\n15 B\n22 A\n25 D\n37 X\n49 X\n")


def test_opentoonz_reads_every_line_after_the_first(said: Track) -> None:
    lines = written("opentoonz", said, frame_rate=25).splitlines()
    names = {"ai", "e", "o", "u", "fv", "l", "mbp", "wq", "other", "etc", "rest"}
    read = [line.split(" ") for line in lines[1:]]
    assert all(len(entry) == 2 and entry[1].lower() in names for entry in read)
    assert [(int(frame), name) for frame, name in read] == [
        (1, "rest"), (13, "MBP"), (16, "etc"), (23, "MBP"), (26, "AI"), (38, "rest")
    ]  # fmt: skip


def test_a_name_with_a_space_is_refused(talking: Callable[..., Track]) -> None:
    track = talking((0.0, "wide open"), shapes=("wide open",), rest="wide open", set_name="mine")
    with pytest.raises(FormatError, match="spaces"):
        written("moho", track)
    with pytest.raises(FormatError, match="preston-blair"):
        written("opentoonz", track)


def read_pgo(text: str) -> dict[str, object]:
    """Read Papagayo's text as the program does: line by line, by counts."""
    lines = iter(text.splitlines())
    assert next(lines) == "lipsync version 1"
    sound, rate, duration, voices = (next(lines) for _ in range(4))
    assert voices == "1"
    name, said_text, phrases = (next(lines).removeprefix("\t") for _ in range(3))
    read = []
    for _ in range(int(phrases)):
        _text, start, end, words = (next(lines).strip() for _ in range(4))
        entries = []
        for _ in range(int(words)):
            word, first, last, count = next(lines).strip().split()
            shapes = [next(lines).strip().split() for _ in range(int(count))]
            entries.append((word, int(first), int(last), [(int(f), s) for f, s in shapes]))
        read.append((int(start), int(end), entries))
    assert next(lines, None) is None
    return {"sound": sound, "rate": int(rate), "duration": int(duration), "name": name,
            "text": said_text, "phrases": read}  # fmt: skip


WORDS = (Word("Meep|ah", 0.5, 0.95), Word("pa pa", 0.95, 1.5))


def test_papagayo_holds_words_and_their_shapes(said: Track) -> None:
    read = read_pgo(written("papagayo", said, words=WORDS, sound="a\nb.wav"))
    assert read["sound"] == "a b.wav"
    assert read["phrases"] == [
        (12, 35, [
            ("Meep¦ah", 12, 21, [(12, "MBP"), (14, "etc"), (21, "MBP")]),
            ("pa_pa", 22, 35, [(22, "MBP"), (24, "AI")]),
        ])
    ]  # fmt: skip


def test_papagayo_without_words_has_a_word_for_each_stretch_of_speech(said: Track) -> None:
    (phrase,) = read_pgo(written("papagayo", said))["phrases"]  # type: ignore[misc]
    assert phrase == (12, 35, [("speech1", 12, 35, [(12, "MBP"), (14, "etc"), (21, "MBP"),
                                                    (24, "AI")])])  # fmt: skip


def test_papagayo_ng_holds_the_same_as_papagayo(said: Track) -> None:
    read = read_pgo(written("papagayo", said, words=WORDS))
    document = json.loads(written("papagayo-ng", said, words=WORDS, sound=HOSTILE))
    assert (document["version"], document["num_voices"], document["sound_path"]) == (2, 1, HOSTILE)
    (voice,) = document["voices"]
    assert [
        (phrase["start_frame"], phrase["end_frame"], [
            (word["text"], word["start_frame"], word["end_frame"],
             [(phoneme["frame"], phoneme["text"]) for phoneme in word["phonemes"]])
            for word in phrase["words"]
        ])
        for phrase in voice["phrases"]
    ] == read["phrases"]  # fmt: skip
    assert voice["used_phonemes"] == ["MBP", "etc", "AI"]


def test_spine_swaps_attachments_that_its_skin_has(said: Track) -> None:
    document = json.loads(written("spine", said, name=HOSTILE, target='mo"uth'))
    (slot,) = document["slots"]
    assert slot["name"] == 'mo"uth'
    assert slot["attachment"] == 'mo"uth_x'
    keys = document["animations"][HOSTILE]["slots"]['mo"uth']["attachment"]
    assert {key["name"] for key in keys} <= set(document["skins"][0]["attachments"]['mo"uth'])
    assert [(round(key["time"] * 30), key["name"][-1]) for key in keys] == [
        (0, "x"), (15, "a"), (18, "b"), (27, "a"), (30, "d"), (45, "x")
    ]  # fmt: skip


def test_after_effects_sliders_hold_each_shape_to_its_last_frame(said: Track) -> None:
    lines = written("after-effects-text", said, frame_rate=20).split("\n")
    assert lines[0] == "Adobe After Effects 8.0 Keyframe Data"
    assert "\tUnits Per Second\t20" in lines
    rows = [line.strip("\t").split("\t") for line in lines if re.match(r"\t\d", line)]
    keys = {int(frame): RHUBARB[int(value)] for frame, value in rows}
    assert keys == {0: "X", 9: "X", 10: "A", 11: "A", 12: "B", 17: "B", 18: "A", 19: "A",
                    20: "D", 29: "D", 30: "X", 39: "X", 40: "X"}  # fmt: skip


@STEADY
@given(tracks(), st.text(max_size=30))
def test_the_harmony_script_holds_the_cues_and_escapes_names(track: Track, name: str) -> None:
    script = written("harmony", track, name=name)
    assert script.isascii()
    values = {
        key: json.loads(re.search(rf"    var {key} = (.*);\n", script)[1])  # type: ignore[index]
        for key in ("title", "times", "shapes")
    }
    assert values["title"] == name
    assert values["shapes"] == [cue.viseme for cue in track.cues]
    assert values["times"] == [cue.start for cue in track.cues] + [track.duration]


def test_the_after_effects_script_escapes_names(said: Track) -> None:
    script = written("after-effects", said, name=HOSTILE, frame_rate=20)
    assert script.isascii()
    title = json.loads(re.search(r"var title = (.*);", script)[1])  # type: ignore[index]
    times = json.loads(re.search(r"var times = (.*);", script)[1])  # type: ignore[index]
    mouths = json.loads(re.search(r"var mouths = (.*);", script)[1])  # type: ignore[index]
    assert title == HOSTILE
    assert times == [0.0, 0.5, 0.6, 0.9, 1.0, 1.5, 2.0]
    assert [RHUBARB[mouth] for mouth in mouths] == list("XABADXX")


def test_azure_events_are_ticks_and_numbers(talking: Callable[..., Track]) -> None:
    ids = tuple(map(str, range(22)))
    track = talking((0.0, "0"), (0.1234567, "21"), shapes=ids, rest="0", set_name="azure")
    assert json.loads(written("azure", track)) == [
        {"audio_offset": 0, "viseme_id": 0},
        {"audio_offset": 1234567, "viseme_id": 21},
    ]


def test_polly_marks_are_milliseconds(talking: Callable[..., Track]) -> None:
    track = talking((0.0, "sil"), (0.1236, "@"), shapes=("sil", "@"), rest="sil", set_name="polly")
    assert [json.loads(line) for line in written("polly", track).splitlines()] == [
        {"time": 0, "type": "viseme", "value": "sil"},
        {"time": 124, "type": "viseme", "value": "@"},
    ]


def test_a_table_quotes_what_would_break_its_rows(talking: Callable[..., Track]) -> None:
    track = talking((0.0, HOSTILE), (0.5, "b"), shapes=(HOSTILE, "b"), rest="b", set_name="mine")
    assert list(csv.DictReader(io.StringIO(written("csv", track), newline=""))) == [
        {"start": "0.0000", "end": "0.5000", "viseme": HOSTILE, "weight": "1.0000"},
        {"start": "0.5000", "end": "2.0000", "viseme": "b", "weight": "1.0000"},
    ]


@STEADY
@given(tracks(), st.sampled_from([12, 24, 25, 30, 60]))
def test_frames_show_the_last_cue_and_none_late(track: Track, rate: int) -> None:
    cues = make_frame_cues(track, rate)
    for cue, following in pairwise(cues):
        assert cue.start < cue.end == following.start
        assert cue.shape != following.shape
    for frame_cue in cues:
        # A cue of that shape begins in the frame.
        assert any(
            cue.viseme == frame_cue.shape and 0 <= cue.start * rate + 1e-4 - frame_cue.start < 1.01
            for cue in track.cues
        )


@STEADY
@given(tracks())
def test_moho_and_opentoonz_hold_the_same_frames(track: Track) -> None:
    moho = [line.split() for line in written("moho", track).splitlines()[1:-1]]
    toonz = [line.split() for line in written("opentoonz", track).splitlines()[1:]]
    assert [frame for frame, _ in moho] == [frame for frame, _ in toonz]
    numbers = [int(frame) for frame, _ in moho]
    assert numbers == sorted(set(numbers))


@STEADY
@given(tracks())
def test_papagayo_always_reads_back(track: Track) -> None:
    read = read_pgo(written("papagayo", track))
    for _start, _end, words in read["phrases"]:  # type: ignore[attr-defined]
        for _word, first, last, shapes in words:
            frames = [frame for frame, _ in shapes]
            assert frames == sorted(set(frames))
            assert first <= frames[0]
            assert frames[-1] <= last
