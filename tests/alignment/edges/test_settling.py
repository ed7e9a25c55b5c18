from __future__ import annotations

import numpy as np
import pytest

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.edges.settling import settle
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats, Spectra


def buzzes(*stretches: tuple[float, float], length: float) -> Floats:
    """A voiced sound in some stretches, over very faint noise."""
    times = np.arange(round(length * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.random.default_rng(1).standard_normal(len(times)) * 1e-4
    for start, end in stretches:
        heard = (times >= start) & (times < end)
        sound[heard] += sum(
            0.1 * np.sin(2 * np.pi * 120 * harmonic * times[heard]) for harmonic in range(1, 20)
        )
    return np.asarray(sound, np.float32)


def test_a_pause_that_a_weak_consonant_swallowed_is_given_back() -> None:
    sound = buzzes((0.1, 0.5), (0.65, 1.0), length=1.2)
    left, right = settle(
        [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("ð", 0.5, 1.0, 1)], Spectra.of(sound)
    )
    assert left.end == pytest.approx(0.5, abs=0.01)
    assert right.start == pytest.approx(0.65, abs=0.01)


def test_a_pause_inside_the_sound_before_it_is_found_too() -> None:
    sound = buzzes((0.1, 0.5), (0.65, 1.0), length=1.2)
    left, right = settle(
        [PlacedPhone("n", 0.1, 0.65, 0), PlacedPhone("ð", 0.65, 1.0, 1)], Spectra.of(sound)
    )
    assert left.end == pytest.approx(0.5, abs=0.01)
    assert right.start == pytest.approx(0.65, abs=0.01)


def test_the_closure_of_a_plosive_is_not_a_pause() -> None:
    sound = buzzes((0.1, 0.5), (0.58, 1.0), length=1.2)
    left, right = settle(
        [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("p", 0.5, 1.0, 1)], Spectra.of(sound)
    )
    # The edge is where the closure begins, not where it ends 80 ms later.
    assert left.end == right.start == pytest.approx(0.5, abs=0.012)


def test_a_shorter_silence_is_a_pause_if_the_text_suggests_one() -> None:
    sound = buzzes((0.1, 0.5), (0.58, 1.0), length=1.2)
    pieces = [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("p", 0.5, 1.0, 1)]
    left, right = settle(pieces, Spectra.of(sound), marked={0})
    assert left.end == pytest.approx(0.5, abs=0.01)
    # Part of the silence belongs to the plosive.
    assert 0.53 < right.start < 0.55


def test_an_edge_goes_to_the_change_from_the_one_sound_to_the_other() -> None:
    # A hiss from 0.50 s, and a click in the vowel that changes the spectrum more.
    sound = buzzes((0.1, 0.5), length=0.8)
    noise = np.random.default_rng(2).standard_normal(len(sound))
    hiss = np.append(0.0, np.diff(noise)) * 0.05
    sound[8000:11200] += hiss[8000:11200].astype(np.float32)
    for found in (0.485, 0.5, 0.515):
        pieces = [PlacedPhone("ɑ", 0.1, found, 0), PlacedPhone("s", found, 0.7, 0)]
        left, right = settle(pieces, Spectra.of(sound))
        assert left.end == right.start == pytest.approx(0.5, abs=0.008)


def test_the_sounds_of_an_edge_decide_where_it_is() -> None:
    """Of two nearby changes, the edge goes to the one that matches its two sounds."""
    sound = buzzes((0.1, 0.7), length=0.9)
    times = np.arange(len(sound)) / SAMPLE_RATE
    low = np.convolve(sound, np.hanning(64) / 32, mode="same").astype(np.float32)
    hiss = np.append(0.0, np.diff(np.random.default_rng(2).standard_normal(len(sound)))) * 0.05
    # A vowel, then a murmur from 0.48 s, then a hiss from 0.52 s.
    sound = np.where((times >= 0.48) & (times < 0.52), 0.3 * low, sound)
    sound = np.where(times >= 0.52, hiss, sound).astype(np.float32)
    spectra = Spectra.of(sound)
    nasal = settle([PlacedPhone("ɑ", 0.1, 0.5, 0), PlacedPhone("n", 0.5, 0.7, 0)], spectra)
    sibilant = settle([PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("s", 0.5, 0.7, 0)], spectra)
    assert nasal[0].end == pytest.approx(0.48, abs=0.012)
    assert sibilant[0].end == pytest.approx(0.52, abs=0.012)


def test_silence_within_a_word_stays_in_it() -> None:
    sound = buzzes((0.1, 0.5), (0.65, 1.0), length=1.2)
    left, right = settle(
        [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("ð", 0.5, 1.0, 0)], Spectra.of(sound)
    )
    assert left.end == right.start


def test_a_hum_in_the_pause_is_not_taken_for_the_word_after_it() -> None:
    sound = buzzes((0.1, 0.5), (0.8, 1.2), length=1.4)
    hum = 0.03 * buzzes((0.0, 1.4), length=1.4)
    pause = slice(round(0.5 * SAMPLE_RATE), round(0.8 * SAMPLE_RATE))
    sound[pause] += hum[pause]
    _, right = settle(
        [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("w", 0.77, 1.2, 1)], Spectra.of(sound)
    )
    assert right.start == pytest.approx(0.8, abs=0.015)


def test_a_word_whose_first_sounds_lie_in_the_pause_begins_where_it_is_heard() -> None:
    sound = buzzes((0.1, 0.5), (0.8, 1.2), length=1.4)
    pieces = [
        PlacedPhone("n", 0.1, 0.5, 0),
        PlacedPhone("ɪ", 0.7, 0.75, 1),
        PlacedPhone("n", 0.75, 1.2, 1),
    ]
    _, first, second = settle(pieces, Spectra.of(sound))
    assert first.start == pytest.approx(0.8, abs=0.01)
    assert first.end == second.start
    assert 0.81 <= second.start < 1.0
    assert second.end == pytest.approx(1.2, abs=0.01)


def test_a_click_in_the_pause_is_not_the_beginning_of_a_word() -> None:
    sound = buzzes((0.1, 0.5), (0.66, 0.675), (0.8, 1.2), length=1.4)
    for found in (0.64, 0.67):
        _, right = settle(
            [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("ɑ", found, 1.2, 1)], Spectra.of(sound)
        )
        assert right.start == pytest.approx(0.8, abs=0.01)


def test_a_burst_close_to_the_rest_of_its_sound_is_its_beginning() -> None:
    sound = buzzes((0.1, 0.5), (0.755, 0.78), (0.8, 1.2), length=1.4)
    _, right = settle(
        [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("ɑ", 0.74, 1.2, 1)], Spectra.of(sound)
    )
    assert right.start == pytest.approx(0.755, abs=0.01)


def hummed(level: float) -> Floats:
    """A word from 0.8 s, after 100 ms of a hum at this level relative to the word."""
    sound = buzzes((0.1, 0.5), (0.8, 1.2), length=1.4)
    times = np.arange(len(sound)) / SAMPLE_RATE
    humming = (times >= 0.7) & (times < 0.8)
    loudness = float(np.sqrt(np.mean(np.square(sound[14400:17600]))))
    tone = level * loudness * np.sqrt(2) * np.sin(2 * np.pi * 100 * times)
    return np.where(humming, tone, sound).astype(np.float32)


def test_a_faint_hum_before_a_word_is_not_part_of_it() -> None:
    pieces = [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("w", 0.71, 1.2, 1)]
    _, right = settle(pieces, Spectra.of(hummed(0.03)))
    assert right.start == pytest.approx(0.8, abs=0.02)


def test_a_hum_that_breaks_off_for_a_moment_is_still_one() -> None:
    sound = hummed(0.03)
    sound[round(0.745 * SAMPLE_RATE) : round(0.765 * SAMPLE_RATE)] = 0.0
    pieces = [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("w", 0.71, 1.2, 1)]
    _, right = settle(pieces, Spectra.of(sound))
    assert right.start == pytest.approx(0.8, abs=0.02)


def test_a_soft_voice_before_it_swells_is_the_word() -> None:
    pieces = [PlacedPhone("n", 0.1, 0.5, 0), PlacedPhone("m", 0.71, 1.2, 1)]
    _, right = settle(pieces, Spectra.of(hummed(0.15)))
    assert right.start == pytest.approx(0.7, abs=0.02)


def test_sounds_without_length_at_the_end_stay_in_order() -> None:
    sound = buzzes((0.1, 0.5), length=0.8)
    beyond = [PlacedPhone("w", 0.8, 0.8, 1), PlacedPhone("ɪ", 0.8, 0.8, 1)]
    settled = settle([PlacedPhone("n", 0.1, 0.5, 0), *beyond], Spectra.of(sound))
    times = [time for piece in settled for time in (piece.start, piece.end)]
    assert np.isfinite(times).all()
    assert times[-1] == pytest.approx(0.8, abs=0.05)
