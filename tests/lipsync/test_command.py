"""`vidsync visemes` from the document to the file of a program."""

import csv
import json

import pytest

from vidsync import timings
from vidsync.cli import main
from vidsync.espeak import pronounce


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
    """The numbers of a table, a column for each shape."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}


def test_sets_and_programs_are_listed(run):
    code, out, _ = run("--list")
    assert code == 0
    for name in ("arkit", "preston-blair", "live2d", "unity", "three"):
        assert f"  {name} " in out
    listed = json.loads(run("--list", "--json")[1])
    assert "rhubarb" in listed["sets"]
    assert listed["targets"]["unity"]["suffix"] == ".anim"


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


def test_a_target_of_one_set_needs_no_word_about_it(run, tmp_path):
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
        (("t.json", "-o", "v.anim", "--max-error", "3"), "not within 0 and 0.2"),
        (("t.json", "-o", "v.json", "--lexicon", "none.txt"), "lexicon none.txt can't be read"),
    ],
)
def test_mistakes_are_named(run, arguments, message):
    code, _, error = run(*arguments)
    assert code == 2
    assert message in error
