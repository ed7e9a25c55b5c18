"""What the pages' examples work on."""

import subprocess
from pathlib import Path

import pytest

import vidsync
from vidsync.media import find_ffmpeg

TEXT = "Look at this. It is quick!"


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that every page begins with."""
    folder = tmp_path_factory.mktemp("examples")
    arguments = [
        *("-f", "lavfi", "-i", "testsrc2=size=270x480:rate=12:duration=3"),
        *("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=3"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", str(folder / "in.mp4")),
    ]
    subprocess.run([find_ffmpeg().path, "-v", "error", *arguments], check=True)
    speech = vidsync.speak(TEXT)
    (folder / "talk.wav").write_bytes(speech.audio)
    (folder / "talk.txt").write_text(TEXT + "\n", encoding="utf-8")
    vidsync.save(speech.transcript, folder / "talk.json")
    vidsync.caption(speech.transcript).save(folder / "talk.srt")
    return folder
