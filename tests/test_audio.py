import io
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.audio import Samples, decode, join, measure, wav_bytes
from vidsync.errors import InputError, MediaError


def tone(frequency: float = 440.0, seconds: float = 0.5, rate: int = 24000, channels: int = 1):
    time = np.arange(int(seconds * rate)) / rate
    wave_form = 0.5 * np.sin(2 * np.pi * frequency * time)
    return Samples(np.repeat(wave_form[:, None], channels, axis=1).astype(np.float32), rate)


def loudest_frequency(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples.data[:, 0]))
    return float(np.argmax(spectrum) * samples.sample_rate / len(samples.data))


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 2000),
    st.sampled_from([1, 2]),
    st.sampled_from([8000, 22050, 44100, 48000]),
    st.integers(0, 2**32 - 1),
)
def test_wav_reads_back_with_sixteen_bit_precision(frames, channels, rate, seed):
    data = np.random.default_rng(seed).uniform(-1, 1, (frames, channels)).astype(np.float32)
    samples = decode(io.BytesIO(wav_bytes(Samples(data, rate))))
    assert (samples.sample_rate, samples.channels) == (rate, channels)
    # Samples are written with a full scale of 32767 and read with 32768.
    assert np.abs(samples.data - data).max() < 2 / 32768


@pytest.mark.parametrize("rate", [None, 16000])
def test_decoding_to_mono_equals_mixing_afterwards(rate):
    left, right = tone(300).data, tone(700).data
    content = wav_bytes(Samples(np.hstack([left, right]), 24000))
    mono = decode(io.BytesIO(content), sample_rate=rate, mono=True)
    whole = decode(io.BytesIO(content), sample_rate=rate)
    assert (mono.channels, whole.channels) == (1, 2)
    np.testing.assert_array_equal(mono.data, whole.mono().data)


def test_wav_clips_samples_over_full_scale():
    content = wav_bytes(Samples(np.array([[2.0], [-2.0]], np.float32), 8000))
    with wave.open(io.BytesIO(content)) as file:
        assert np.frombuffer(file.readframes(2), "<i2").tolist() == [32767, -32767]


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_resampling_keeps_the_length_and_the_pitch(rate, channels):
    sound = tone(channels=channels)
    resampled = sound.resampled(rate)
    assert resampled.sample_rate == rate
    assert resampled.channels == channels
    assert resampled.duration == pytest.approx(sound.duration, abs=0.002)
    assert loudest_frequency(resampled) == pytest.approx(440, abs=4)


def test_resampling_to_the_same_rate_changes_nothing():
    sound = tone()
    assert sound.resampled(24000) is sound


def test_decode_resamples_to_the_requested_rate(tmp_path: Path):
    path = tmp_path / "tone.wav"
    path.write_bytes(wav_bytes(tone(rate=48000)))
    samples = decode(path, sample_rate=16000)
    assert samples.sample_rate == 16000
    assert samples.duration == pytest.approx(0.5, abs=0.002)
    assert loudest_frequency(samples) == pytest.approx(440, abs=4)


def test_mono_is_the_mean_of_the_channels():
    samples = Samples(np.array([[1.0, 0.0], [0.5, -0.5]], np.float32), 8000)
    assert samples.mono().data.tolist() == [[0.5], [0.0]]
    assert samples.mono().mono().channels == 1


def test_join_adds_silence_only_between_parts():
    one = Samples(np.ones((10, 1), np.float32), 100)
    joined = join([one, one, one], gap=0.05)
    assert joined.data[:, 0].tolist() == ([1.0] * 10 + [0.0] * 5) * 2 + [1.0] * 10
    assert join([one]).data.tolist() == one.data.tolist()


def test_join_rejects_no_parts_and_different_rates_or_channels():
    with pytest.raises(InputError):
        join([])
    with pytest.raises(InputError, match="different"):
        join([tone(rate=8000), tone(rate=16000)])
    with pytest.raises(InputError, match="different"):
        join([tone(channels=1), tone(channels=2)])


@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.21])
def test_measure_agrees_with_decode(seconds):
    content = wav_bytes(tone(seconds=seconds, rate=44100))
    duration, rate = measure(io.BytesIO(content))
    assert rate == 44100
    assert duration == pytest.approx(decode(io.BytesIO(content)).duration, abs=1e-6)


@pytest.mark.parametrize("read", [decode, measure])
def test_invalid_audio_raises_a_media_error(tmp_path: Path, read):
    text = tmp_path / "text.wav"
    text.write_text("this is not a sound")
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    for source in (
        text,
        empty,
        tmp_path / "missing.wav",
        tmp_path,
        io.BytesIO(b""),
        io.BytesIO(b"x" * 999),
    ):
        with pytest.raises(MediaError):
            read(source)


@pytest.mark.parametrize("name", ["concat:a.wav", "-i.wav", "a'b %d [x],y.wav", "pipe:0", "ü.wav"])
def test_decode_treats_file_names_as_paths_and_not_as_protocols(tmp_path: Path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(wav_bytes(tone()))
    assert decode(Path(name)).duration == pytest.approx(0.5)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_broken_wav_decodes_or_raises_a_media_error(noise, place):
    content = bytearray(wav_bytes(tone(seconds=0.05)))
    content[place : place + len(noise)] = noise
    for read in (decode, measure):
        try:
            read(io.BytesIO(bytes(content)))
        except MediaError as error:
            assert "audio" in str(error)  # noqa: PT017


def test_reprs_are_short():
    assert repr(tone()) == "<Samples 0.50 s, 1 ch, 24000 Hz>"
