"""Cues for sounds that the transcript describes."""

import pytest

from vidsync.captions import PROFILES, caption, lint, segment
from vidsync.transcript import Pause, Transcript, Word


def transcript(*pauses, words=((0.0, 1.0, "Hello."), (6.0, 7.0, "Bye."))):
    return Transcript(
        tuple(Word(text, start, end) for start, end, text in words),
        10.0,
        pauses=tuple(Pause(start, end, text) for start, end, text in pauses),
    )


def texts(made):
    return [(cue.text, cue.start) for cue in made]


@pytest.mark.parametrize("profile", ["sdh", "bbc"])
def test_profiles_for_accessibility_show_sounds(profile):
    made = segment(transcript((3.0, 5.0, "[door slams]")), PROFILES[profile])
    assert [text for text, _ in texts(made)] == ["Hello.", "[door slams]", "Bye."]
    assert lint(made, PROFILES[profile]) == ()


@pytest.mark.parametrize("profile", ["netflix", "social", "block"])
def test_other_profiles_do_not(profile):
    made = segment(transcript((3.0, 5.0, "[door slams]")), PROFILES[profile])
    assert [text for text, _ in texts(made)] == ["Hello.", "Bye."]


@pytest.mark.parametrize("text", ["", ",", "<break/>", " "])
def test_silences_and_tags_are_no_sounds(text):
    assert len(segment(transcript((3.0, 5.0, text)), PROFILES["sdh"])) == 2


def test_a_sound_without_room_is_left_out():
    close = ((0.0, 1.0, "Hello"), (1.4, 2.0, "there."))
    made = segment(transcript((1.05, 1.35, "[sighs]"), words=close), PROFILES["sdh"])
    assert "[sighs]" not in " ".join(text for text, _ in texts(made))


def test_a_recording_of_sounds_alone_has_cues():
    made = segment(transcript((3.0, 5.0, "[applause]"), words=()), PROFILES["sdh"])
    assert texts(made) == [("[applause]", 3.0)]


def test_a_sound_is_never_lit_when_it_is_burned():
    preset = {"extends": "pop", "rules": {"sounds": True}}
    script = caption(transcript((2.0, 4.5, "[DOOR SLAMS]")), preset=preset).to_ass()
    lines = [line for line in script.splitlines() if line.startswith("Dialogue")]
    shown = [line for line in lines if "0:00:01.50" < line.split(",")[1] < "0:00:04.50"]
    assert shown
    assert not any("active" in line for line in shown)
    assert any("active" in line for line in lines)
