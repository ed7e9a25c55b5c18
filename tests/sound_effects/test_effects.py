"""The synthesized effects, measured with ffmpeg's EBU R 128 meter."""

import re
import subprocess

import numpy as np
import pytest

from vidsync.audio import Samples, wav_bytes
from vidsync.errors import InputError
from vidsync.media import find_ffmpeg
from vidsync.sound_effects import EFFECTS, VARIANTS, effect
from vidsync.sound_effects.synthesis import synthesize


def energy_share(data, low, high):
    """Return the share of the energy_share between two frequencies."""
    power = (np.abs(np.fft.rfft(data, axis=0)) ** 2).sum(axis=1)
    hertz = np.fft.rfftfreq(len(data), 1 / 48_000)
    return power[(hertz >= low) & (hertz < high)].sum() / power.sum()


@pytest.mark.parametrize("name", EFFECTS)
def test_effects_have_the_right_level_and_no_click_at_their_ends(name, tmp_path):
    peaks, loudness = [], []
    for variant in range(VARIANTS):
        data = effect(name, variant).samples.data
        assert effect(name, variant).samples.sample_rate == 48_000
        assert data.shape[1] == 2
        assert 0.03 < len(data) / 48_000 < 2
        silence = np.zeros((24_000, 2), np.float32)
        file = tmp_path / f"{variant}.wav"
        file.write_bytes(wav_bytes(Samples(np.concatenate([silence, data, silence]), 48_000)))
        meter = "ebur128=peak=true:metadata=1,ametadata=print:key=lavfi.r128.M:file=-"
        run = subprocess.run(
            [find_ffmpeg().path, "-i", file, "-af", meter, "-f", "null", "-"],
            capture_output=True,
            text=True,
            check=True,
        )
        loudness.append(max(map(float, re.findall(r"r128\.M=(-?[\d.]+)", run.stdout))))
        peaks.append(float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", run.stderr)[-1]))
        # A sharp start or end would be audible as a click.
        edges = np.abs(np.concatenate([data[:5], data[-24:]]))
        assert edges.max() < 0.06 * np.abs(data).max()
        assert abs(data.mean()) < 0.01 * np.abs(data).max()
    assert -16 < max(peaks) <= -6
    assert -31 < max(loudness) <= -20
    # An effect that is not near one limit is near the other.
    assert max(peaks) > -7 or max(loudness) > -20.5
    # The level differs little between takes, so that none sounds emphasized.
    assert max(peaks) - min(peaks) < 2


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("thud", 20, 400),
        ("pop", 300, 2000),
        ("ding", 1200, 8000),
        ("tick", 1500, 9000),
        ("whoosh", 200, 5000),
        ("riser", 200, 9000),
    ],
)
def test_effects_are_in_the_right_frequency_range(name, low, high):
    assert energy_share(effect(name).samples.data, low, high) > 0.85


def test_a_riser_grows_until_its_onset_and_a_tick_is_short():
    riser, tick = effect("riser"), effect("tick")
    level = np.abs(riser.samples.data).max(axis=1)
    moment = round(riser.onset * 48_000)
    assert level[: moment // 2].max() < 0.35 * level.max()
    assert level[moment - 4800 : moment].max() > 0.9 * level.max()
    assert len(level) - moment < 0.05 * 48_000
    assert np.abs(tick.samples.data[1440:]).max() < 0.02 * np.abs(tick.samples.data).max()


def test_a_whoosh_moves_from_left_to_right():
    data = effect("whoosh").samples.data
    energies = (data[: len(data) // 3] ** 2).sum(axis=0), (data[-len(data) // 3 :] ** 2).sum(axis=0)
    assert energies[0][0] > 4 * energies[0][1]
    assert energies[1][1] > 4 * energies[1][0]


def test_takes_differ_and_are_reproducible():
    for name in EFFECTS:
        takes = [effect(name, variant).samples.data for variant in range(VARIANTS)]
        assert not any(np.allclose(takes[0], take) for take in takes[1:])
        assert np.array_equal(synthesize(name, 1).samples.data, takes[1])
        with pytest.raises(ValueError, match="read-only"):
            takes[0][0] = 1


@pytest.mark.parametrize(
    ("name", "variant", "says"),
    [("tik", 0, "'tick'"), ("pop", 4, "no take 4"), ("", 0, "no sound")],
)
def test_a_wrong_name_or_take_is_an_error(name, variant, says):
    with pytest.raises(InputError) as caught:
        effect(name, variant)
    assert says in str(caught.value)
