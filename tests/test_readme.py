"""The README has the two commands for a new machine, and stays short."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text("utf-8")


def shell_blocks() -> list[str]:
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)]


def test_the_two_commands_for_a_new_machine():
    install, test = shell_blocks()[:2]
    assert install.endswith("pip install . && vidsync demo")
    assert test.endswith("python -m pytest")


def test_ci_runs_the_test_command():
    script = PROJECT / ".ci" / "run"
    if script.exists():  # an sdist does not contain it
        assert shell_blocks()[1] in script.read_text("utf-8")


def test_the_readme_is_short():
    assert len(README.encode()) < 7000


def test_the_picture_is_small():
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert 0 < (PROJECT / picture).stat().st_size < 2_000_000
