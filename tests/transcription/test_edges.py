"""The edges of words whose times are rough, or whose text is misheard."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from vidsync.audio import Samples
from vidsync.transcription import edges
from vidsync.transcription.edges import EdgeFinder


def rough(words, wrong=0.15):
    return [
        replace(
            word,
            start=max(0.0, word.start + (wrong if index % 2 else -wrong)),
            end=word.end + wrong,
            confidence=0.8,
        )
        for index, word in enumerate(words)
    ]


def test_a_misheard_word_does_not_move_its_neighbours(spoken):
    sound, words = spoken
    heard = rough(words)
    heard[1] = replace(heard[1], text="fairy")
    heard[3] = replace(heard[3], text="ad")
    placed = EdgeFinder("en").place(heard, sound)
    errors = [abs(a.start - b.start) for a, b in zip(placed, words, strict=True)]
    assert np.median(errors) < 0.02
    assert max(errors) < 0.25


def test_words_that_are_not_spoken_keep_their_rough_times_and_are_less_sure(spoken):
    sound, words = spoken
    other = [replace(word, text="mississippi") for word in rough(words)]
    placed = EdgeFinder("en").place(other, sound)
    unsure = [word for word in placed if not word.phones]
    assert len(unsure) > len(words) / 2
    assert all(word.confidence == pytest.approx(0.48) for word in unsure)


def test_times_are_in_order_and_no_word_is_without_length(spoken):
    sound, words = spoken
    heard = [replace(word, start=1.0, end=1.0) for word in rough(words)]
    placed = EdgeFinder("en").place(heard, sound)
    starts = [word.start for word in placed]
    assert starts == sorted(starts)
    assert all(word.end > word.start for word in placed)


def test_text_with_angle_brackets_is_no_markup(spoken):
    sound, words = spoken
    heard = rough(words)
    heard[1] = replace(heard[1], text="<ferry>")
    assert [word.text for word in EdgeFinder("en").place(heard, sound)][1] == "<ferry>"


def test_no_words_are_no_words(spoken):
    assert EdgeFinder("en").place([], spoken[0]) == ()


def test_a_long_window_is_aligned_in_parts(spoken, monkeypatch):
    sound, words = spoken
    whole = Samples(np.concatenate([sound.data] * 3), 16000)
    said = [
        replace(word, start=word.start + at, end=word.end + at)
        for at in (0.0, sound.duration, 2 * sound.duration)
        for word in words
    ]
    heard = []
    align = edges.align_audio

    def spy(part, text, **options):
        heard.append(part.duration)
        return align(part, text, **options)

    monkeypatch.setattr(edges, "align_audio", spy)
    monkeypatch.setattr(edges, "_LONGEST_PART", 8.0)
    placed = EdgeFinder("en").place(rough(said), whole)
    assert max(heard) <= 8.0
    errors = [abs(a.start - b.start) for a, b in zip(placed, said, strict=True)]
    assert np.median(errors) < 0.02
    assert np.percentile(errors, 95) < 0.1
    starts = [word.start for word in placed]
    assert starts == sorted(starts)


def test_words_that_overlap_all_the_time_are_cut_too(spoken):
    words = [replace(spoken[1][0], start=float(n), end=n + 50.0) for n in range(150)]
    parts = list(edges._cut_at_pauses(words, 200.0))
    assert parts[0][0] == 0
    assert parts[-1][1] == 150
    for part, following in pairwise(parts):
        assert part[1] == following[0]
        assert part[3] == following[2]
        assert part[3] - part[2] <= 60.0
    assert list(edges._cut_at_pauses([], 130.0))[-1][3] == 130.0


def test_words_that_crowd_the_end_stay_within_the_sound(spoken):
    sound, words = spoken
    late = [replace(word, start=sound.duration, end=sound.duration) for word in rough(words)]
    placed = EdgeFinder("xx").place(late, sound)
    assert placed[-1].end <= sound.duration
    assert all(word.end > word.start >= 0 for word in placed)
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(placed))
