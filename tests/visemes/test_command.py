"""The command `vidsync visemes`, from a timing document to the file of a program."""

import csv
import json
from dataclasses import replace

import pytest

from vidsync import timings
from vidsync.cli.app import main
from vidsync.espeak import pronounce
from vidsync.transcript import Turn


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    timings.save(pronounce("Bob's baby moved.", voice="en-us"), tmp_path / "t.json")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["visemes", *arguments])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return run


def weights(path) -> dict[str, list[float]]:
    """The columns of a table of weights, by shape."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def test_sets_and_programs_are_listed(run):
    code, out, _ = run("--list")
    assert code == 0
    for name in ("arkit", "preston-blair", "live2d", "unity", "three"):
        assert f"  {name} " in out
    parts = dict.fromkeys(line for line in out.splitlines() if line.startswith("Programs"))
    assert [part.partition(", ")[2] for part in parts] == [
        "proven in the real program", "read by an independent reader", "by specification",
    ]  # fmt: skip
    listed = json.loads(run("--list", "--json")[1])
    assert listed["targets"]["spine"]["status"] == "proven in the real program"
    assert "rhubarb" in listed["sets"]
    assert listed["targets"]["unity"]["suffix"] == ".anim"


@pytest.mark.parametrize(
    ("program", "output", "name"),
    [
        ("moho", "m.dat", "MBP"), ("spine", "s.json", "mouth_a"), ("vmd", "v.vmd", ""),
        ("live2d", "l.motion3.json", "ParamMouthOpenY"), ("unity", "u.anim", "blendShape.jawOpen"),
    ],
)  # fmt: skip
def test_a_program_gets_its_usual_set(run, tmp_path, program, output, name):
    assert run("t.json", "--to", program, "-o", output)[0] == 0
    assert name.encode() in (tmp_path / output).read_bytes()


def test_style_intensity_and_lexicon_reach_the_file(run, tmp_path):
    curves = ("t.json", "--set", "arkit", "--to", "csv-curves", "--fps", "30")
    assert run(*curves, "-o", "plain.csv")[0] == 0
    assert run(*curves, "-o", "less.csv", "--style", "mumble", "--intensity", "0.8")[0] == 0
    plain, less = (weights(tmp_path / name)["jawOpen"] for name in ("plain.csv", "less.csv"))
    assert max(less) < 0.7 * max(plain)
    (tmp_path / "words.txt").write_text("moved  n i n\n", encoding="utf-8")
    assert run(*curves, "-o", "other.csv", "--lexicon", "words.txt")[0] == 0
    pressed = [
        sum(value > 0.4 for value in weights(tmp_path / name)["mouthPressLeft"])
        for name in ("plain.csv", "other.csv")
    ]
    assert pressed[1] < pressed[0]


def test_the_lead_is_in_frames(run, tmp_path):
    def first_closed(*options: str) -> float:
        assert run("t.json", "-o", "v.json", "-y", *options)[0] == 0
        cues = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))["cues"]
        return next(cue["start"] for cue in cues[1:] if cue["viseme"] == "PP")

    assert first_closed("--lead", "0") - first_closed("--lead", "3", "--fps", "60") > 0.03


def test_a_program_with_one_set_needs_no_set_option(run, tmp_path):
    assert run("t.json", "-o", "v.tsv")[0] == 0
    assert (tmp_path / "v.tsv").read_text(encoding="utf-8").split()[1] == "A"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("t.json",), "a timing document and an output are needed"),
        (("t.json", "-o", "v.json", "--keys", "smoth"), "did you mean 'smooth'"),
        (("t.json", "-o", "v.json", "--style", "mumbel"), "did you mean 'mumble'"),
        (("t.json", "-o", "v.json", "--to", "unitty"), "did you mean 'unity'"),
        (("t.json", "-o", "v.anim", "--set", "arkitt"), "did you mean 'arkit'"),
        (("t.json", "-o", "v.anim", "--max-error", "3"), "not 0 to 0.2"),
        (("t.json", "-o", "v.json", "--lexicon", "none.txt"), "lexicon none.txt cannot be read"),
    ],
)
def test_mistakes_are_named(run, arguments, message):
    code, _, error = run(*arguments)
    assert code == 2
    assert message in error


@pytest.fixture
def conversation(tmp_path):
    """A conversation of Ann, Bob and Ann. Bob has a voice but no name."""
    said = pronounce("Papa. Move. Mama.", voice="en-us")
    turns = (Turn("Ann", "slt"), Turn("", "bob/1"))
    words = tuple(
        replace(word, turn=turn) for word, turn in zip(said.words, (0, 1, 0), strict=True)
    )
    timings.save(replace(said, words=words, turns=turns), tmp_path / "two.json")
    return words


def closures(path) -> list[tuple[float, float]]:
    cues = json.loads(path.read_text(encoding="utf-8"))["cues"]
    return [(cue["start"], cue["end"]) for cue in cues if cue["viseme"] == "PP"]


def test_each_speaker_of_a_conversation_has_a_mouth(run, conversation, tmp_path):
    first, second, third = conversation
    code, out, _ = run("two.json", "-o", "two.mouth.json", "--speaker", "all", "--json")
    files = {"visemes_of_Ann": "two.mouth-Ann.json", "visemes_of_bob/1": "two.mouth-bob_1.json"}
    assert code == 0
    assert {key: json.loads(out)[key] for key in files} == files
    ann, bob = (closures(tmp_path / name) for name in files.values())
    assert any(start < first.end for start, _ in ann)
    assert any(end > third.start for _, end in ann)
    assert not any(start < second.end and end > second.start + 0.05 for start, end in ann)
    assert bob
    assert all(start > second.start - 0.1 and end < third.start for start, end in bob)
    assert run("two.json", "-o", "bob.json", "--speaker", "bob/1")[0] == 0
    assert closures(tmp_path / "bob.json") == bob


def test_one_mouth_for_several_speakers_warns(run, conversation, tmp_path):
    code, _, err = run("two.json", "-o", "both.json")
    assert code == 0
    assert "2 speakers (Ann, bob/1) move one mouth" in err
    assert len(closures(tmp_path / "both.json")) == 5
    code, _, err = run("two.json", "-o", "x.json", "--speaker", "Anne")
    assert code == 2
    assert "there is no speaker 'Anne'" in err
    assert "did you mean 'Ann'?" in err
    # With one speaker there is no warning.
    assert run("t.json", "-o", "t.motion3.json", "--speaker", "all")[2] == ""


def test_papagayos_documents_have_a_voice_for_each_speaker(run, conversation, tmp_path):
    code, _, err = run("two.json", "-o", "two.pg2")
    assert (code, err) == (0, "")
    voices = json.loads((tmp_path / "two.pg2").read_text(encoding="utf-8"))["voices"]
    assert [(voice["name"], voice["text"]) for voice in voices] == [
        ("Ann", "Papa.\nMama."), ("bob/1", "Move."),
    ]  # fmt: skip
    ids = [phrase["id"] for voice in voices for phrase in voice["phrases"]]
    assert len(set(ids)) == len(ids) == 3
    assert run("two.json", "-o", "two.pgo")[0] == 0
    lines = (tmp_path / "two.pgo").read_text(encoding="utf-8").splitlines()
    assert lines[4:8] == ["2", "\tAnn", "\tPapa.|Mama.", "\t2"]
    assert "\tbob/1" in lines
    assert run("two.json", "-o", "ann.pgo", "--speaker", "Ann")[0] == 0
    lines = (tmp_path / "ann.pgo").read_text(encoding="utf-8").splitlines()
    assert lines[4:7] == ["1", "\tAnn", "\tPapa.|Mama."]
