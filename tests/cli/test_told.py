"""Mistakes whose cause is told in one line, with what to do."""

import subprocess

import pytest

from vidsync.errors import FfmpegError
from vidsync.media import find_ffmpeg
from vidsync.media.ffmpeg.process import _explain


def assert_refused(done, *, saying):
    assert done.returncode == 2, done.stderr
    assert saying in done.stderr


@pytest.mark.parametrize("command", ["visemes", "captions", "convert", "lint", "inspect", "mouth"])
def test_sound_in_the_place_of_timings_is_told(run, command):
    assert run("speak", "Hi there.", "--engine", "espeak", "-o", "n.wav").returncode == 0
    output = (
        []
        if command == "lint"
        else [
            "-o",
            {"mouth": "o.mov", "inspect": "o.png"}.get(
                command, "o.srt" if command != "visemes" else "o.json"
            ),
        ]
    )
    done = run(command, "n.wav", *output)
    assert_refused(done, saying="n.wav is sound or video, and has no words in it")
    assert "vidsync align" in done.stderr


def test_a_plain_text_in_the_place_of_timings_is_told(run, tmp_path):
    (tmp_path / "n.txt").write_text("Hello there.", "utf-8")
    assert_refused(run("captions", "n.txt", "-o", "o.srt"), saying="is plain text, without times")


def test_blender_is_animated_by_the_add_on(run, timings):
    done = run("visemes", timings, "--to", "blender", "-o", "o.json")
    assert_refused(done, saying="vidsync blender-addon build")


def test_a_suffix_that_the_program_does_not_know_is_told(run, timings):
    done = run("visemes", timings, "--to", "unity", "-o", "o.json")
    assert done.returncode == 0, done.stderr
    assert "o.json: the files of Unity" in done.stderr
    assert "end in .anim" in done.stderr


def test_a_frame_after_the_end_is_refused(run, timings):
    done = run("preview", timings, "--at", "9999", "-o", "o.png")
    assert_refused(done, saying="--at is 9999 s, and the end is at 2.00 s")


def test_a_crf_off_the_scale_is_refused(run, clip):
    done = run("render", clip, "--text", "Hi.", "--crf", "99", "-o", "o.mp4")
    assert_refused(done, saying="that of libx264 goes from 0 (best) to 51")


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("Cannot load libcuda.so.1", "no graphics card"),
        ("Error writing trailer: No space left on device", "the disk is full"),
        ("Invalid data found", "Invalid data found"),
    ],
)
def test_the_cause_of_a_failure_of_ffmpeg_is_told_in_one_line(reason, cause):
    error = _explain("making o.mp4", reason)
    assert isinstance(error, FfmpegError)
    assert error.message.startswith("ffmpeg failed at making o.mp4: ")
    assert cause in error.message


def test_transparency_that_is_lost_is_told(run, tmp_path):
    painted = ("-f", "lavfi", "-i", "color=c=red@0.3:s=160x90:d=1,format=yuva444p10le")
    command = [find_ffmpeg(None).path, *painted, "-c:v", "prores_ks", tmp_path / "in.mov"]
    subprocess.run(command, check=True, capture_output=True)
    done = run("render", "in.mov", "--text", "Hi.", "-o", "out.mp4")
    assert done.returncode == 0, done.stderr
    assert "in.mov is transparent, and the output is opaque" in done.stderr
