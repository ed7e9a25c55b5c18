from __future__ import annotations

import io

import numpy as np
import pytest

from vidsync.alignment.sound.declip import declip
from vidsync.audio import decode
from vidsync.espeak import synthesize


def loud_level(sound: np.ndarray) -> float:
    return float(np.percentile(np.abs(sound), 99.9))


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    said = synthesize("The harbour was quiet when the last boat came in.", voice="en-us+f2")
    return np.asarray(decode(io.BytesIO(said.audio)).mono().resampled(16000).data[:, 0], np.float32)


def test_declipping_brings_a_sound_closer_to_the_original(speech: np.ndarray) -> None:
    limit = np.abs(speech).max() / 4
    clipped = np.clip(speech, -limit, limit)
    mended = clipped.copy()
    assert declip(mended, loud_level(clipped))
    before = np.square(clipped - speech).mean()
    assert np.square(mended - speech).mean() < 0.7 * before
    quiet = np.abs(clipped) < 0.9 * limit
    assert (mended[quiet] == clipped[quiet]).all()
    assert (np.abs(mended) >= np.abs(clipped)).all()


def test_a_sound_that_was_not_clipped_stays_as_it_is(speech: np.ndarray) -> None:
    kept = speech.copy()
    assert not declip(kept, loud_level(kept))
    assert (kept == speech).all()


def test_the_tops_of_a_sine_are_rounded_on_both_sides() -> None:
    sine = np.sin(np.arange(4000) / 12).astype(np.float32)
    clipped = np.clip(sine, -0.6, 0.6)
    assert declip(clipped, 0.6)
    assert np.abs(clipped - sine)[20:-40].max() < 0.12
