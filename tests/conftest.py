"""Fixtures shared by several packages: footage, installed packages, damaged documents."""

import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.misbehaving import Misbehaving, Waits
from vidsync.media import find_ffmpeg

PROJECT = Path(__file__).resolve().parents[1]
# A settings file on this machine must not change what the commands do in tests.
os.environ["VIDSYNC_CONFIG"] = os.devnull


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with ``big_buck_bunny.webm`` and ``cockatoo.mp4``.

    Uses the real files if they are in ``shared/media`` beside the project. Otherwise paints
    files with the same containers, codecs, pixel formats and sample rates.
    """
    real = PROJECT.parent / "shared" / "media"
    if real.is_dir():
        return real
    folder = tmp_path_factory.mktemp("footage")
    paint(
        folder / "big_buck_bunny.webm",
        *("-t", "30", "-r", "24", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "16"),
        *("-c:a", "libvorbis", "-ar", "44100", "-ac", "2"),
    )
    paint(
        folder / "cockatoo.mp4",
        *("-t", "14", "-r", "20", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv444p", "-c:a", "libmp3lame", "-ar", "16000", "-ac", "1"),
    )
    return folder


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    arguments = [
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2"),
        *("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=2"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", str(path)),
    ]
    subprocess.run([find_ffmpeg().path, "-v", "error", *arguments], check=True)
    return path


@pytest.fixture
def clip(short_clip: Path, tmp_path: Path) -> Path:
    """Return ``clip.mp4`` in the test's folder: 2 s of 320x180 at 25 fps, with a tone."""
    return Path(shutil.copy(short_clip, tmp_path))


def paint(output: Path, *arguments: str) -> None:
    sources = [
        *("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=24"),
        *("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=44100"),
    ]
    command = [find_ffmpeg().path, "-v", "error", *sources, *arguments, output]
    subprocess.run(command, check=True)


@pytest.fixture(scope="session", autouse=True)
def no_fetched_voices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the voices and models that this machine's user has fetched."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIDSYNC_CACHE", str(tmp_path_factory.mktemp("no-voices")))
        yield


@pytest.fixture(scope="session")
def installed(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Return a function that installs packages into a folder of pytest's cache.

    Call it with ``npm`` or ``pip`` and the packages, each with its version. Folders of
    interrupted installations are deleted and installed again.
    """

    def install(installer: str, *packages: str) -> Path:
        name = re.sub(r"[^\w.=-]+", "-", "_".join((installer, *packages)))
        folder = Path(request.config.cache.mkdir("installed")) / name
        complete = folder / ".complete"
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            if installer == "npm":
                command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix"]
            else:
                command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
            done = subprocess.run(
                [*command, str(folder), *packages], capture_output=True, text=True, timeout=1800
            )
            assert done.returncode == 0, done.stderr[-4000:]
            complete.touch()
        return folder

    return install


@pytest.fixture(scope="session")
def broken() -> Callable[..., Any]:
    """Return a function that damages a document.

    Call it with the document, a strategy for replacements and a draw function. It replaces
    one to three parts of the document, or all of it, with drawn values.
    """

    def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        yield path
        if isinstance(value, dict | list):
            children = value.items() if isinstance(value, dict) else enumerate(value)
            for key, child in children:
                yield from places(child, (*path, key))

    def with_replacements(document: Any, replacements: Any, draw: Callable[[Any], Any]) -> Any:
        document = copy.deepcopy(document)
        for _ in range(draw(st.integers(1, 3))):
            path = draw(st.sampled_from(list(places(document))))
            replacement = draw(replacements)
            if not path:
                return replacement
            target = document
            for key in path[:-1]:
                target = target[key]
            target[path[-1]] = replacement
        return document

    return with_replacements


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    with Misbehaving() as server:
        yield server
