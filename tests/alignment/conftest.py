from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest


def provided(installed: Callable[..., Path], modules: tuple[str, ...], *packages: str) -> None:
    """These packages: the installed ones if they are there, else the ones from PyPI."""
    if any(find_spec(module) is None for module in modules):
        # Last on the path, so that their dependencies, such as numpy, do not replace ours.
        sys.path.append(str(installed("pip", *packages)))


@pytest.fixture(scope="session")
def neural(installed: Callable[..., Path]) -> None:
    packages = ("torch>=2.4", "transformers>=4.44", "uroman>=1.3")
    provided(installed, ("torch", "transformers", "uroman"), *packages)


@pytest.fixture(scope="session")
def whisper(neural: None, installed: Callable[..., Path]) -> None:
    provided(installed, ("faster_whisper",), "faster-whisper>=1.1")
