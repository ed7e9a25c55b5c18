from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment.clipping import declipped
from vidsync.alignment.spectra import Floats, normalized
from vidsync.audio import decode
from vidsync.espeak import synthesize


def tone(hertz: float, samples: int = 8000) -> Floats:
    return np.sin(2 * np.pi * hertz * np.arange(samples) / 16000).astype(np.float32)


@pytest.mark.parametrize("hertz", [110.0, 217.0, 431.0])
def test_peaks_that_were_cut_off_come_back(hertz: float) -> None:
    whole = tone(hertz)
    cut = np.clip(whole, -0.6, 0.6)
    mended = declipped(cut)
    assert np.abs(mended - whole).mean() < np.abs(cut - whole).mean() / 2
    inside = np.abs(cut) < 0.58
    np.testing.assert_array_equal(mended[inside], cut[inside])


def test_what_is_not_clipped_stays_as_it_is() -> None:
    for sound in (
        normalized(decode(io.BytesIO(synthesize("Nobody lit the lamp.").audio))),
        np.random.default_rng(2).standard_normal(4000).astype(np.float32),
        np.zeros(0, np.float32),
    ):
        assert declipped(sound) is sound


@given(st.lists(st.floats(-1, 1, width=32), max_size=200), st.floats(0.05, 1.0))
def test_nothing_gets_smaller_or_other_than_a_number(values: list[float], limit: float) -> None:
    sound = np.clip(np.array(values, np.float32), -np.float32(limit), np.float32(limit))
    mended = declipped(sound)
    assert np.isfinite(mended).all()
    assert (np.abs(mended) >= np.abs(sound)).all()
    assert len(mended) == len(sound)
