"""Speakers told apart by the sound of their voices."""

import numpy as np
import pytest

from vidsync.audio import Samples
from vidsync.errors import InputError
from vidsync.transcript import Transcript, Word
from vidsync.transcription import OnnxVoiceEncoder, VoiceEncoder, transcribe
from vidsync.transcription.speakers.clustering import group_voices
from vidsync.transcription.speakers.filter_banks import filter_banks
from vidsync.transcription.speakers.voices import Voices

from .onnx_model import speaker_model

RATE = 16000


def people(*order, spread=0.3, size=16):
    """Return a vector for each stretch, near that of its speaker."""
    choose = np.random.default_rng(1)
    centres = np.eye(size)[: max(order) + 1]
    vectors = [centres[each] + spread * choose.standard_normal(size) / 4 for each in order]
    return np.array(vectors, np.float32), np.ones(len(order))


@pytest.mark.parametrize("order", [(0, 1, 0, 1, 1, 0), (0, 0, 0), (0, 1, 2, 0, 2, 1)])
def test_the_number_of_speakers_is_found(order):
    assert group_voices(*people(*order)) == list(order)


def test_the_number_of_speakers_can_be_given():
    vectors, lengths = people(0, 1, 2, 0, 1, 2)
    assert len({*group_voices(vectors, lengths, count=2)}) == 2
    assert len({*group_voices(vectors, lengths, count=3)}) == 3


def test_no_stretches_are_no_speakers():
    assert group_voices(np.zeros((0, 4), np.float32), np.zeros(0)) == []


def test_many_stretches_are_grouped_in_bounded_memory():
    order = [index % 3 for index in range(2000)]
    assert group_voices(*people(*order)) == order


class Pitch(VoiceEncoder):
    """Tells two tones apart."""

    def encode(self, sound):
        high = np.mean(np.diff(np.signbit(sound))) > 300 * 2 / RATE
        return np.array([1.0, 0.0] if high else [0.0, 1.0], np.float32)


def tone(hertz, seconds):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def test_each_word_has_the_turn_of_its_speaker():
    sound = Samples(
        np.concatenate([tone(200, 1), tone(500, 1), tone(200, 1.4)])[:, None].astype(np.float32),
        RATE,
    )
    texts = ["One", "two.", "Three", "four.", "Five", "six.", "Yes."]
    starts = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.05]
    words = tuple(Word(t, s, s + 0.45) for t, s in zip(texts, starts, strict=True))
    voices = Voices(Pitch())
    voices.add(words, sound)
    told = voices.assign(Transcript(words))
    assert [turn.speaker for turn in told.turns] == ["Speaker 1", "Speaker 2", "Speaker 1"]
    # The last word is too short to tell; it is the nearest speaker's.
    assert [word.turn for word in told.words] == [0, 0, 1, 1, 2, 2, 2]


def test_filter_banks_peak_at_the_tone():
    banks = filter_banks(tone(1000, 1).astype(np.float32) * np.linspace(0, 1, RATE))
    assert banks.shape == (98, 80)
    assert banks.dtype == np.float32
    assert np.allclose(banks.mean(axis=0), 0, atol=1e-3)


def test_a_model_in_a_file_tells_two_voices_apart(spoken, tmp_path):
    path = tmp_path / "speaker.onnx"
    path.write_bytes(speaker_model())
    encoder = OnnxVoiceEncoder(path)
    low = spoken[0].data[: 2 * RATE, 0]
    noise = np.random.default_rng(1).standard_normal(2 * RATE).astype(np.float32) * 0.1
    one, two, other = (encoder.encode(each) for each in (low, low[1600:], noise))

    def cosine(a, b):
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert one.shape == (80,)
    assert cosine(one, two) > 0.8 > cosine(one, other)


def test_a_model_that_takes_samples_is_given_samples(tmp_path):
    path = tmp_path / "wave.onnx"
    path.write_bytes(speaker_model((1, "samples")))
    assert OnnxVoiceEncoder(path).encode(np.full(RATE, 3.0, np.float32)).shape == (1,)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"not a model", "is not an ONNX model"), (speaker_model((1, 2, 3)), "is not a speaker mod")],
)
def test_a_wrong_model_is_told(tmp_path, content, problem):
    path = tmp_path / "speaker.onnx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        OnnxVoiceEncoder(path)


def test_a_missing_model_is_told(tmp_path, spoken):
    with pytest.raises(InputError, match="does not exist"):
        OnnxVoiceEncoder(tmp_path / "none.onnx")


@pytest.mark.parametrize(
    ("speakers", "problem"),
    [
        (2, "needs a speaker model"),
        ("auto", "needs a speaker model"),
        (0, "speakers is 0: it must be 1 to 50"),
        ("two", "speakers is 'two'"),
    ],
)
def test_wrong_options_are_told(spoken, speakers, problem):
    from tests.transcription.conftest import ScriptedRecognizer

    with pytest.raises(InputError, match=problem):
        transcribe(spoken[0], recognizer=ScriptedRecognizer(), speakers=speakers)
