"""Ctrl-C and other sudden ends leave no process, no temporary file and no partial video."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vidsync.errors import FfmpegError
from vidsync.media import Encoding, Progress, compose, find_ffmpeg, probe
from vidsync.media.ffmpeg.process import run, workspace

# A process that a shell starts in the background ignores Ctrl-C, and its children would too.
PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from vidsync.media import Encoding, compose, probe

def say(progress):
    print("working", flush=True)

source, output = map(Path, sys.argv[1:])
compose(probe(source), output, encoding=Encoding("libx264", "placebo"), on_progress=say)
"""


@pytest.fixture(scope="session")
def slow(make_clip):
    """A minute of noise, which takes long to encode."""
    return make_clip(
        "slow.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30:duration=60"),
        *("-c:v", "libx264", "-preset", "ultrafast"),
    )


def workers_of(process_id: int) -> list[int]:
    """The child processes of a process, from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text()
            except OSError:
                continue
            if int(state.rpartition(")")[2].split()[1]) == process_id:
                found.append(int(entry.name))
    return found


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_interrupt_leaves_nothing(tmp_path, slow):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    folder = tmp_path / "videos"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(slow), str(folder / "out.mp4")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "working\n"
        workers = workers_of(program.pid)
        assert workers
        assert any(folder.iterdir())
        program.send_signal(signal.SIGINT)
        _, complaint = program.communicate(timeout=60)
    assert "KeyboardInterrupt" in complaint
    assert not any(is_alive(worker) for worker in workers)
    assert list(folder.iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_an_exception_in_the_caller_s_code_ends_the_run(tmp_path, slow):
    class EnoughError(Exception):
        pass

    def refuse(progress: Progress) -> None:
        raise EnoughError

    before = workers_of(os.getpid())
    with pytest.raises(EnoughError):
        compose(
            probe(slow),
            tmp_path / "out.mp4",
            encoding=Encoding(),
            on_progress=refuse,
        )
    assert workers_of(os.getpid()) == before
    assert list(tmp_path.iterdir()) == []


def test_a_flood_of_error_messages_is_limited(tmp_path, ffmpeg_path):
    chatty = tmp_path / "chatty"
    chatty.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *-version|*-filters|*-encoders) exec "{ffmpeg_path}" "$@";; esac\n'
        "head -c 30000000 /dev/zero | tr '\\0' 'x' | fold -w 3000 >&2\n"
        'echo "[mov @ 0x55d0] [error] moov atom not found" >&2\n'
        'echo "[in#0 @ 0x55d1] [error] Error opening input: Invalid data" >&2\n'
        "exit 183\n"
    )
    chatty.chmod(0o755)
    with (
        workspace() as folder,
        pytest.raises(FfmpegError, match=r"failed at trying: moov atom not found$"),
    ):
        run(find_ffmpeg(chatty), ["-i", "x"], folder=folder, task="trying")
