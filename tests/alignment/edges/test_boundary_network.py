from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment.edges.boundary_network import (
    CHANGES,
    KINDS,
    OFFSETS,
    REACH,
    Boundary,
    evidence,
    kind,
    likelihoods,
    median_place,
)
from vidsync.alignment.sound.features import HOP, SAMPLE_RATE, Floats, Spectra

_NAMES = list(KINDS)


def vowel_then_hiss(at: float, *, length: float = 1.0) -> Floats:
    """A buzz followed by a hiss."""
    times = np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(0.1 * np.sin(2 * np.pi * 120 * harmonic * times) for harmonic in range(1, 20))
    hiss = np.append(0.0, np.diff(np.random.default_rng(2).standard_normal(len(times)))) * 0.05
    return np.where(times < at, buzz, hiss).astype(np.float32)


@pytest.mark.parametrize(
    ("ipa", "begins", "ends"),
    [
        ("aɪ", "open", "front"),
        ("ˈɔɪ", "back", "front"),
        ("tʃ", "stop", "sibilant"),
        ("p", "stop", "stop"),
        ("ǃ", "other", "other"),
        ("", "other", "other"),
    ],
)
def test_a_sound_of_two_parts_begins_as_the_one_and_ends_as_the_other(
    ipa: str, begins: str, ends: str
) -> None:
    assert _NAMES[kind(ipa)] == begins
    assert _NAMES[kind(ipa[::-1])] == ends


def test_no_sound_has_two_kinds() -> None:
    letters = "".join(KINDS.values())
    assert len(set(letters)) == len(letters)


def test_the_spectrum_changes_most_where_one_sound_becomes_another() -> None:
    measured = evidence(Spectra.of(vowel_then_hiss(0.5)))
    change = measured[:, CHANGES - 1]
    inside = slice(20, -20)
    assert (20 + int(np.argmax(change[inside]))) * HOP == pytest.approx(0.5, abs=0.01)
    # The high bands rise and the low ones fall.
    at = round(0.5 / HOP)
    assert measured[at, 0] < -0.5
    assert measured[at, 7] > 1


def test_how_loud_the_sound_was_recorded_makes_no_difference() -> None:
    sound = vowel_then_hiss(0.5)
    loud, quiet = (evidence(Spectra.of(np.float32(gain) * sound)) for gain in (1.0, 0.05))
    assert loud == pytest.approx(quiet, abs=0.02)


def test_beyond_its_ends_the_sound_continues_unchanged() -> None:
    steady = evidence(Spectra.of(vowel_then_hiss(2.0)))
    assert np.isfinite(steady).all()
    # Only the window that lies half outside the sound differs.
    assert np.abs(steady[12:-12, CHANGES - 1]).max() < 0.5


def test_a_vowel_and_a_hiss_meet_where_the_hiss_begins() -> None:
    spectra = Spectra.of(vowel_then_hiss(0.5))
    meetings = [Boundary("ɑ", "s", 0.5 + off) for off in (-0.02, 0.0, 0.02)]
    for first, found in likelihoods(spectra, meetings):
        assert len(found) == len(OFFSETS)
        assert (first + median_place(found)) * HOP == pytest.approx(0.5, abs=0.0076)


def test_an_edge_is_judged_the_same_alone_and_in_a_batch() -> None:
    spectra = Spectra.of(vowel_then_hiss(0.5))
    kinds = (("ɑ", "n"), ("ɑ", "s"), ("s", "tʃ"))
    # More edges than fit in one batch.
    meetings = [Boundary(*kinds[each % 3], 0.2 + 0.001 * each) for each in range(600)]
    for meeting, (first, found) in zip(meetings, likelihoods(spectra, meetings), strict=True):
        if first % 40 == 0:
            ((alone_first, alone),) = likelihoods(spectra, [meeting])
            assert alone_first == first
            assert alone == pytest.approx(found, abs=1e-3)


def test_edges_at_the_ends_of_a_sound_have_finite_likelihoods() -> None:
    spectra = Spectra.of(vowel_then_hiss(0.5))
    (first, start), (_, end) = likelihoods(
        spectra, [Boundary("ɑ", "n", 0.0), Boundary("s", "n", 1.0)]
    )
    assert first == OFFSETS[0]
    assert np.isfinite([start, end]).all()


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=29))
def test_as_much_lies_before_the_middle_as_after_it(logarithms: list[float]) -> None:
    weights = np.exp(np.array(logarithms) - max(logarithms))
    place = median_place(np.array(logarithms))
    assert -0.5 - 1e-9 <= place <= len(weights) - 0.5 + 1e-9
    whole = int(np.clip(np.floor(place + 0.5), 0, len(weights) - 1))
    before = weights[:whole].sum() + (place + 0.5 - whole) * weights[whole]
    assert before == pytest.approx(weights.sum() / 2, abs=1e-6)


def test_no_place_is_nearer_on_the_average_than_the_middle() -> None:
    logarithms = np.log(np.array([1.0, 5.0, 2.0, 1.0, 1.0, 4.0, 1.0]))
    weights = np.exp(logarithms)
    # Spread each weight finely over its frame.
    places = np.linspace(-0.5, 6.5, 7001)
    spread = weights[np.clip(np.round(places), 0, 6).astype(int)]
    distance = [float((spread * np.abs(places - at)).sum()) for at in places]
    assert median_place(logarithms) == pytest.approx(places[int(np.argmin(distance))], abs=0.01)


def test_the_frames_asked_reach_as_far_on_both_sides() -> None:
    assert OFFSETS[0] * HOP == pytest.approx(-REACH)
    assert OFFSETS[-1] * HOP == pytest.approx(REACH)
