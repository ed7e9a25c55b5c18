"""The table of commands has the same summaries as the docstrings of the commands."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from vidsync.cli.commands import COMMANDS, load_command


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_is_the_first_line_of_the_command_s_help(name):
    entry = COMMANDS[name]
    assert load_command(name, entry).help.splitlines()[0] == entry.summary


@pytest.mark.parametrize("name", COMMANDS)
def test_the_module_of_a_command_is_named_after_it(name):
    module = import_module(f"vidsync.cli.{COMMANDS[name].module}")
    assert inspect.getmodulename(module.__file__) == name.replace("-", "_")


def test_help_imports_no_command():
    program = (
        "import sys, vidsync.cli\n"
        "try: vidsync.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.startswith('vidsync')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "render" in done.stdout
    assert "'vidsync.cli.commands'" in done.stderr
    for room in ("captions", "media", "tts", "timings", "cli.video"):
        assert f"'vidsync.{room}'" not in done.stderr
