"""What the README says is what happens."""

import gc
import re
import shlex
from pathlib import Path

import pytest

import vidsync
from vidsync.cli.commands import COMMANDS, load_command
from vidsync.media import probe

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_two_commands_for_a_fresh_machine():
    install, test = (block.strip() for block in blocks("sh")[:2])
    assert install.endswith("pip install . && vidsync demo")
    assert test.endswith("python -m pytest")


def test_ci_runs_the_test_command():
    script = PROJECT / ".ci" / "run"
    if script.exists():  # it is not in an sdist
        assert blocks("sh")[1].strip() in script.read_text("utf-8")


# moviepy leaves its pipes to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_python_examples_run_one_after_the_other(clip, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    clip.rename(tmp_path / "in.mp4")
    names: dict[str, object] = {}
    for example in blocks("python"):
        exec(compile(example, "README.md", "exec"), names)
    assert probe("out.mp4").audio
    assert probe("captioned.mp4").subtitles
    assert (tmp_path / "talk.tsv").read_text().endswith("\tX\n")
    assert isinstance(names["aligned"], vidsync.Transcript)
    names.clear()
    gc.collect()


def test_every_command_and_option_in_the_examples_exists():
    shell = "\n".join(blocks("sh")).replace("\\\n", " ")
    lines = [line for line in shell.splitlines() if line.startswith("vidsync ")]
    assert len(lines) > 10
    for line in lines:
        _, name, *words = shlex.split(line, comments=True)
        command = load_command(name, COMMANDS[name])
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        used = {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)}
        assert used <= options, line


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_link_leads_somewhere(link):
    assert (PROJECT / link).exists()
