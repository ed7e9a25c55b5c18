"""Runs ffmpeg: arguments in, progress and a clear error out.

No shell is used. The process never outlives the call: after any error, Ctrl-C
included, it is killed and reaped.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vidsync.errors import FfmpegError, VidsyncError
from vidsync.media.ffmpeg.executable import Ffmpeg
from vidsync.media.ffmpeg.feeding import Feed, Feeder

# Enough to find the cause of a failure; a broken file can produce millions of lines.
_KEPT_LINES = 200
_KEPT_COLUMNS = 1000

# Even the slowest encoders report progress more often than this.
_PATIENCE_SECONDS = 300.0

# "[mov,mp4 @ 0x55e1] [error] text": the component and the level stand before the text.
_PREFIX = re.compile(r"^(?:\[[^\]]* @ (?:0x)?[0-9a-fA-F]+\] )*\[(\w+)\] ")
_SERIOUS = {"error", "fatal", "panic"}
# Follow-up messages, which do not name the cause.
_ECHO = re.compile(
    r"^(Conversion failed|Error (while|opening|initializing|sending|reinitializing|submitting)"
    r"|Terminating thread|Task finished with error|Could not open encoder before EOF"
    r"|Failed to (set value|inject frame)|Nothing was written|Error parsing|Error applying)"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run.

    Attributes:
        done_seconds: length of the output so far.
        total_seconds: length of the finished output; None if unknown.
        frame: number of frames written.
        speed: seconds of output per second of work; None until it is known.
    """

    done_seconds: float
    total_seconds: float | None
    frame: int
    speed: float | None

    @property
    def fraction(self) -> float | None:
        """The fraction that is done, 0 to 1; None if the total is unknown."""
        if not self.total_seconds:
            return None
        return min(1.0, self.done_seconds / self.total_seconds)

    @property
    def remaining_seconds(self) -> float | None:
        """Seconds of work that remain at the present speed."""
        if not self.total_seconds or not self.speed:
            return None
        return max(0.0, self.total_seconds - self.done_seconds) / self.speed


class Watch:
    """Reads every line of ffmpeg's log while it runs, and can stop the run.

    A subclass overrides `read`. The first objection stops the run.
    """

    objection: VidsyncError | None = None

    def read(self, line: str) -> None:
        """Read a line; set `objection` to stop the run with that error."""


@contextmanager
def workspace() -> Iterator[Path]:
    """Make a private folder for one run, in which every file has a plain name.

    ffmpeg runs inside it, so filters name their files ``captions.ass`` or ``fonts``, and
    no user's path has to be escaped in a filter string.
    """
    with tempfile.TemporaryDirectory(prefix="vidsync-", ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve()


def file_url(path: Path) -> str:
    """Return a path as a URL that ffmpeg takes literally, whatever its name contains."""
    return f"file:{path.absolute()}"


_NO_GPU = "this machine has no graphics card, or no driver, for the encoder"
_SOFTWARE = "take an encoder that runs everywhere, such as libx264"
# A part of ffmpeg's message, the cause, and what to do.
_CAUSES = (
    ("No space left on device", "the disk is full", "free some space, or write to another disk"),
    ("Disk quota exceeded", "the disk quota is used up", "free some space"),
    ("Cannot load libcuda", _NO_GPU, _SOFTWARE),
    ("Cannot load nvcuda", _NO_GPU, _SOFTWARE),
    ("Cannot load libnvidia-encode", _NO_GPU, _SOFTWARE),
    ("No capable devices found", _NO_GPU, _SOFTWARE),
    ("no CUDA-capable device", _NO_GPU, _SOFTWARE),
    ("Failed to initialise VAAPI", _NO_GPU, _SOFTWARE),
    ("Error creating a MFX session", _NO_GPU, _SOFTWARE),
)


def run(
    ffmpeg: Ffmpeg,
    arguments: Sequence[str],
    *,
    folder: Path,
    task: str,
    total_seconds: float | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    watch: Watch | None = None,
    feed: Feed | None = None,
) -> Progress:
    """Run ffmpeg to its end.

    Args:
        ffmpeg: the ffmpeg to run.
        arguments: all but the global ones; outputs are files, never standard output.
        folder: the working directory, a `workspace`.
        task: what ffmpeg does, for the error message: ``encoding out.mp4``.
        total_seconds: length of the output, for the progress.
        on_progress: called about twice a second, in the caller's thread.
        watch: reads the log.
        feed: writes what ffmpeg reads from ``pipe:0``, in a thread of its own.

    Returns:
        The last progress.

    Raises:
        FfmpegError: ffmpeg failed; the message has ffmpeg's own reason.
        VidsyncError: the objection of `watch`.
    """
    command = [
        str(ffmpeg.path),
        *("-hide_banner", "-nostdin", "-y", "-nostats"),
        *("-loglevel", "level+info", "-progress", "pipe:1"),
        *arguments,
    ]
    log = _Log(watch or Watch())
    progress = Progress(0.0, total_seconds, 0, None)
    with _start(command, folder, reads_input=feed is not None) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        feeder = Feeder(feed, process.stdin, process.kill)
        reader = threading.Thread(target=log.follow, args=(process.stderr,), daemon=True)
        try:
            # Inside the block: starting a thread waits for it, and an interrupt may end the wait.
            reader.start()
            feeder.start()
            moved = time.monotonic()
            for block in _blocks(process.stdout):
                log.raise_objection()
                last, progress = progress, _progress(block, progress)
                if (last.frame, last.done_seconds) != (progress.frame, progress.done_seconds):
                    moved = time.monotonic()
                elif time.monotonic() - moved > _PATIENCE_SECONDS:
                    raise FfmpegError(
                        f"ffmpeg made no progress for {_PATIENCE_SECONDS:.0f} s at {task}",
                        hint="try again; if it happens again, try another ffmpeg",
                    )
                if on_progress is not None:
                    on_progress(progress)
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
            if reader.ident is not None:
                reader.join()
            feeder.join()
    feeder.raise_error()
    log.raise_objection()
    if code != 0:
        raise _explain(task, log.reason() or f"exit code {code}")
    return progress


def _explain(task: str, reason: str) -> FfmpegError:
    """Return an error for ffmpeg's reason, with what to do about the usual ones."""
    for sign, cause, hint in _CAUSES:
        if sign in reason:
            return FfmpegError(f"ffmpeg failed at {task}: {cause}", hint=hint)
    return FfmpegError(f"ffmpeg failed at {task}: {reason}")


def _start(command: list[str], folder: Path, *, reads_input: bool) -> subprocess.Popen[str]:
    # An empty fontconfig: libass then sees only the given fonts, none of the machine's. A
    # missing font is missing on every machine, and no font cache is built.
    fonts = folder / "fonts.conf"
    fonts.write_text("<fontconfig></fontconfig>\n", encoding="ascii")
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts), "AV_LOG_FORCE_NOCOLOR": "1"},
            stdin=subprocess.PIPE if reads_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise FfmpegError(f"{command[0]} can't be run: {error.strerror}") from error


def _lines(stream: IO[str]) -> Iterator[str]:
    """Yield lines up to the end; a long line comes in parts."""
    while True:
        try:
            line = stream.readline(_KEPT_COLUMNS)
        except ValueError:
            # An interrupt closed the stream before its reader started.
            return
        if not line:
            return
        yield line


class _Log:
    """The end of ffmpeg's log, read in a thread so that ffmpeg never blocks."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.serious: deque[str] = deque(maxlen=_KEPT_LINES)

    def follow(self, stream: IO[str]) -> None:
        for line in _lines(stream):
            text = line.rstrip()
            level = _PREFIX.match(text)
            if level and level[1] in _SERIOUS:
                self.serious.append(text[level.end() :])
            self.watch.read(text)

    def raise_objection(self) -> None:
        if self.watch.objection is not None:
            raise self.watch.objection

    def reason(self) -> str:
        """Return the first error lines that do not repeat each other."""
        serious = [line for line in self.serious if "fontconfig" not in line.lower()]
        for line in serious:
            if any(sign in line for sign, _, _ in _CAUSES):
                return line
        causes = [line for line in serious if not _ECHO.match(line)] or serious
        return "; ".join(dict.fromkeys(causes[:3]))


def _blocks(stream: IO[str]) -> Iterator[dict[str, str]]:
    """Yield the key=value blocks of ``-progress``; each ends with the key ``progress``."""
    block: dict[str, str] = {}
    for line in stream:
        key, _, value = line.strip().partition("=")
        block[key] = value.strip()
        if key == "progress":
            yield block
            block = {}


def _progress(block: dict[str, str], last: Progress) -> Progress:
    return Progress(
        done_seconds=max(0.0, _number(block.get("out_time_us"), last.done_seconds * 1e6) / 1e6),
        total_seconds=last.total_seconds,
        frame=int(_number(block.get("frame"), last.frame)),
        speed=_number(block.get("speed", "").removesuffix("x"), 0.0) or last.speed,
    )


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text or "")
    except ValueError:
        return otherwise
