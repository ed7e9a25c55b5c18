"""Defaults of options from settings files, and `vidsync config`."""

import json
import os

import pytest


@pytest.fixture
def run_with(run, tmp_path):
    """Return a function that runs `vidsync` with a user's settings file and one of the folder."""

    def run_with(*arguments, user="", folder=""):
        own = tmp_path / "own.toml"
        own.write_text(user)
        (tmp_path / "vidsync.toml").write_text(folder)
        return run(*arguments, env={**os.environ, "VIDSYNC_CONFIG": str(own)})

    return run_with


def shown(done):
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["defaults"]
    return {(row["command"], row["option"]): (row["value"], row["from"]) for row in rows}


def test_the_folder_overrides_the_user_and_a_table_the_top(run_with, timings, tmp_path):
    user = 'preset = "slam"\nplatform = "reels"\n[preview]\ntiles = 3\n'
    folder = 'preset = "clean"\n[render]\npreset = "punch"\n'
    found = shown(run_with("config", "--json", user=user, folder=folder))
    assert found["captions", "preset"] == ("clean", "vidsync.toml")
    assert found["render", "preset"] == ("punch", "vidsync.toml")
    assert found["render", "platform"] == ("reels", str(tmp_path / "own.toml"))
    assert found["preview", "tiles"][0] == 3
    assert ("render", "crf") not in found


def test_a_default_is_used_and_an_option_of_the_shell_overrides_it(run_with, timings, tmp_path):
    folder = '[captions]\nmax-words = 1\nset = ["text.case=lower"]\nformat = "json"\n'
    done = run_with("captions", timings, "-o", "-", folder=folder)
    assert len(json.loads(done.stdout)["cues"]) == 4
    done = run_with("captions", timings, "-o", "-", "--max-words", "4", folder=folder)
    assert len(json.loads(done.stdout)["cues"]) == 1


@pytest.mark.parametrize(
    ("folder", "message", "hint"),
    [
        ('prest = "pop"', "no command has an option 'prest'", "preset"),
        ('[render]\nprest = "pop"', "has no option 'prest'", "preset"),
        ('[rendr]\npreset = "pop"', "no command 'rendr'", "render"),
        ("preset = ", "is not a TOML file", ""),
        ("crf = {a = 1}", "no command 'crf'", ""),
        ("set = [[1]]", "not a text, a number, true or false", ""),
        ('ffmpeg = "./evil"', "ffmpeg can't be set in the settings of a folder", "own.toml"),
        ("overwrite = true", "overwrite can't be set", ""),
    ],
)
def test_a_mistake_in_a_settings_file_is_named(folder, message, hint, run_with, timings):
    done = run_with("captions" if "set" in folder else "render", "x", "-o", "y.srt", folder=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert "vidsync.toml" in done.stderr
    assert hint in done.stderr


def test_config_shows_every_option_of_a_command(run_with):
    found = shown(run_with("config", "render", "--json", folder="crf = 20\n"))
    assert found["render", "crf"] == (20, "vidsync.toml")
    assert found["render", "preset"] == ("pop", "vidsync")
    printed = run_with("config", "render", folder="crf = 20\n").stdout
    assert "render --crf = 20  (vidsync.toml)" in printed
    assert 'render --preset = "pop"\n' in printed
