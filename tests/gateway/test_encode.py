import io

import numpy as np
import pytest

from vidsync.audio import Samples, decode
from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat, Encoder, encoded

RATE = 22050
FILES = [
    encode.wav(24000),
    encode.wav(8000, "pcm_mulaw"),
    encode.wav(44100, "pcm_f32le"),
    encode.mp3(24000),
    encode.mp3(44100, 128),
    encode.aac(24000),
    encode.flac(44100),
    encode.opus(24000),
    encode.opus(24000, container="webm"),
]


def noise_burst() -> Samples:
    """Return two seconds of silence with a short noise at 1.2 s."""
    time = np.arange(2 * RATE) / RATE
    noise = np.random.default_rng(7).standard_normal(2 * RATE)
    sound = 0.15 * noise * np.exp(-((time - 1.2) ** 2) / 0.0005)
    return Samples(sound.astype(np.float32).reshape(-1, 1), RATE)


def middle_of_energy(samples: Samples) -> float:
    """Return the time of the middle of the sound's energy, in seconds."""
    energy = np.square(samples.data[:, 0], dtype=np.float64)
    return float((energy * np.arange(len(energy))).sum() / energy.sum() / samples.sample_rate)


def encode_in_pieces(samples: Samples, format_: AudioFormat, count: int = 7) -> bytes:
    sound = samples.resampled(format_.sample_rate)
    with Encoder(format_) as encoder:
        pieces = [
            encoder.encode(Samples(part, sound.sample_rate))
            for part in np.array_split(sound.data, count)
        ]
        return b"".join([*pieces, encoder.finish()])


@pytest.mark.parametrize("format_", FILES, ids=lambda each: f"{each.codec}-{each.container}")
@pytest.mark.parametrize("write", [encoded, encode_in_pieces], ids=["whole", "streamed"])
def test_every_format_keeps_the_time_of_a_sound(format_, write):
    heard = decode(io.BytesIO(write(noise_burst(), format_)), sample_rate=48000)
    assert heard.duration == pytest.approx(2.0, abs=0.06)
    assert middle_of_energy(heard) == pytest.approx(middle_of_energy(noise_burst()), abs=0.001)


@pytest.mark.parametrize(
    ("encoding", "width"),
    [("pcm_s16le", 2), ("pcm_f32le", 4), ("pcm_mulaw", 1), ("pcm_alaw", 1)],
)
def test_raw_samples_have_no_header_and_the_requested_rate(encoding, width):
    format_ = encode.raw(encoding, 16000)
    assert len(encoded(noise_burst(), format_)) == 2 * 16000 * width
    assert encode_in_pieces(noise_burst(), format_) == encoded(noise_burst(), format_)


def test_float_samples_are_unchanged():
    content = encoded(noise_burst(), encode.raw("pcm_f32le", RATE))
    assert np.array_equal(np.frombuffer(content, "<f4"), noise_burst().data[:, 0])


@pytest.mark.parametrize("encoding", ["pcm_mulaw", "pcm_alaw"])
def test_companded_samples_decode_to_nearly_the_same_samples(encoding):
    samples = noise_burst()
    heard = decode(io.BytesIO(encoded(samples, encode.wav(RATE, encoding))))
    loud = np.abs(samples.data) > 0.05
    assert np.abs(heard.data - samples.data)[loud].max() < 0.03


def test_an_unsupported_rate_becomes_the_nearest_supported_one():
    assert encode.opus(22050).sample_rate == 24000
    assert encode.mp3(9000).sample_rate == 8000


def test_an_encoder_that_was_closed_early_returns_no_bytes():
    with Encoder(encode.mp3(24000)) as encoder:
        encoder.encode(noise_burst().resampled(24000))
    assert encoder.encode(noise_burst().resampled(24000)) == b""
    assert encoder.finish() == b""
