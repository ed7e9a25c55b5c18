"""Where windows begin and end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.transcription.listening.detectors import STEP, LevelDetector
from vidsync.transcription.listening.windows import cut_windows

RATE = 16000


def sound(*parts):
    """Return tones and silences: seconds, negative for silence."""
    pieces = []
    for seconds in parts:
        count = round(abs(seconds) * RATE)
        tone = 0.3 * np.sin(np.arange(count) * 2 * np.pi * 200 / RATE)
        pieces.append((tone if seconds > 0 else np.zeros(count)).astype(np.float32))
    return np.concatenate(pieces)


def cut(whole, longest=30.0, block=RATE):
    blocks = [whole[first : first + block] for first in range(0, len(whole), block)]
    return list(cut_windows(blocks, LevelDetector(), longest=longest))


def test_a_long_silence_is_in_no_window():
    windows = cut(sound(-5, 2, -8, 3, -4))
    assert [window.start for window in windows] == pytest.approx([4.7, 14.7], abs=0.05)
    assert [window.end for window in windows] == pytest.approx([7.3, 18.3], abs=0.05)


def test_a_short_pause_is_inside_a_window():
    (window,) = cut(sound(2, -1, 2))
    times = [time for stretch in window.speech for time in stretch]
    assert times == pytest.approx([0.0, 2.0, 3.0, 5.0], abs=0.05)


def test_a_window_ends_at_the_longest_pause():
    windows = cut(sound(4, -0.3, 2, -0.6, 2, -0.3, 4), longest=10.0)
    assert windows[0].end == pytest.approx(6.6, abs=0.1)
    assert windows[1].start == pytest.approx(windows[0].end)


def test_sound_without_a_pause_is_cut_all_the_same():
    windows = cut(sound(25), longest=10.0)
    assert all(window.sound.duration <= 10.0 for window in windows)
    assert sum(window.sound.duration for window in windows) == pytest.approx(25.0, abs=0.1)


def test_silence_has_no_windows():
    assert cut(sound(-30)) == []
    assert cut(np.zeros(0, np.float32)) == []


def test_a_click_is_no_speech():
    assert cut(sound(-3, 0.05, -3)) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0.2, 6.0), min_size=1, max_size=8),
    st.integers(500, 40000),
    st.floats(3.0, 12.0),
)
def test_windows_hold_all_speech_once(lengths, block, longest):
    whole = sound(*(each if index % 2 else -each for index, each in enumerate(lengths)))
    windows = cut(whole, longest, block)
    end = 0.0
    covered = np.zeros(len(whole) + RATE, bool)
    for window in windows:
        assert window.start >= end - 1e-9
        assert window.sound.duration <= longest
        end = window.end
        first = round(window.start * RATE)
        covered[first : first + len(window.sound.data)] = True
        assert all(0 <= a < b <= window.sound.duration + 1e-6 for a, b in window.speech)
    loud = np.abs(whole) > 0.01
    assert not loud.any() or np.mean(covered[: len(whole)][loud]) > 0.97


def test_a_block_of_any_size_gives_the_same_windows():
    whole = sound(-2, 3, -0.5, 4, -3, 1)
    few = [(w.start, w.end) for w in cut(whole, 6.0, block=STEP * 3 + 7)]
    assert few == [(w.start, w.end) for w in cut(whole, 6.0, block=10**6)]
