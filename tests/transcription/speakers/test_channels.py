"""Two speakers on a channel each."""

from dataclasses import replace

import numpy as np
import pytest

from tests.transcription.conftest import ScriptedRecognizer
from vidsync.audio import Samples
from vidsync.errors import InputError
from vidsync.transcription import Recognition, transcribe_with_report
from vidsync.transcription.speakers.channels import channel_blocks


class TwoPeople(ScriptedRecognizer):
    """Hears the recording's words only in the window where they are."""

    def recognize(self, sound, *, language=None, prompt=None):
        self.reached = 0
        heard = super().recognize(sound, language=language, prompt=prompt)
        power = np.convolve(np.square(sound.data[:, 0]), np.ones(1600) / 1600, mode="same")
        middles = [round((word.start + word.end) * 8000) for word in heard.words]
        loud = [
            word
            for word, middle in zip(heard.words, middles, strict=True)
            if power[min(middle, len(power) - 1)] > 1e-5
        ]
        return Recognition(tuple(loud), language)


@pytest.fixture
def call(spoken):
    """Return a call: the first sentence on the left, the second on the right, each overheard."""
    sound, words = spoken
    cut = round(words[5].start * 16000) - 400
    left, right = sound.data.copy(), sound.data.copy()
    left[cut:] *= 0.03
    right[:cut] *= 0.03
    return Samples(np.concatenate([left, right], axis=1), 16000), words


def test_each_speaker_says_what_is_on_the_own_channel(call, spoken):
    both, words = call
    recognizer = TwoPeople(words=words, sound=spoken[0])
    heard = transcribe_with_report(both, recognizer=recognizer, speakers="channels").transcript
    assert [word.text for word in heard.words] == [word.text for word in words]
    assert [turn.speaker for turn in heard.turns] == ["Speaker 1", "Speaker 2"]
    assert [word.turn for word in heard.words] == [0] * 5 + [1] * (len(words) - 5)
    errors = [abs(a.start - b.start) for a, b in zip(heard.words, words, strict=True)]
    assert np.median(errors) < 0.03


def test_progress_counts_both_channels(call, spoken):
    seen = []
    transcribe_with_report(
        call[0],
        recognizer=TwoPeople(words=call[1], sound=spoken[0]),
        speakers="channels",
        language="xx",
        on_progress=lambda done, total: seen.append(done / total),
    )
    assert seen == sorted(seen)
    assert any(0.4 < each <= 0.5 for each in seen)
    assert seen[-1] == 1.0


def test_one_channel_is_no_two_speakers(spoken):
    with pytest.raises(InputError, match="the recording has 1"):
        transcribe_with_report(spoken[0], recognizer=ScriptedRecognizer(), speakers="channels")


def test_a_channel_is_silent_where_the_other_one_is_much_louder():
    loud = np.full((16000, 1), 0.5, np.float32)
    block = np.concatenate(
        [np.concatenate([loud, 0.02 * loud]), np.concatenate([0.4 * loud] * 2)], 1
    )
    (own,) = channel_blocks([block], 0)
    assert np.all(own[:15000] == 0.5)
    assert np.all(own[19000:] == 0.0)
    (other,) = channel_blocks([block], 1)
    assert np.all(other == block[:, 1])


def test_words_at_the_same_time_stay_in_order(spoken):
    sound, words = spoken
    both = Samples(np.concatenate([sound.data, sound.data], axis=1), 16000)
    heard = transcribe_with_report(
        both, recognizer=TwoPeople(words=words, sound=sound), speakers="channels"
    ).transcript
    assert len(heard.words) == 2 * len(words)
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts)
    assert replace(heard, words=heard.words) == heard
