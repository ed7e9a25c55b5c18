"""Cues of subtitle files are shown for as long as it takes to read them."""

from itertools import pairwise
from pathlib import Path

import pytest

import vidsync
from vidsync.captions import PROFILES, Cue, caption
from vidsync.captions.cues.linting import lint
from vidsync.captions.cues.reading_time import give_reading_time, segment_for_reading
from vidsync.captions.cues.rules import Rules
from vidsync.captions.cues.segmentation import segment
from vidsync.captions.formats import read
from vidsync.transcript import Transcript, Word

TEXTS = Path(__file__).parents[2] / "data" / "outputs"
SPOKEN = (
    "When a suffix has more than one meaning, or none, name the format. The cues stay cut as "
    "they are. To cut them anew, name a profile. In a single file there may be several "
    "languages, and each of them has its own track."
)
RULES = Rules(max_words=20, line_characters=40, reading_speed=10.0, min_duration=1.0, pause=5.0)


def words(*timed: tuple[str, float, float]) -> Transcript:
    return Transcript(tuple(Word(*each) for each in timed))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["english", "conversation", "arabic", "hindi", "emoji"])
def test_subtitles_keep_the_rules_of_their_profile(tmp_path, name, profile):
    transcript = vidsync.load(TEXTS / f"{name}.json")
    path = tmp_path / "talk.srt"
    caption(transcript).save(path, profile=profile)
    found = lint(read(path).cues, profile, language=transcript.language)
    # "This is our new video" has five words in Hindi, all of which belong together: more than
    # the four of a social cue.
    parted = name == "hindi" and profile == "social"
    assert [finding.rule for finding in found] == ["break"] * parted


@pytest.mark.parametrize("profile", PROFILES)
def test_subtitles_of_a_narration_keep_the_rules(tmp_path, profile):
    path = tmp_path / "talk.vtt"
    caption(vidsync.speak(SPOKEN, speed=0.9, engine="espeak").transcript).save(
        path, profile=profile
    )
    assert lint(read(path).cues, profile, language="en") == ()


def test_a_fast_cue_appears_before_its_words_if_the_one_before_has_time():
    slow_then_fast = words(("Slow.", 0, 3), ("This is spoken fast.", 3.0, 4.5))
    first, second = give_reading_time(segment(slow_then_fast, RULES), RULES)
    assert (first.start, first.end) == (0, pytest.approx(2.5, abs=0.002))
    assert (second.start, second.end) == (first.end, 4.5)
    assert first.words[0].end == first.end


def test_a_fast_cue_stays_while_the_next_begins_if_that_one_has_time():
    fast_then_slow = words(("This is spoken fast.", 0, 1.5), ("Slow.", 1.5, 4.5))
    first, second = give_reading_time(segment(fast_then_slow, RULES), RULES)
    assert first.end == pytest.approx(2.0, abs=0.002) == second.start
    assert second.words[0].start == second.start


def cue(text: str, start: float, end: float) -> Cue:
    return Cue(((Word(text, start, end),),), start, end)


def test_a_cue_that_stays_too_fast_takes_the_pauses_around_it():
    fast = "This is spoken so fast that nobody could ever read all of it."
    cues = [cue("Slow.", 0.0, 1.0), cue(fast, 3.0, 4.0), cue("Slow.", 5.0, 6.0)]
    before, shown, after = give_reading_time(cues, RULES)
    assert (before, after) == (cues[0], cues[2])
    assert shown.end == pytest.approx(5.0 - RULES.min_gap)
    assert shown.duration == pytest.approx(RULES.max_duration)


@pytest.mark.parametrize(
    ("times", "severities"),
    [((4.0, 5.5), ["error"]), ((4.0, 8.0), []), ((1.05, 2.05), ["warning"])],
)
def test_what_only_the_speech_breaks_is_a_warning(times, severities):
    start, end = times
    following = end + 0.05 if severities == ["warning"] else end + 5.0
    cues = [
        cue("Slow.", 0.0, 1.0),
        cue("This is spoken much too fast for anyone.", start, end),
        cue("Slow.", following, following + 1.0),
    ]
    found = [each for each in lint(cues, RULES) if each.rule == "reading-speed"]
    assert [each.severity for each in found] == severities


@pytest.mark.parametrize("profile", ["bbc", "kids", "netflix"])
def test_fast_speech_breaks_no_rule_by_its_subtitles(tmp_path, profile):
    spoken = vidsync.speak(SPOKEN, speed=1.9)
    path = tmp_path / "talk.srt"
    caption(spoken.transcript).save(path, profile=profile)
    found = lint(read(path).cues, profile, language="en")
    assert found
    assert {each.severity for each in found} == {"warning"}


@pytest.mark.parametrize("profile", PROFILES)
def test_cues_never_overlap(profile):
    transcript = vidsync.speak(SPOKEN, speed=1.6, engine="espeak").transcript
    cues = segment_for_reading(transcript, PROFILES[profile])
    for cue, following in pairwise(cues):
        assert cue.start < cue.end <= following.start
    spoken = [word.text for word in transcript.words]
    assert [word.text for cue in cues for word in cue.words] == spoken
