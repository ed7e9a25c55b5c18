import os
from pathlib import Path

import pytest

from vidsync.errors import FfmpegError
from vidsync.media import compose, find_ffmpeg, probe
from vidsync.media.encoding import Encoding


def executable(path: Path, text: str) -> Path:
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def test_the_bundled_ffmpeg_draws_and_encodes(monkeypatch):
    monkeypatch.delenv("VIDSYNC_FFMPEG", raising=False)
    found = find_ffmpeg()
    assert found.draws_captions
    assert {"libx264", "libx265", "libvpx-vp9", "aac", "libopus"} <= found.encoders
    assert {"ass", "amultiply", "tpad", "zscale", "perlin"} <= found.filters
    assert found.version in repr(found)


def test_the_environment_can_name_another_ffmpeg(monkeypatch, tmp_path, ffmpeg_path):
    other = tmp_path / "my ffmpeg"
    other.symlink_to(ffmpeg_path)
    monkeypatch.setenv("VIDSYNC_FFMPEG", str(other))
    assert find_ffmpeg().path == other
    assert find_ffmpeg(ffmpeg_path).path == ffmpeg_path


def test_an_ffmpeg_on_the_path_is_found_by_its_name(monkeypatch, tmp_path, ffmpeg_path):
    (tmp_path / "ff-of-mine").symlink_to(ffmpeg_path)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    assert find_ffmpeg("ff-of-mine").path == tmp_path / "ff-of-mine"


def test_a_missing_ffmpeg_is_an_error_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("VIDSYNC_FFMPEG", str(tmp_path / "nothing"))
    with pytest.raises(FfmpegError, match=r"VIDSYNC_FFMPEG, .*nothing, is not") as caught:
        find_ffmpeg()
    assert "imageio-ffmpeg" in caught.value.hint


def test_another_program_is_not_accepted_as_ffmpeg(tmp_path):
    with pytest.raises(FfmpegError, match="is not an ffmpeg: it answers 'hello'"):
        find_ffmpeg(executable(tmp_path / "hello", "echo hello\n"))
    with pytest.raises(FfmpegError, match="failed with code 3"):
        find_ffmpeg(executable(tmp_path / "fails", "exit 3\n"))


def test_an_ffmpeg_without_libass_is_refused_only_if_it_has_to_draw(
    tmp_path, ffmpeg_path, plain, red_box
):
    poor = find_ffmpeg(
        executable(tmp_path / "poor", f'"{ffmpeg_path}" "$@" | grep -v "^ .. ass "\n')
    )
    assert not poor.draws_captions
    media = probe(plain)
    with pytest.raises(FfmpegError, match=r"no filter 'ass' \(it was built without libass\)"):
        compose(media, tmp_path / "out.mp4", drawing=red_box(media), ffmpeg=poor)
    assert compose(media, tmp_path / "out.mp4", ffmpeg=poor).copied_video


def test_an_encoder_it_lacks_is_named(tmp_path, ffmpeg_path, plain):
    poor = find_ffmpeg(
        executable(tmp_path / "poor", f'"{ffmpeg_path}" "$@" | grep -v " libx265 "\n')
    )
    with pytest.raises(FfmpegError, match="has no encoder 'libx265'"):
        compose(probe(plain), tmp_path / "out.mp4", encoding=Encoding("h265"), ffmpeg=poor)
