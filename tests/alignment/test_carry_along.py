from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vidsync.alignment import refine
from vidsync.alignment.carry_along import move_words
from vidsync.espeak import synthesize
from vidsync.transcript import Pause, Phone, Transcript, Viseme, Word

BEFORE = Transcript(
    (Word("12", 1.0, 2.0), Word("boats", 2.0, 3.0)),
    4.0,
    pauses=(Pause(0.0, 1.0), Pause(3.0, 4.0)),
    visemes=(
        Viseme("azure", "0", 0.0, 1.0),
        Viseme("azure", "19", 1.0, 1.5),
        Viseme("azure", "7", 1.5, 2.0),
        Viseme("azure", "21", 2.0, 3.0),
        Viseme("azure", "0", 3.0, 4.0),
    ),
    spoken=(
        Word("twelve", 1.0, 2.0, phones=(Phone("t", 1.0, 1.2), Phone("w", 1.2, 2.0))),
        Word("boats", 2.0, 3.0),
    ),
)


def test_shapes_pauses_and_spoken_words_follow_the_words() -> None:
    words = (replace(BEFORE.words[0], start=1.2, end=1.8), replace(BEFORE.words[1], start=2.2))
    after = move_words(BEFORE, words)
    assert after.words == words
    assert [(shape.start, shape.end) for shape in after.visemes] == [
        (0.0, 1.2),
        (1.2, 1.5),
        (1.5, 1.8),
        (2.2, 3.0),
        (3.0, 4.0),
    ]
    assert after.pauses == (Pause(0.0, 1.2), Pause(3.0, 4.0))
    assert [(word.start, word.end) for word in after.spoken] == [(1.2, 1.8), (2.2, 3.0)]
    phones = after.spoken[0].phones
    assert [round(phone.start, 6) for phone in phones] == [1.2, 1.32]
    assert after.duration == 4.0


def test_words_that_did_not_move_keep_exact_times() -> None:
    assert move_words(BEFORE, BEFORE.words) == BEFORE


def test_refining_takes_the_engines_mouth_shapes_along() -> None:
    speech = synthesize("Nobody had lit the lamp on the pier.", voice="en-us+klatt", rate=150)
    truth = speech.transcript
    shapes = tuple(Viseme("azure", "1", word.start, word.end) for word in truth.words)
    late = replace(truth, visemes=shapes, duration=truth.duration + 0.1)
    late = replace(
        late,
        words=tuple(
            replace(word, start=word.start + 0.08, end=word.end + 0.08, phones=())
            for word in truth.words
        ),
        visemes=tuple(
            replace(shape, start=shape.start + 0.08, end=shape.end + 0.08) for shape in shapes
        ),
    )
    mended = refine(late, speech.audio)
    assert mended.words != late.words
    for shape, word in zip(mended.visemes, mended.words, strict=True):
        assert (shape.start, shape.end) == (word.start, word.end)


@given(
    st.lists(st.floats(0, 10), min_size=4, max_size=20),
    st.lists(st.floats(0, 10), min_size=20, max_size=20),
    st.lists(st.floats(0, 10), max_size=20),
)
def test_words_stay_in_order_and_within_the_audio(
    olds: list[float], news: list[float], times: list[float]
) -> None:
    old, new, shapes = sorted(olds), sorted(news[: len(olds)]), sorted(times)
    words = [Word("a", *pair) for pair in pairwise(old)]
    moved = [
        replace(word, start=a, end=b) for word, (a, b) in zip(words, pairwise(new), strict=True)
    ]
    visemes = tuple(Viseme("azure", "1", *pair) for pair in pairwise(shapes))
    after = move_words(Transcript(tuple(words), 10.0, visemes=visemes), moved)
    starts = [shape.start for shape in after.visemes]
    assert starts == sorted(starts)
    assert all(0 <= shape.start <= shape.end <= 10 for shape in after.visemes)
