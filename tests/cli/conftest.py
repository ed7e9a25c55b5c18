"""Run the command line in a separate process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import vidsync
from vidsync import Phone, Transcript, Word

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path) -> Run:
    """Return a function that runs `vidsync` with arguments in an empty folder."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "vidsync", *map(str, arguments)]
        return subprocess.run(
            command,
            **{"cwd": tmp_path, "capture_output": True, "text": True, "timeout": 300, **options},
        )

    return run


@pytest.fixture
def timings(tmp_path) -> Path:
    """Return a small timing document: two seconds, four words, phones on one."""
    words = (
        Word("Pop", 0.2, 0.5, (0, 3), phones=(Phone("p", 0.2, 0.3), Phone("ɒ", 0.3, 0.5))),
        Word("goes", 0.55, 0.8, (4, 8)),
        Word("the", 0.85, 1.0, (9, 12)),
        Word("word.", 1.05, 1.6, (13, 18)),
    )
    path = tmp_path / "talk.json"
    vidsync.save(Transcript(words, 2.0, text="Pop goes the word.", language="en"), path)
    return path
