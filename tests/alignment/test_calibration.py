from __future__ import annotations

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment import align
from vidsync.alignment.calibration import calibrate
from vidsync.audio import Samples, decode
from vidsync.espeak import synthesize

sure = st.floats(0, 1)
contrasts = st.floats(-20, 90)
lengths = st.floats(0, 5)


@given(sure, sure, st.sampled_from(["sphinx", "dtw"]), contrasts, lengths)
def test_a_surer_engine_is_not_believed_less(
    first: float, second: float, engine: str, contrast: float, seconds: float
) -> None:
    low, high = (
        calibrate(each, engine=engine, contrast=contrast, seconds=seconds)
        for each in sorted((first, second))
    )
    assert 0 < low <= high < 1


@given(sure, st.sampled_from(["sphinx", "dtw"]), contrasts, contrasts, lengths)
def test_noise_makes_no_word_surer(
    own: float, engine: str, first: float, second: float, seconds: float
) -> None:
    noisy, clean = (
        calibrate(own, engine=engine, contrast=each, seconds=seconds)
        for each in sorted((first, second))
    )
    assert noisy <= clean


def test_an_engine_that_was_never_measured_is_believed() -> None:
    assert calibrate(0.42, engine="whisper", contrast=20, seconds=0.3) == 0.42


def test_words_of_a_clean_recording_are_surer_than_the_same_under_noise() -> None:
    text = "Nobody had lit the lamp on the pier."
    samples = decode(io.BytesIO(synthesize(text, voice="en-us+klatt", rate=150).audio))
    hiss = np.random.default_rng(3).standard_normal(samples.data.shape)
    level = np.sqrt(np.mean(np.square(samples.data))) / 5
    noisy = Samples((samples.data + level * hiss).astype(np.float32), samples.sample_rate)
    clean_sure, noisy_sure = (
        np.mean([word.confidence for word in align(each, text, engine="sphinx").words])
        for each in (samples, noisy)
    )
    assert clean_sure > 0.95
    assert noisy_sure < clean_sure - 0.01
