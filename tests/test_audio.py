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
def test_wav_reads_back_to_sixteen_bits(frames, channels, rate, seed):
    data = np.random.default_rng(seed).uniform(-1, 1, (frames, channels)).astype(np.float32)
    samples = decode(io.BytesIO(wav_bytes(Samples(data, rate))))
    assert (samples.sample_rate, samples.channels) == (rate, channels)
    # Written with 32767 for full scale, read with 32768.
    assert np.abs(samples.data - data).max() < 2 / 32768


@pytest.mark.parametrize("rate", [None, 16000])
def test_a_file_is_read_to_one_channel_as_it_would_be_mixed_afterwards(rate):
    left, right = tone(300).data, tone(700).data
    content = wav_bytes(Samples(np.hstack([left, right]), 24000))
    mono = decode(io.BytesIO(content), sample_rate=rate, mono=True)
    whole = decode(io.BytesIO(content), sample_rate=rate)
    assert (mono.channels, whole.channels) == (1, 2)
    np.testing.assert_array_equal(mono.data, whole.mono().data)


def test_wav_clips_what_is_over_full_scale():
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


def test_resampling_to_the_same_rate_is_the_same():
    sound = tone()
    assert sound.resampled(24000) is sound


def test_decoding_resamples_on_the_way(tmp_path: Path):
    path = tmp_path / "tone.wav"
    path.write_bytes(wav_bytes(tone(rate=48000)))
    samples = decode(path, sample_rate=16000)
    assert samples.sample_rate == 16000
    assert samples.duration == pytest.approx(0.5, abs=0.002)
    assert loudest_frequency(samples) == pytest.approx(440, abs=4)


def test_mono_is_the_mean():
    samples = Samples(np.array([[1.0, 0.0], [0.5, -0.5]], np.float32), 8000)
    assert samples.mono().data.tolist() == [[0.5], [0.0]]
    assert samples.mono().mono().channels == 1


def test_join_has_silence_between_and_none_around():
    one = Samples(np.ones((10, 1), np.float32), 100)
    joined = join([one, one, one], gap=0.05)
    assert joined.data[:, 0].tolist() == ([1.0] * 10 + [0.0] * 5) * 2 + [1.0] * 10
    assert join([one]).data.tolist() == one.data.tolist()


def test_join_refuses_what_does_not_fit():
    with pytest.raises(InputError):
        join([])
    with pytest.raises(InputError, match="different"):
        join([tone(rate=8000), tone(rate=16000)])
    with pytest.raises(InputError, match="different"):
        join([tone(channels=1), tone(channels=2)])


@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.21])
def test_measuring_agrees_with_decoding(seconds):
    content = wav_bytes(tone(seconds=seconds, rate=44100))
    duration, rate = measure(io.BytesIO(content))
    assert rate == 44100
    assert duration == pytest.approx(decode(io.BytesIO(content)).duration, abs=1e-6)


@pytest.mark.parametrize("read", [decode, measure])
def test_what_is_no_audio_is_a_media_error(tmp_path: Path, read):
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
def test_names_are_names_and_no_protocols(tmp_path: Path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(wav_bytes(tone()))
    assert decode(Path(name)).duration == pytest.approx(0.5)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 200))
def test_a_broken_wav_is_samples_or_a_media_error(noise, place):
    content = bytearray(wav_bytes(tone(seconds=0.05)))
    content[place : place + len(noise)] = noise
    for read in (decode, measure):
        try:
            read(io.BytesIO(bytes(content)))
        except MediaError as error:
            assert "audio" in str(error)  # noqa: PT017


def test_reprs_are_short():
    assert repr(tone()) == "<Samples 0.50 s, 1 ch, 24000 Hz>"
