"""Cutting: every frame and every moment of the sound is where it belongs."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.coded_video import (
    constant_times,
    find_in_source,
    noise,
    read_frames,
    read_sound,
    uneven_times,
    write_coded,
)
from vidsync.media.splicing import open_recording, splice

SECONDS = 10.0
WANTED = [(0.0, 1.21), (1.6, 2.9), (3.33, 4.0), (4.5, 6.17), (6.7, 7.71), (8.05, 8.9), (9.2, 9.9)]
RATES = {
    "24.mp4": Fraction(24),
    "25.mp4": Fraction(25),
    "2997.mkv": Fraction(30000, 1001),
    "60.mov": Fraction(60),
}


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("coded")

    def make(name: str) -> tuple[Path, list[Fraction]]:
        path = folder / name
        rate = RATES.get(name, Fraction(25))
        times = constant_times(rate, SECONDS) if name in RATES else uneven_times(SECONDS)
        base = 1 / rate if name in RATES else Fraction(1, 1000)
        if not path.exists():
            write_coded(path, times, rate=rate, time_base=base, seconds=SECONDS)
        return path, times

    return make


@pytest.mark.parametrize("name", [*RATES, "uneven.mp4", "uneven.mkv"])
def test_picture_and_sound_stay_together_at_every_cut(coded, tmp_path: Path, name: str):
    path, times = coded(name)
    recording = open_recording(path)
    spans = [
        (recording.times.nearest(start), recording.times.nearest(end)) for start, end in WANTED
    ]
    output = tmp_path / f"cut{path.suffix}"
    duration = splice(recording, output, spans)
    assert duration == pytest.approx(float(sum(end - start for start, end in spans)))

    frames = read_frames(output)
    kept = [
        number
        for start, end in spans
        for number, time in enumerate(times)
        if start - Fraction(1, 500) <= time < end - Fraction(1, 500)
    ]
    assert [number for _, number in frames] == kept

    sound, source = read_sound(output), noise(SECONDS)
    begins = Fraction(0)
    for start, end in spans:
        for inside in (0.05, 0.5, float(end - start) - 0.05):
            at = float(begins) + inside
            heard = find_in_source(sound, at, source, float(start) + inside)
            assert heard == pytest.approx(float(start) + inside, abs=0.001)
        shown = [(time, number) for time, number in frames if begins - 0.002 <= time]
        assert shown[0][0] == pytest.approx(float(begins), abs=0.002)
        assert float(times[shown[0][1]]) == pytest.approx(float(start), abs=0.002)
        begins += end - start
