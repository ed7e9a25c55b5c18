"""`vidsync cut` from the command line."""

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.coded_video import constant_times, read_frames, write_coded
from vidsync import Transcript, Word, load, save
from vidsync.cli import main

RATE = Fraction(25)
WORDS = ("So", 0.2), ("um,", 1.0), ("the", 1.6), ("thing", 2.4), ("is", 4.8)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A video of 6 s whose frames have numbers, and its words."""
    monkeypatch.chdir(tmp_path)
    write_coded(
        tmp_path / "talk.mp4",
        constant_times(RATE, 6.0),
        rate=RATE,
        time_base=1 / RATE,
        seconds=6.0,
    )
    words = tuple(Word(text, start, start + 0.3) for text, start in WORDS)
    save(Transcript(words, duration=6.0, language="en"), tmp_path / "talk.json")
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["cut", *arguments])
    return int(ended.value.code or 0)


def test_everything_is_cut_alike(files: Path, capsys: pytest.CaptureFixture[str]):
    assert not run(
        *("talk.mp4", "talk.json", "--remove-fillers", "--remove-range", "3-4.5"),
        *("-o", "cut.mp4", "--timings", "cut.json", "--captions", "cut.srt", "--list", "cut.csv"),
        *("--crf", "30", "--encoder-preset", "ultrafast"),
    )
    shown = capsys.readouterr()
    assert shown.out.split() == ["cut", "cut.mp4", "timings", "cut.json", "captions", "cut.srt",
                                 "list", "cut.csv"]  # fmt: skip
    assert "2 cuts" in shown.err
    frames = read_frames(files / "cut.mp4")
    words = load(files / "cut.json").words
    assert [word.text for word in words] == ["So", "the", "thing", "is"]
    # The frame that is shown when a word begins is the one at which it began.
    for word, (_, start) in zip(words, (WORDS[0], *WORDS[2:]), strict=True):
        shown_then = [number for time, number in frames if time <= word.start + 0.001][-1]
        assert abs(shown_then - start * RATE) <= 1
    rows = list(csv.DictReader(io.StringIO((files / "cut.csv").read_text("utf-8"))))
    assert [(row["reason"], row["text"]) for row in rows] == [("filler", "um,"), ("range", "")]
    assert "So the thing" in (files / "cut.srt").read_text("utf-8")


def test_a_dry_run_lists_what_would_go(files: Path, capsys: pytest.CaptureFixture[str]):
    assert not run("talk.mp4", "talk.json", "--remove-fillers", "--dry-run")
    shown = capsys.readouterr()
    assert "filler    um," in shown.out
    assert "1 cut, " in shown.err
    assert not run("talk.mp4", "talk.json", "--remove-fillers", "--dry-run", "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["cuts"] == 1
    assert document["removed"][0]["text"] == "um,"
    assert document["kept"][1]["output_start"] == document["kept"][0]["end"]
    assert {path.name for path in files.iterdir()} == {"talk.mp4", "talk.json"}


def test_an_edited_text_is_read_in_any_form(files: Path, capsys: pytest.CaptureFixture[str]):
    (files / "edited.txt").write_text("So the thing is\n", encoding="utf-8")
    (files / "edited.srt").write_text(
        "1\n00:00:00,000 --> 00:00:06,000\nSo the thing is\n", encoding="utf-8"
    )
    found = []
    for name in ("edited.txt", "edited.srt"):
        assert not run("talk.mp4", "talk.json", "--edited", name, "--dry-run", "--json")
        found.append(json.loads(capsys.readouterr().out)["removed"])
    assert found[0] == found[1]
    assert found[0][0]["reason"] == "edited"
    (files / "edited.txt").write_text("So the other thing is\n", encoding="utf-8")
    assert run("talk.mp4", "talk.json", "--edited", "edited.txt", "--dry-run") == 2
    assert "not spoken: 'other'" in capsys.readouterr().err


def test_an_edl_has_what_stays(files: Path):
    assert not run(
        *("talk.mp4", "talk.json", "--remove-range", "1-2", "--dry-run", "--list", "cut.edl"),
    )
    lines = (files / "cut.edl").read_text("utf-8").splitlines()
    assert lines[0] == "TITLE: talk"
    assert lines[3].split()[4:] == ["00:00:00:00", "00:00:01:00", "00:00:00:00", "00:00:01:00"]
    assert lines[5].split()[4:] == ["00:00:02:00", "00:00:06:00", "00:00:01:00", "00:00:05:00"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("talk.mp4", "talk.json", "--remove-fillers"), "no output is given"),
        (("talk.mp4", "--remove-fillers", "--model", "no-folder", "-o", "cut.mp4"),
         "or give the transcript: vidsync cut talk.mp4"),
        (("talk.mp4", "talk.json", "-o", "cut.mp4"), "nothing says what to cut"),
        (("talk.mp4", "talk.json", "--remove-range", "5", "-o", "cut.mp4"), "--remove-range is"),
        (("talk.mp4", "talk.json", "--remove-range", "3-2", "-o", "cut.mp4"), "--remove-range is"),
        (("none.mp4", "--remove-silences", "1", "-o", "cut.mp4"), "does not exist"),
        (("talk.mp4", "talk.json", "--remove-fillers", "-o", "talk.mp4"), "exists already"),
        (("talk.mp4", "talk.json", "--remove-fillers", "-o", "talk.mp4", "-y"), "input itself"),
        (("talk.mp4", "talk.json", "--remove-fillers", "-o", "cut.avi"), ".avi"),
        (("talk.mp4", "talk.json", "--remove-fillers", "-o", "-"), "standard output"),
        (("talk.mp4", "talk.json", "--remove-fillers", "--language", "tlh", "--dry-run"),
         "no list of fillers"),
    ],
)  # fmt: skip
def test_mistakes_are_said_in_a_line(
    files: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
):
    assert run(*arguments) == 2
    assert message in capsys.readouterr().err
    assert {path.name for path in files.iterdir()} == {"talk.mp4", "talk.json"}
