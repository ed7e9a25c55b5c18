import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import vidsync
from vidsync import audio
from vidsync.audio import Samples
from vidsync.media import find_ffmpeg
from vidsync.tts.speech.loudness import (
    TARGET_LUFS,
    TRUE_PEAK_DB,
    find_gain,
    limit_peaks,
    measure_loudness,
)


def sine(level: float, rate: int) -> Samples:
    times = np.arange(2 * rate) / rate
    return Samples((level * np.sin(2 * np.pi * 997 * times)).astype(np.float32)[:, None], rate)


def bursts() -> Samples:
    """Noise with pauses, which the gates of the measurement leave out."""
    noise = np.random.default_rng(0).standard_normal(5 * 24000).astype(np.float32) * 0.05
    noise[24000:60000] = 0
    noise[::3000] *= 12
    return Samples(noise[:, None], 24000)


def ask_ffmpeg(sound: Samples, folder: Path) -> tuple[float, float]:
    """Return the loudness and the true peak that ffmpeg measures."""
    path = folder / "sound.wav"
    path.write_bytes(audio.wav_bytes(sound))
    arguments = ["-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    shown = subprocess.run([find_ffmpeg().path, *arguments], capture_output=True, text=True).stderr
    loudness = re.findall(r"I: +(-?[\d.]+) LUFS", shown)[-1]
    return float(loudness), float(re.findall(r"Peak: +(-?[\d.]+) dBFS", shown)[-1])


@pytest.mark.parametrize("rate", [22050, 24000, 48000])
def test_a_sine_of_997_hz_has_the_loudness_of_the_standard(rate: int) -> None:
    assert measure_loudness(sine(1.0, rate)) == pytest.approx(-3.01, abs=0.05)


def test_loudness_is_what_ffmpeg_measures(tmp_path: Path) -> None:
    assert measure_loudness(bursts()) == pytest.approx(ask_ffmpeg(bursts(), tmp_path)[0], abs=0.1)


def test_limited_sound_has_the_loudness_and_no_higher_peak(tmp_path: Path) -> None:
    sound = bursts()
    louder = sound.data[:, 0] * np.float32(find_gain(sound))
    assert np.abs(louder).max() > 1
    limited = Samples(limit_peaks(louder, 24000)[:, None], 24000)
    loudness, peak = ask_ffmpeg(limited, tmp_path)
    assert peak <= -1.0
    assert loudness == pytest.approx(-18.0, abs=1.5)


def test_quiet_sound_is_not_changed_by_the_limiter() -> None:
    samples = sine(0.5, 24000).data[:, 0]
    assert limit_peaks(samples, 24000) is samples


def test_silence_has_no_gain() -> None:
    assert find_gain(Samples(np.zeros((24000, 1), np.float32), 24000)) == 1.0


@pytest.mark.parametrize(
    ("text", "language"), [("Hello there, everyone.", "en"), ("Guten Tag.", "de")]
)
def test_espeak_ng_is_as_loud_as_the_other_voices(text, language):
    speech = vidsync.speak(text, engine="espeak", language=language)
    sound = audio.decode(speech.audio)
    assert measure_loudness(sound) == pytest.approx(TARGET_LUFS, abs=0.5)
    assert abs(sound.data).max() < 10 ** (TRUE_PEAK_DB / 20)
    assert sound.duration == pytest.approx(speech.transcript.duration, abs=0.001)
