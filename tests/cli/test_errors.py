"""User errors: one line, a hint, exit code 2, and no output file."""

import contextlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vidsync.cli.console import shell_hint


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    return done.stderr.splitlines()


def assert_refused(done, *, saying: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert saying in done.stderr, done.stderr
    assert lines(done)[0].startswith("error: ")
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "saying"),
    [
        (["render", "missing.mp4", "--text", "hi", "-o", "out.mp4"], "missing.mp4"),
        (["render", "talk.json", "--text", "hi", "-o", "out.mp4"], "talk.json"),
        (["render", "clip.mp4", "-o", "out.mp4"], "--text"),
        (["render", "clip.mp4", "--text", "", "-o", "out.mp4"], "text"),
        (["render", "clip.mp4", "--text", "...", "-o", "out.mp4"], "text"),
        (["render", "clip.mp4", "--text", "hi", "-o", "out.txt"], ".txt"),
        (["render", "clip.mp4", "--text", "hi", "-o", "no/where/out.mp4"], "folder"),
        (["render", "clip.mp4", "--text", "hi", "--preset", "popp", "-o", "o.mp4"], "'pop'"),
        (["render", "clip.mp4", "--text", "hi", "--voice", "germn", "-o", "o.mp4"], "german"),
        (["render", "clip.mp4", "--text", "hi", "--mix", "dck", "-o", "o.mp4"], "'duck'"),
        (["render", "clip.mp4", "--text", "hi", "--encoder", "x265", "-o", "o.mp4"], "libx265"),
        (["render", "clip.mp4", "--text", "hi", "--engine", "espeek", "-o", "o.mp4"], "espeak"),
        (["render", "clip.mp4", "--timings", "talk.json", "--text", "a", "-o", "o.mp4"], "both"),
        (["render", "clip.mp4", "--text", "hi", "-o", "clip.mp4", "-y"], "clip.mp4"),
        (["speak", "-o", "n.wav"], "text"),
        (["captions", "talk.json", "-o", "c.doc"], ".doc"),
        (["captions", "talk.json", "-o", "c.ass", "--size", "10x"], "10x"),
        (["captions", "missing.json", "-o", "c.srt"], "missing.json"),
        (["visemes", "talk.json", "-o", "v.json", "--set", "occulus"], "oculus"),
        (["preview", "talk.json", "-o", "sheet.mp4"], ".mp4"),
        (["preview", "talk.json", "-o", "s.png", "--preset", "absent.toml"], "absent.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_error_names_the_mistake(run, timings, clip, tmp_path, arguments, saying):
    before = sorted(path.name for path in tmp_path.iterdir())
    assert_refused(run(*arguments), saying=saying)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("field", "value", "saying"),
    [
        ("start", "NaN", "nan"),
        ("start", "-1.0", "goes"),
        ("end", "0.1", "goes"),
        ("start", "1e400", "goes"),
        ("start", '"soon"', "start"),
        ("text", '""', "text"),
        ("text", '"\\ud800"', "surrogate"),
    ],
)
def test_the_error_for_a_broken_time_names_the_word(run, timings, tmp_path, field, value, saying):
    document = json.loads(timings.read_text("utf-8"))
    document["words"][1][field] = "@@"
    timings.write_text(json.dumps(document).replace('"@@"', value), "utf-8")
    assert_refused(run("captions", timings, "-o", "c.srt"), saying=saying)
    assert not (tmp_path / "c.srt").exists()


def test_an_output_is_not_replaced_unless_allowed(run, timings, tmp_path):
    (tmp_path / "c.srt").write_text("mine")
    assert_refused(run("captions", timings, "-o", "c.srt"), saying="-y")
    assert (tmp_path / "c.srt").read_text() == "mine"
    assert run("captions", timings, "-o", "c.srt", "-y").returncode == 0
    assert "-->" in (tmp_path / "c.srt").read_text("utf-8")


def test_an_unknown_option_is_a_usage_error(run):
    done = run("render", "--bogus")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_internal_error_shows_its_place_and_exits_with_1(run, tmp_path):
    code = (
        "import vidsync.cli, vidsync.cli.system.doctor\n"
        "vidsync.cli.system.doctor._checks = lambda _path: 1 / 0\n"
        "vidsync.cli.main(['doctor'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "fault in vidsync" in done.stderr


def test_traceback_shows_the_place_of_a_user_error(run):
    done = run("captions", "missing.json", "-o", "c.srt", "--traceback")
    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_control_characters_are_not_printed(run):
    done = run("captions", "a\x1b[31mb.json", "-o", "c.srt")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_an_interrupted_render_leaves_no_files(clip, tmp_path, timings, sent, code):
    before = sorted(path.name for path in tmp_path.iterdir())
    text = "This takes long enough to be interrupted in the middle. " * 40
    # Processes that a shell starts in the background ignore Ctrl-C, and so do their children.
    listening = (
        "import signal, sys, vidsync.cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "vidsync.cli.main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", listening, "render", str(clip), "--text", text]
    command += ["--longer", "loop", "--encoder-preset", "veryslow", "-o", "out.mp4"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    while process.poll() is None and not list(Path(tmp_path).glob(".vidsync-*")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
    process.send_signal(sent)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == code, complaint
    assert b"Traceback" not in complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("choose another name, or give overwrite=True", "choose another name, or give -y"),
        ("make it with set='rhubarb'", "make it with --set rhubarb"),
        ("set LMNT_API_KEY, or give key=…", "set LMNT_API_KEY, or give --engine-option key=…"),
        ("give voice=…, one of its voices", "give --voice …, one of its voices"),
        ("did you mean 'pop'?", "did you mean 'pop'?"),
        ("give --recognizer-option key=…", "give --recognizer-option key=…"),
        ("write NAME=VALUE", "write NAME=VALUE"),
    ],
)
def test_hints_show_options_of_the_command_line(hint, shown):
    assert shell_hint(hint) == shown
