"""Options of every command: help, suggestions, options given twice, failures as JSON."""

import json
import os

import pytest

from vidsync.cli.commands import COMMANDS, load_command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_short_help(run, name):
    done = run(name, "-h")
    assert done.returncode == 0, done.stderr
    assert "Usage: vidsync" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_p_is_a_preset_wherever_it_is_shown(name):
    for parameter in load_command(name, COMMANDS[name]).params:
        if "-p" in parameter.opts and not getattr(parameter, "hidden", False):
            assert "--preset" in parameter.opts


def test_the_short_name_of_a_profile_still_works_with_a_warning(run, timings):
    done = run("lint", timings, "-p", "bbc")
    assert "write --profile" in done.stderr
    assert done.returncode in (0, 1)


@pytest.mark.parametrize(
    ("option", "suggested"),
    [
        ("--fount", "--font"),
        ("--presets", "--preset"),
        ("--subtitle", ""),
        ("--pixel", "--pixel-format"),
    ],
)
def test_the_suggestion_for_an_unknown_option_is_like_it(run, option, suggested):
    error = run("render", option, "x").stderr.splitlines()[-1]
    assert error.startswith(f"Error: No such option: {option}")
    assert ("Possible options" in error) == bool(suggested)
    assert suggested in error


def test_two_outputs_are_refused(run, timings, tmp_path):
    done = run("captions", timings, "-o", "a.srt", "-o", "b.srt")
    assert done.returncode == 2
    assert "--output is given 2 times" in done.stderr
    assert not (tmp_path / "b.srt").exists()


def test_an_option_that_is_given_twice_counts_once_with_a_warning(run, timings):
    done = run("captions", timings, "-o", "a.srt", "-p", "pop", "-p", "clean", "-y", "-y")
    assert done.returncode == 0, done.stderr
    assert "--preset is given 2 times: the last one counts" in done.stderr
    assert "--overwrite" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["captions", "missing.json", "-o", "a.srt"],
        ["captions", "--bogus"],
        ["speak", "-o", "a.wav"],
    ],
    ids=" ".join,
)
def test_a_failure_is_json_if_json_is_wanted(run, arguments):
    done = run(*arguments, "--json")
    assert done.returncode == 2
    failure = json.loads(done.stdout)
    assert set(failure) == {"error", "hint", "exit_code"}
    assert failure["error"]
    assert failure["exit_code"] == 2


def test_the_hint_of_a_json_failure_has_options_of_the_command_line(run, timings, tmp_path):
    (tmp_path / "a.srt").touch()
    failure = json.loads(run("captions", timings, "-o", "a.srt", "--json").stdout)
    assert failure["hint"] == "choose another name, or give -y"


def test_an_address_in_the_place_of_a_file_is_told(run):
    done = run("captions", "https://example.org/talk.srt", "-o", "a.srt")
    assert done.returncode == 2
    assert "https://example.org/talk.srt is an address, not a file" in done.stderr


@pytest.mark.parametrize("command", [["speak"], ["align", "n.wav", "--text"]], ids=" ".join)
def test_a_file_in_the_place_of_a_text_is_told(run, tmp_path, command):
    (tmp_path / "talk.txt").write_text("Pop goes the word.", "utf-8")
    done = run(*command, "talk.txt", "-o", "out.json")
    assert done.returncode == 2
    assert "--text-file talk.txt" in done.stderr


@pytest.mark.parametrize("command", ["visemes", "mouth"])
def test_lists_are_wrapped_and_not_cut(run, command):
    environment = {**os.environ, "COLUMNS": "60"}
    done = run(command, "--list", env=environment)
    assert done.returncode == 0, done.stderr
    whole = run(command, "--list", env={**os.environ, "COLUMNS": "500"}).stdout
    assert done.stdout.split() == whole.split()
    assert max(map(len, done.stdout.splitlines())) <= 60


def test_the_suggestion_for_an_unknown_command_is_like_it(run):
    done = run("rendr")
    assert done.returncode == 2
    assert "did you mean 'render'" in done.stderr


def test_a_missing_file_is_not_taken_for_words(run):
    done = run("speak", "talk.txt", "-o", "n.wav")
    assert done.returncode == 2
    assert "'talk.txt' looks like a file, and does not exist" in done.stderr
