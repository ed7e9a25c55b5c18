"""Cues of subtitle files are shown for as long as it takes to read them."""

from itertools import pairwise
from pathlib import Path

import pytest

import vidsync
from vidsync.captions import PROFILES, caption
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
    assert lint(read(path).cues, profile, language=transcript.language) == ()


@pytest.mark.parametrize("profile", PROFILES)
def test_subtitles_of_a_narration_keep_the_rules(tmp_path, profile):
    path = tmp_path / "talk.vtt"
    caption(vidsync.speak(SPOKEN, speed=0.9).transcript).save(path, profile=profile)
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


def test_speech_that_is_fast_throughout_keeps_its_times():
    fast = words(("This is spoken much too fast.", 0, 0.5), ("And so is all of this.", 0.5, 1))
    cues = segment(fast, RULES)
    assert give_reading_time(cues, RULES) == cues


@pytest.mark.parametrize("profile", PROFILES)
def test_cues_never_overlap(profile):
    transcript = vidsync.speak(SPOKEN, speed=1.6).transcript
    cues = segment_for_reading(transcript, PROFILES[profile])
    for cue, following in pairwise(cues):
        assert cue.start < cue.end <= following.start
    spoken = [word.text for word in transcript.words]
    assert [word.text for cue in cues for word in cue.words] == spoken
