"""Short sounds in a video's sound, detected in the decoded result."""

import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.audio import Samples, decode, wav_bytes
from vidsync.errors import InputError, MediaError
from vidsync.media import Encoding, Narration, Sound, compose, probe
from vidsync.media.ffmpeg.process import workspace
from vidsync.media.sound.short_sounds import sounds_stream
from vidsync.sound_effects import effect

RATE = 48_000
BEEP, MUSIC, VOICE = (2900, 3100), (400, 480), (900, 1100)


def beep(seconds=0.1, amplitude=0.2, rate=RATE, hertz=3000):
    times = np.arange(round(seconds * rate)) / rate
    tone = amplitude * np.sin(2 * np.pi * hertz * times)
    return Samples(tone[:, None].astype(np.float32), rate)


@pytest.fixture(scope="session")
def music(make_clip):
    """4 s of a steady 440 Hz tone under a test picture."""
    return make_clip(
        "music-4.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=4"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4,volume=9dB"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac"),
    )


@pytest.fixture
def track():
    """The samples of the track that ffmpeg receives."""

    def read(sounds, duration):
        with workspace() as folder:
            sounds_stream(sounds, duration=duration, folder=folder)
            return decode(folder / "sounds.flac").data * 8

    return read


def heard_at(path, band, threshold=-50.0):
    """Tenths of a second in which a band has sound."""
    data = decode(path).data.mean(axis=1)
    tenths = data[: len(data) // (RATE // 10) * (RATE // 10)].reshape(-1, RATE // 10)
    window = np.hanning(RATE // 10)
    power = np.abs(np.fft.rfft(tenths * window)) ** 2
    hertz = np.fft.rfftfreq(RATE // 10, 1 / RATE)
    inside = power[:, (hertz >= band[0]) & (hertz < band[1])].sum(axis=1)
    level = 10 * np.log10(2 * inside / (RATE // 10) / (window**2).sum() + 1e-12)
    return [round(float(n) / 10, 1) for n in np.flatnonzero(level > threshold)]


def test_sounds_are_where_and_as_loud_as_they_are_put(track):
    sounds = [Sound(beep(), 1.0), Sound(beep(), 2.5, gain_db=-20), Sound(beep(), 0.5, onset=0.25)]
    data = track(sounds, 3.0)
    assert data.shape == (3 * RATE, 2)
    expected = np.zeros(3 * RATE)
    tone = beep().data[:, 0]
    for at, factor in ((1.0, 1), (2.5, 0.1), (0.25, 1)):
        first = round(at * RATE)
        expected[first : first + len(tone)] += factor * tone
    assert np.abs(data - expected[:, None]).max() < 1e-5


def test_sounds_that_reach_over_blocks_and_ends_are_whole_or_faded(track):
    long = beep(15.0)
    data = track([Sound(long, 5.0)], 25.0)[:, 0]
    tone = long.data[:, 0]
    assert np.abs(data[5 * RATE : 20 * RATE] - tone).max() < 1e-5
    assert not data[: 5 * RATE].any()
    assert not data[20 * RATE :].any()
    # The sound is faded at both ends, so it neither begins nor ends with a jump.
    cut = track([Sound(long, 0.0, onset=1.013)], 5.0)[:, 0]
    assert abs(cut[0]) < 1e-6
    assert np.abs(cut[:48]).max() < 0.03
    assert np.abs(cut[-5:]).max() < 0.003
    assert np.abs(cut[RATE : 2 * RATE]).max() > 0.19


def test_sounds_that_add_up_over_full_scale_are_kept_for_the_limiter(track):
    data = track([Sound(beep(amplitude=0.9), 0.5)] * 4, 1.0)
    assert np.abs(data).max() == pytest.approx(3.6, rel=0.01)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 30), st.floats(-40, 12), st.floats(0, 1), st.sampled_from([0.01, 0.3, 12])
        ),
        max_size=12,
    ),
    st.floats(0.01, 24),
)
def test_any_sounds_make_a_track_of_the_length_asked_for(sounds, duration):
    made = [Sound(beep(length), at, gain, onset) for at, gain, onset, length in sounds]
    with workspace() as folder:
        sounds_stream(made, duration=duration, folder=folder)
        data = decode(folder / "sounds.flac").data
    assert abs(len(data) - duration * RATE) <= 1
    assert np.isfinite(data).all()
    if not any(at - onset < duration for at, _, onset, _ in sounds):
        assert not data.any()


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_a_silent_video_gets_a_track_of_sounds(suffix, gray, tmp_path, level_db):
    output = tmp_path / f"out{suffix}"
    made = compose(probe(gray), output, sounds=[Sound(beep(), 0.5), Sound(beep(), 1.5)])
    assert heard_at(output, BEEP) == [0.5, 1.5]
    # A sine of amplitude 0.2, in both channels.
    assert level_db(output, 0.51, 0.59, *BEEP) == pytest.approx(-17, abs=1)
    assert abs(probe(output).duration - 2) < 0.1
    assert made.copied_video == (suffix != ".webm")
    assert not made.copied_audio


def test_sound_that_would_be_copied_is_mixed_and_stays_as_loud(music, tmp_path, level_db):
    output = tmp_path / "out.mp4"
    made = compose(probe(music), output, sounds=[Sound(beep(), 2.0)])
    assert made.copied_video
    assert not made.copied_audio
    assert heard_at(output, BEEP) == [2.0]
    for start in (0.2, 1.9, 2.0, 3.5):
        before = level_db(music, start, start + 0.2, *MUSIC)
        assert level_db(output, start, start + 0.2, *MUSIC) == pytest.approx(before, abs=0.3)
    assert compose(probe(music), tmp_path / "copy.mp4").copied_audio


def test_surround_and_further_tracks_are_kept(make_clip, tmp_path):
    source = make_clip(
        "two-tracks.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "sine=frequency=440:duration=2,volume=9dB"),
        *("-f", "lavfi", "-i", "sine=frequency=2000:duration=2,volume=9dB"),
        *("-filter_complex", "[1]aformat=channel_layouts=mono,pan=5.1(side)|FC=c0[a]"),
        *("-map", "0:v", "-map", "[a]", "-map", "2:a", "-c:v", "libx264", "-c:a", "flac"),
        *("-pix_fmt", "yuv420p"),
    )
    for name in ("out.mkv", "out.webm"):
        output = tmp_path / name
        compose(probe(source), output, sounds=[Sound(beep(), 1.0)])
        media = probe(output)
        assert [stream.channels for stream in media.audio] == [6, 1]
        data = decode(output).data
        third = data[round(1.02 * RATE) : round(1.08 * RATE)]
        level = np.sqrt((third**2).mean(axis=0))
        # The tone stays in the centre; the beep is in the front left and right.
        assert level[2] > 0.1
        assert level[:2].min() > 0.1
        assert level[3:].max() < 0.01


@pytest.mark.parametrize("mix", ["duck", "over", "replace"])
def test_sounds_are_heard_in_every_mix_and_duck_nothing(
    mix, music, speech_like, tmp_path, level_db
):
    voice = Narration(speech_like((1.0, 1.5), duration=2), start=0.5)
    sounds = [Sound(beep(), 1.7), Sound(beep(), 3.3, gain_db=-6)]
    with_sounds, without = tmp_path / "with.mp4", tmp_path / "without.mp4"
    compose(probe(music), with_sounds, narration=voice, mix=mix, sounds=sounds)
    compose(probe(music), without, narration=voice, mix=mix)
    assert heard_at(with_sounds, BEEP) == [1.7, 3.3]
    assert heard_at(without, BEEP) == []
    assert level_db(with_sounds, 1.71, 1.79, *BEEP) == pytest.approx(-17, abs=1)
    assert level_db(with_sounds, 3.31, 3.39, *BEEP) == pytest.approx(-23, abs=1)
    # The mix treats the rest of the sound the same, with or without the sound effects.
    for band in (MUSIC, VOICE):
        for start in (0.2, 1.65, 2.6, 3.25):
            one, other = (
                level_db(file, start, start + 0.2, *band) for file in (with_sounds, without)
            )
            assert one == pytest.approx(other, abs=0.4) or max(one, other) < -60


def test_the_loudest_sounds_don_t_clip(music, speech_like, tmp_path):
    voice = Narration(speech_like((0, 4), duration=4, amplitude=0.9), loudness_lufs=-9)
    sounds = [Sound(beep(0.4, 1.0), at / 2, gain_db=12) for at in range(8)]
    output = tmp_path / "out.mkv"
    flac = Encoding(preset="ultrafast", audio_encoder="flac")
    compose(probe(music), output, narration=voice, mix="over", sounds=sounds, encoding=flac)
    data = decode(output).data
    # -1.5 dBFS, with no flat tops.
    assert np.abs(data).max() <= 10 ** (-1.4 / 20)
    assert np.abs(data).max() > 0.7
    flat = (np.diff(data[:, 0]) == 0) & (np.abs(data[:-1, 0]) > 0.8)
    assert flat.sum() < 50


@pytest.mark.parametrize(("mix", "suffix"), [("duck", ".mp4"), ("over", ".webm")])
def test_quiet_effects_leave_a_narration_as_loud_and_its_peaks_as_low(
    mix, suffix, music, speech_like, tmp_path, ffmpeg_path
):
    voice = Narration(speech_like((0.2, 3.6), duration=4))
    taps = [effect("tick", n % 4) for n in range(8)]
    sounds = [
        Sound(tap.samples, 0.3 + n * 0.4, gain_db=-12, onset=tap.onset)
        for n, tap in enumerate(taps)
    ]
    measured = []
    for heard in ([], sounds):
        output = tmp_path / f"{len(heard)}{suffix}"
        compose(probe(music), output, narration=voice, mix=mix, sounds=heard)
        run = subprocess.run(
            [ffmpeg_path, "-i", output, "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"],
            capture_output=True,
            text=True,
            check=True,
        )
        loudness = re.findall(r"I:\s+(-?[\d.]+) LUFS", run.stderr)[-1]
        measured.append((float(loudness), float(re.findall(r"Peak:\s+(-?[\d.]+)", run.stderr)[-1])))
    (plain, plain_peak), (tapped, peak) = measured
    assert tapped == pytest.approx(plain, abs=0.3)
    assert max(peak, plain_peak) <= -1.0


def test_files_of_any_rate_and_channels_are_taken(gray, tmp_path):
    mono, wide = tmp_path / "mono, 22 kHz.wav", tmp_path / "six.wav"
    mono.write_bytes(wav_bytes(beep(rate=22_050)))
    six = np.zeros((4410, 6), np.float32)
    six[:, 2] = beep(rate=44_100).data[:, 0]
    wide.write_bytes(wav_bytes(Samples(six, 44_100)))
    output = tmp_path / "out.mp4"
    compose(probe(gray), output, sounds=[Sound(mono, 0.5), Sound(wide, 1.5), Sound(mono, 1.0)])
    assert heard_at(output, BEEP) == [0.5, 1.0, 1.5]


def test_an_unusable_sound_is_named(gray, tmp_path, ffmpeg_path):
    output = tmp_path / "out.mp4"
    hour = tmp_path / "hour.flac"
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"RIFF\xff\xff\xff\x7fWAVEfmt nonsense" * 9)
    subprocess.run(
        [
            *(ffmpeg_path, "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:d=3600"),
            str(hour),
        ],
        check=True,
    )
    for audio, says in (
        (tmp_path / "none.wav", "does not exist"),
        (noise, "noise.wav"),
        (gray, "no audio"),
        (hour, "lasts 3600 s"),
        (beep(61.0), "lasts 61 s"),
        (Samples(np.full((10, 1), np.nan, np.float32), RATE), "not numbers"),
    ):
        with pytest.raises(MediaError, match=says):
            compose(probe(gray), output, sounds=[Sound(audio, 0.5)])
        assert not output.exists()


@pytest.mark.parametrize(
    "numbers",
    [
        {"at": -1.0},
        {"at": float("nan")},
        {"at": 1.0, "gain_db": float("inf")},
        {"at": 1.0, "gain_db": 30.0},
        {"at": 1.0, "onset": -0.1},
        {"at": 1.0, "onset": 1e9},
    ],
)
def test_impossible_numbers_are_refused(numbers):
    with pytest.raises(InputError, match="sound"):
        Sound(beep(), **numbers)


def test_twenty_minutes_of_words_take_no_more_memory_than_one():
    program = """
import resource, sys, tempfile
from pathlib import Path
from vidsync.sound_effects import effect
from vidsync.media.sound.short_sounds import Sound, sounds_stream
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
minutes = [Sound(effect("tick").samples, n * 0.4) for n in range(3000)]
with tempfile.TemporaryDirectory() as folder:
    sounds_stream(minutes[:150], duration=60, folder=Path(folder))
    before = peak()
    sounds_stream(minutes, duration=1200, folder=Path(folder))
    print(peak() - before)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert float(run.stdout) < 25
