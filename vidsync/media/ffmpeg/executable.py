"""The ffmpeg executable: where it is, and which filters and encoders it has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from vidsync.errors import FfmpegError
from vidsync.paths import PathLike

ENVIRONMENT_VARIABLE = "VIDSYNC_FFMPEG"

_REMEDY = (
    "pip install --force-reinstall imageio-ffmpeg installs one that works; "
    f"or name another with {ENVIRONMENT_VARIABLE} or --ffmpeg"
)
# "Encoders:" lines are " V....D libx264   …", "Filters:" lines " TS ass   V->V   …".
_LISTED = re.compile(r"^ [A-Z.|]{2,6} +(\S+) ")


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg executable and what it was built with.

    Attributes:
        path: the executable.
        version: as it names itself, ``7.1`` or ``n9.0.2-17-g2a571b6068``.
        filters: names of all its filters.
        encoders: names of all its encoders.
    """

    path: Path
    version: str
    filters: frozenset[str] = field(repr=False)
    encoders: frozenset[str] = field(repr=False)

    @property
    def draws_captions(self) -> bool:
        """Whether it was built with libass."""
        return "ass" in self.filters

    def require(self, *, filters: Iterable[str] = (), encoders: Iterable[str] = ()) -> None:
        """Refuse this ffmpeg if it lacks a filter or an encoder.

        Raises:
            FfmpegError: names what is missing, and how to get an ffmpeg that has it.
        """
        for name in filters:
            if name not in self.filters:
                built = " (it was built without libass)" if name == "ass" else ""
                raise FfmpegError(
                    f"the ffmpeg at {self.path} has no filter {name!r}{built}", hint=_REMEDY
                )
        for name in encoders:
            if name not in self.encoders:
                raise FfmpegError(
                    f"the ffmpeg at {self.path} has no encoder {name!r}", hint=_REMEDY
                )


def find_ffmpeg(path: PathLike | None = None) -> Ffmpeg:
    """Find an ffmpeg and list its features.

    Args:
        path: an executable, or the name of one on the PATH. None takes the one in
            the environment variable VIDSYNC_FFMPEG, else the one of the package
            imageio-ffmpeg.

    Raises:
        FfmpegError: no ffmpeg was found, or the file is not an ffmpeg.
    """
    if path:
        return _inspect(_executable(str(path), "the ffmpeg that was asked for"))
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return _inspect(_executable(named, f"the ffmpeg named by {ENVIRONMENT_VARIABLE}"))
    return _inspect(_find_bundled())


def _executable(name: str, role: str) -> Path:
    found = shutil.which(name)
    if found is None:
        raise FfmpegError(f"{role}, {name}, is not an executable", hint=_REMEDY)
    return Path(found).absolute()


def _find_bundled() -> Path:
    # Imported late: it takes about 30 ms, which users with their own ffmpeg save.
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe()).absolute()
    except RuntimeError as error:
        raise FfmpegError("imageio-ffmpeg has no ffmpeg for this machine", hint=_REMEDY) from error


@cache
def _inspect(path: Path) -> Ffmpeg:
    first = _ask(path, "-version").partition("\n")[0]
    named = re.match(r"ffmpeg version (\S+)", first)
    if named is None:
        raise FfmpegError(f"{path} is not an ffmpeg: it answers {first[:80]!r}", hint=_REMEDY)
    return Ffmpeg(
        path=path,
        version=named[1],
        filters=_names(_ask(path, "-filters")),
        encoders=_names(_ask(path, "-encoders")),
    )


def _ask(path: Path, question: str) -> str:
    try:
        answer = subprocess.run(
            [path, "-hide_banner", question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=True,
        )
    except OSError as error:
        raise FfmpegError(f"{path} can't be run: {error.strerror}", hint=_REMEDY) from error
    except subprocess.CalledProcessError as error:
        raise FfmpegError(
            f"{path} {question} failed with code {error.returncode}", hint=_REMEDY
        ) from error
    except subprocess.TimeoutExpired as error:
        raise FfmpegError(f"{path} {question} gave no answer in a minute", hint=_REMEDY) from error
    return answer.stdout.decode("utf-8", "replace")


def _names(listing: str) -> frozenset[str]:
    found = (_LISTED.match(line) for line in listing.splitlines())
    return frozenset(match[1] for match in found if match and match[1] != "=")
