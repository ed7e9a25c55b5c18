"""Cutting from Python: what goes in, and what comes out."""

from collections.abc import Callable
from pathlib import Path

import pytest

import vidsync
from tests.cutting.conftest import talk
from vidsync.audio import measure
from vidsync.errors import InputError, OutputError, VidsyncWarning


@pytest.fixture
def spoken(recording: Callable[..., Path]) -> tuple[Path, vidsync.Transcript]:
    transcript = talk("So um the [1.5] thing is")
    return recording(transcript), transcript


def test_hesitations_and_long_pauses_go_by_default(spoken, tmp_path: Path):
    source, transcript = spoken
    made = vidsync.cut(source, tmp_path / "cut.wav", transcript)
    assert [each.reason for each in made.plan.removed] == ["filler", "silence"]
    assert made.transcript is not None
    assert made.transcript.plain_text == "So the thing is"
    assert made.duration == pytest.approx(made.plan.kept_duration)
    assert measure(made.path)[0] == pytest.approx(made.duration, abs=0.001)
    assert repr(made.plan).startswith("<CutPlan 2 cuts")


def test_the_words_may_be_a_file_or_a_speech(spoken, tmp_path: Path):
    source, transcript = spoken
    vidsync.save(transcript, tmp_path / "talk.json")
    options = vidsync.CutOptions(fillers=True)
    speech = vidsync.Speech(source.read_bytes(), "audio/wav", 16_000, transcript)
    plans = [
        vidsync.plan_cut(source, words, options)
        for words in (transcript, tmp_path / "talk.json", str(tmp_path / "talk.json"), speech)
    ]
    assert all(plan.kept == plans[0].kept for plan in plans)
    with pytest.raises(InputError, match="is not a transcript"):
        vidsync.plan_cut(source, 5, options)  # type: ignore[arg-type]


def test_a_plan_is_carried_out_as_it_is(spoken, tmp_path: Path):
    source, _ = spoken
    plan = vidsync.plan_cut(source, None, vidsync.CutOptions(remove_ranges=[(0.5, 1.0)]))
    made = vidsync.cut(source, tmp_path / "cut.wav", plan=plan)
    assert made.plan is plan
    assert measure(made.path)[0] == pytest.approx(plan.duration - 0.5, abs=0.001)


def test_words_that_are_estimated_are_found_in_the_sound_first(tmp_path: Path):
    speech = vidsync.speak("Look at this. It is quick!", engine="espeak")
    speech.save(tmp_path / "talk.wav")
    # All words share the time of one subtitle.
    (tmp_path / "talk.srt").write_text(
        "1\n00:00:00,000 --> 00:00:02,300\nLook at this. It is quick!\n", "utf-8"
    )
    options = vidsync.CutOptions(remove=["It is"])
    (heard,) = vidsync.plan_cut(tmp_path / "talk.wav", tmp_path / "talk.srt", options).removed
    (exact,) = vidsync.plan_cut(tmp_path / "talk.wav", speech.transcript, options).removed
    assert heard.start == pytest.approx(exact.start, abs=0.12)
    assert heard.end == pytest.approx(exact.end, abs=0.12)


def test_what_has_nothing_to_cut_is_written_whole_with_a_warning(spoken, tmp_path: Path):
    source, transcript = spoken
    options = vidsync.CutOptions(more_fillers=["absent"])
    with pytest.warns(VidsyncWarning, match="nothing was found to cut"):
        made = vidsync.cut(source, tmp_path / "cut.wav", transcript, options)
    assert made.duration == pytest.approx(transcript.duration, abs=0.001)


def test_an_output_that_exists_is_not_replaced(spoken, tmp_path: Path):
    source, transcript = spoken
    (tmp_path / "cut.wav").write_text("precious")
    with pytest.raises(OutputError, match="exists already"):
        vidsync.cut(source, tmp_path / "cut.wav", transcript)
    assert (tmp_path / "cut.wav").read_text() == "precious"


def test_phones_and_visemes_move_along(spoken, tmp_path: Path):
    speech = vidsync.speak("So, um, the thing is.", engine="espeak")
    speech.save(tmp_path / "speech.wav")
    made = vidsync.cut(tmp_path / "speech.wav", tmp_path / "cut.wav", speech.transcript)
    assert made.transcript is not None
    for word in made.transcript.words:
        assert word.phones
        assert word.phones[0].start == pytest.approx(word.start, abs=0.02)
        assert word.phones[-1].end == pytest.approx(word.end, abs=0.02)
    track = vidsync.lipsync(made.transcript, set="oculus")
    assert track.duration == pytest.approx(made.transcript.duration, abs=0.05)
