"""Where the cuts are: in the pauses, at frames, and never in a word that stays."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cutting.conftest import talk
from vidsync.audio import Samples, wav_bytes
from vidsync.cutting import CutOptions, CutPlan, plan_cut
from vidsync.cutting.plan import plan_recording
from vidsync.errors import InputError
from vidsync.media.picture.frame_times import FrameTimes
from vidsync.media.sound.track_reading import SoundFile
from vidsync.media.splicing import Recording
from vidsync.transcript import Transcript, Word


def plan(transcript: Transcript, rate: float = 25, **options: object) -> CutPlan:
    """Plan a cut of a video of some frame rate that has no sound."""
    duration = Fraction(transcript.duration)
    nowhere = Path("talk.mp4")
    recording = Recording(
        nowhere,
        duration,
        None,
        SoundFile(nowhere, duration, Fraction(0), (), True),
        FrameTimes(Fraction(rate)),
    )
    return plan_recording(recording, transcript, CutOptions(**options))  # type: ignore[arg-type]


def texts(made: CutPlan) -> str:
    assert made.transcript is not None
    return " ".join(word.text for word in made.transcript.words)


def test_a_filler_goes_with_one_of_the_pauses_around_it():
    made = plan(talk("So [0.3] um, [0.4] the thing"), fillers=True)
    assert texts(made) == "So the thing"
    (removed,) = made.removed
    # "So" ends at 0.5 and "the" begins at 1.5; "um" is from 0.8 to 1.1.
    assert 0.5 < removed.start < 0.8
    assert 1.1 < removed.end < 1.5
    assert removed.text == "um,"
    assert made.transcript is not None
    before, after = made.transcript.words[:2]
    assert after.start - before.end == pytest.approx(0.4, abs=0.04)


def test_cuts_are_at_frames():
    made = plan(talk("So um the uh thing er is"), rate=Fraction(30000, 1001), fillers=True)
    assert len(made.removed) == 3
    for start, end in made.kept[1:]:
        assert (start * Fraction(30000, 1001)).denominator == 1
        assert end == made.kept[-1][1] or (end * Fraction(30000, 1001)).denominator == 1


def test_a_word_that_stays_is_never_cut():
    words = talk("a um b um c").words
    # No pause between the words.
    tight = Transcript(
        tuple(
            type(word)(word.text, 0.113 * number, 0.113 * (number + 1))
            for number, word in enumerate(words)
        ),
        language="en",
    )
    made = plan(tight, rate=24, fillers=True)
    for index in (0, 2, 4):
        word = tight.words[index]
        assert any(
            start <= word.start + 1e-4 and word.end - 1e-4 <= end for start, end in made.kept
        )


def test_keep_wins_over_everything():
    made = plan(
        talk("So um the uh thing is good"),
        fillers=True,
        remove=["thing is"],
        keep=["um"],
        keep_ranges=[(1.0, 2.0)],
    )
    assert texts(made).startswith("So um the uh thing")
    assert all(each.start >= 2.0 for each in made.removed)


def test_phrases_ranges_and_trims_name_words():
    text = "One two three. Four five six. Seven eight nine."
    assert texts(plan(talk(text), remove=["four five"])) == "One two three. Six. Seven eight nine."
    assert texts(plan(talk(text), from_word="three", to_word="six")) == "Three. Four five six."
    # From the end of "two" to the beginning of "Four".
    assert texts(plan(talk(text), remove_ranges=[(0.8, 1.5)])).startswith("One two. Four five")


def test_single_words_are_removed_by_their_index():
    text = "One two three. Two three four."
    assert texts(plan(talk(text), remove_words=[1, 4])) == "One three. Two four."
    with pytest.raises(InputError, match="word 6 can't be removed"):
        plan(talk(text), remove_words=[6])


def test_a_filler_under_somebody_else_s_word_stays():
    spoken = Transcript(
        (
            Word("So", 0.2, 0.5),
            Word("wonderful", 1.0, 2.0),
            Word("um", 1.2, 1.5),
            Word("is", 2.6, 3),
        ),
        language="en",
    )
    made = plan(spoken, fillers=True)
    assert made.removed == ()
    assert texts(made) == "So wonderful um is"
    (note,) = made.notes
    assert "'um' at 1.20 s" in note


def test_a_removed_range_takes_pauses_and_whole_words():
    made = plan(talk("One two [2] three"), remove_ranges=[(0.85, 2.0)])
    assert texts(made) == "One two three"
    (removed,) = made.removed
    assert (removed.start, removed.end) == (pytest.approx(0.92, abs=0.041), 2.0)


def test_full_stops_and_capitals_are_mended():
    made = plan(talk("Um, so we went, uh. Uh, then, um, we left."), fillers=True)
    assert texts(made) == "So we went. Then we left."


def test_an_edited_text_cuts_and_corrects():
    made = plan(talk("So um we met Jon there yesterday"), edited="So we met John there.")
    assert texts(made) == "So we met John there."


def test_what_is_left_between_two_cuts_without_words_goes_too():
    made = plan(talk("So um [0.4] uh the thing"), fillers=True)
    assert len(made.removed) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "nothing says what to cut"),
        ({"keep": ["so"]}, "nothing says what to cut"),
        ({"remove": ["elephant"]}, "'elephant' is not said"),
        ({"remove": ["…"]}, "no words"),
        ({"from_word": "thing", "to_word": "so"}, "not said after"),
        ({"remove_ranges": [(0, 100)]}, "nothing would be left"),
    ],
)
def test_what_can_not_be_done_is_said(options: dict, message: str):
    with pytest.raises(InputError, match=message):
        plan(talk("so um the thing"), **options)


@pytest.mark.parametrize(
    "options",
    [
        {"silences": 0.0},
        {"silences": float("nan")},
        {"silences": 0.5, "leave": 0.6},
        {"leave": 0.2},
        {"remove_ranges": [(2, 1)]},
        {"padding": -1},
    ],
)
def test_options_out_of_range_are_refused(options: dict):
    with pytest.raises(InputError):
        CutOptions(**options)


def test_silences_are_measured_in_the_sound(recording: Callable[..., Path]):
    spoken = talk("One [1.5] two [0.5] three [2] laughter [1] four")
    heard = recording(spoken)
    # The laughter is heard, and is no word.
    words = tuple(word for word in spoken.words if word.text != "laughter")
    transcript = Transcript(words, duration=spoken.duration, language="en")
    made = plan_cut(heard, transcript, CutOptions(silences=0.6))
    lengths = [each.end - each.start for each in made.removed]
    assert lengths == [pytest.approx(length, abs=0.05) for length in (0.9, 1.4, 0.4)]
    assert [each.reason for each in made.removed] == ["silence"] * 3
    laughter = next(word for word in spoken.words if word.text == "laughter")
    assert any(start <= laughter.start and laughter.end <= end for start, end in made.kept)


def test_a_cut_is_at_the_quietest_moment_near_by(recording: Callable[..., Path]):
    spoken = talk("So [0.1] um [1.0] the thing")
    # In the transcript, "So" ends too early.
    vague = replace(
        spoken, words=(replace(spoken.words[0], end=spoken.words[0].end - 0.08), *spoken.words[1:])
    )
    options = CutOptions(fillers=True, silences=0.3)
    (removed,) = plan_cut(recording(spoken), vague, options).removed
    assert spoken.words[0].end <= removed.start + 0.005
    assert removed.start <= spoken.words[1].start + 0.005


def test_silences_need_no_words(recording: Callable[..., Path]):
    made = plan_cut(recording(talk("One [1.5] two")), None, CutOptions(silences=0.6, leave=0.2))
    (removed,) = made.removed
    assert removed.end - removed.start == pytest.approx(1.3, abs=0.03)
    assert made.transcript is None


def test_over_loud_sound_what_is_between_words_is_a_pause(recording: Callable[..., Path]):
    transcript = talk("One [1.5] two three four")
    made = plan_cut(recording(transcript, hum=0.3), transcript, CutOptions(silences=0.6))
    assert len(made.removed) == 1
    assert "as loud as they are" in made.notes[0]


def test_a_silent_beginning_and_end_are_shortened(recording: Callable[..., Path]):
    transcript = talk("One two three").shift(3.0)
    longer = Transcript(transcript.words, duration=transcript.duration + 2, language="en")
    made = plan_cut(recording(longer), longer, CutOptions(silences=0.5))
    assert made.transcript is not None
    assert made.transcript.words[0].start == pytest.approx(0.5, abs=0.02)
    end = made.transcript.words[-1].end
    assert made.kept_duration - end == pytest.approx(0.5, abs=0.02)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["um", "so", "the", "thing", "is", "[0.7]"]), min_size=2, max_size=30),
    st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(60), Fraction(10)]),
    st.floats(0.0, 0.3),
)
def test_any_plan_is_in_order_and_cuts_no_word(parts: list[str], rate: Fraction, padding: float):
    transcript = talk(" ".join([*parts, "end", "um"]))
    made = plan(transcript, rate=rate, fillers=True, repeats=True, padding=padding)
    edges = [edge for span in made.kept for edge in span]
    assert edges == sorted(edges)
    assert made.transcript is not None
    kept = list(made.transcript.words)
    assert "end" in [word.text.casefold() for word in kept]
    for word in kept:
        # Not shortened by a cut.
        assert word.duration == pytest.approx(0.3, abs=1e-3) or word.text == "um"


def test_a_silent_recording_has_no_silences(recording: Callable[..., Path], tmp_path: Path):
    silent = tmp_path / "silent.wav"
    silent.write_bytes(wav_bytes(Samples(np.zeros((16_000, 1), np.float32), 16_000)))
    with pytest.raises(InputError, match="is silent from beginning to end"):
        plan_cut(silent, None, CutOptions(silences=0.2))


def test_a_noise_without_pauses_has_no_silences(recording: Callable[..., Path]):
    tone = Transcript((Word("a", 0.0, 3.0),), duration=3.0)
    with pytest.raises(InputError, match="as loud everywhere"):
        plan_cut(recording(tone), None, CutOptions(silences=0.2))
