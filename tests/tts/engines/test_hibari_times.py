"""A small part of `python -m tests.benchmarks hibari`."""

import numpy as np
import pytest

from tests.benchmarks.hibari import Found, measure, sentences


@pytest.fixture(scope="module")
def found() -> Found:
    return measure(sentences()[4::25])


def test_every_word_has_a_span_and_times(found: Found) -> None:
    assert found.words > 90
    assert (found.unspanned, found.empty, found.unequal) == (0, 0, 0)


def test_words_start_where_the_aligner_hears_them(found: Found) -> None:
    differences = np.abs(found.starts)
    assert len(differences) > 0.95 * found.words
    assert np.median(differences) < 15
    assert np.mean(differences < 60) >= 0.97


def test_words_after_a_pause_start_with_the_sound(found: Found) -> None:
    assert len(found.onsets) >= 10
    assert np.mean(np.abs(found.onsets) <= 20) >= 0.95
