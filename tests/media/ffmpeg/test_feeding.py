"""ffmpeg is fed through its standard input, and both sides end whatever happens."""

import threading
from pathlib import Path

import pytest

from vidsync.errors import FfmpegError, MediaError
from vidsync.media import find_ffmpeg
from vidsync.media.ffmpeg.process import run

READ = ("-f", "s16le", "-ar", "8000", "-ac", "1", "-i", "pipe:0")


def test_all_that_is_fed_arrives(tmp_path: Path):
    def feed(stream):
        for _ in range(100):
            stream.write(b"\1\2" * 8000)

    run(
        find_ffmpeg(),
        [*READ, "-f", "s16le", "out.raw"],
        folder=tmp_path,
        task="copying",
        feed=feed,
    )
    assert (tmp_path / "out.raw").stat().st_size == 100 * 16_000


def test_an_error_of_the_feed_ends_ffmpeg_and_is_raised(tmp_path: Path):
    def feed(stream):
        stream.write(b"\0" * 16_000)
        raise MediaError("the sound breaks off")

    before = threading.active_count()
    with pytest.raises(MediaError, match="breaks off"):
        run(find_ffmpeg(), [*READ, "out.wav"], folder=tmp_path, task="copying", feed=feed)
    assert threading.active_count() == before


def test_ffmpeg_that_fails_ends_the_feed(tmp_path: Path):
    def feed(stream):
        while True:
            stream.write(b"\0" * 16_000)

    before = threading.active_count()
    with pytest.raises(FfmpegError, match="copying"):
        run(find_ffmpeg(), [*READ, "-c:a", "none", "out.wav"], folder=tmp_path, task="copying",
            feed=feed)  # fmt: skip
    assert threading.active_count() == before


def test_an_interrupt_ends_ffmpeg_and_the_feed(tmp_path: Path):
    def feed(stream):
        while True:
            stream.write(b"\0" * 16_000)

    def interrupt(_):
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        run(find_ffmpeg(), [*READ, "out.wav"], folder=tmp_path, task="copying", feed=feed,
            on_progress=interrupt)  # fmt: skip
    assert threading.active_count() == before


def test_ffmpeg_that_needs_no_more_ends_the_feed(tmp_path: Path):
    def feed(stream):
        for _ in range(10_000):
            stream.write(b"\0" * 16_000)

    run(find_ffmpeg(), [*READ, "-t", "1", "out.wav"], folder=tmp_path, task="copying", feed=feed)
    assert (tmp_path / "out.wav").stat().st_size > 16_000
