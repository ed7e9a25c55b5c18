"""Lint: a cue that breaks each rule and one that keeps it. Repair loses no words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.captions import PROFILES, Cue
from vidsync.captions.cues.linting import lint, repair
from vidsync.captions.text.text import clean_text
from vidsync.errors import CaptionError, PresetError
from vidsync.transcript import Transcript, Word

NETFLIX = PROFILES["netflix"]


def cue(start, end, *lines, speaker=""):
    count = sum(len(line.split()) for line in lines) or 1
    step = (end - start) / count
    made = []
    now = start
    for line in lines:
        words = []
        for text in line.split():
            words.append(Word(text, now, now + step))
            now += step
        made.append(tuple(words))
    return Cue(tuple(made), start, end, speaker)


def rules_broken(*cues, rules=NETFLIX, language="en"):
    return [(f.rule, f.cue, f.word) for f in lint(cues, rules, language=language)]


def test_a_cue_that_keeps_the_rules_has_no_finding():
    assert rules_broken(cue(1, 3, "He went home", "to see the garden.")) == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (cue(1, 4, "Stop.", "Think.", "Go."), ("lines", 1, "Go.")),
        (cue(1, 5, "a" * 20 + " " + "b" * 25), ("line-length", 1, "b" * 25)),
        (cue(1, 2, "This is far too much,", "read in one second."), ("reading-speed", 1, "This")),
        (cue(1, 1.5, "Hm."), ("min-duration", 1, "Hm.")),
        (cue(1, 8.5, "So long."), ("max-duration", 1, "long.")),
        (cue(1.01, 3, "Between frames."), ("frame", 1, "Between")),
        (cue(1, 3, "He lives in the", "garden."), ("break", 1, "garden.")),
    ],
)  # fmt: skip
def test_each_rule_is_found_at_its_word(broken, expected):
    assert rules_broken(broken) == [expected]


def test_gaps_and_overlaps():
    first, second = cue(1, 3, "One here."), cue(3, 5, "Two there.")
    assert rules_broken(first, second) == [("gap", 1, "here.")]
    assert rules_broken(replace(first, end=3.5), second) == [("overlap", 1, "here.")]
    assert rules_broken(replace(first, end=2.75), second) == [("gap", 1, "here.")]
    assert rules_broken(replace(first, end=3 - 2 / 24), second) == []
    assert rules_broken(first, second, rules=PROFILES["youtube"]) == []


def test_a_break_between_cues_counts_only_where_the_speech_goes_on():
    first, second = cue(1, 3 - 2 / 24, "He lives in the"), cue(3, 5, "garden.")
    assert rules_broken(first, second) == [("break", 1, "garden.")]
    assert rules_broken(first, cue(6, 8, "garden.")) == []
    assert rules_broken(first, replace(second, speaker="Bob")) == []


def test_too_many_words_and_kinsoku():
    rules = replace(PROFILES["social"], line_characters=30)
    assert rules_broken(cue(1, 3, "one two three four five"), rules=rules) == [("words", 1, "five")]
    japanese = Cue(((Word("天気", 1, 2),), (Word("。", 2, 3),)), 1, 3)
    assert rules_broken(japanese, language="ja") == [("kinsoku", 1, "。")]


def test_limits_for_the_script_are_respected():
    assert [rule for rule, _, _ in rules_broken(cue(1, 6, "今" * 20), language="zh")] == [
        "line-length"
    ]


def test_a_transcript_is_cut_first(spoken):
    assert lint(spoken("It is said once. Then it is said again, with care."), "netflix") == ()
    with pytest.raises(PresetError, match="netflx"):
        lint(Transcript((), 0), "netflx")


def test_repair_leaves_alone_what_keeps_the_rules():
    good = cue(1, 3, "He went home", "to see the garden.")
    bad = cue(8, 16, "So very long a cue is this")
    mended = repair((good, bad), language="en")
    assert mended[0] == good
    assert lint(mended, language="en") == ()
    with pytest.raises(CaptionError):
        repair(())


def test_a_mended_cue_leaves_room_for_the_lead_in_of_the_next():
    fast = tuple(cue(0, 0, "word") for _ in range(5))
    mended = repair((*fast, cue(1, 1, "late")), "karaoke")
    assert [f for f in lint(mended, "karaoke") if f.rule == "overlap"] == []
    assert [w.text for c in mended for w in c.words] == ["word"] * 5 + ["late"]


@st.composite
def files(draw):
    texts = st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=15
    )
    cues = []
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.floats(0, 60))
        line = draw(st.lists(texts, min_size=1, max_size=12))
        lines = (" ".join(line[:6]), " ".join(line[6:])) if len(line) > 6 else (" ".join(line),)
        speaker = draw(st.sampled_from(["", "Ann"]))
        cues.append(cue(start, start + draw(st.floats(0, 9)), *lines, speaker=speaker))
    return tuple(cues)


@given(files(), st.sampled_from(sorted(PROFILES)))
@settings(max_examples=60, deadline=None)
def test_any_file_is_mended_without_losing_a_word(cues, profile):
    lint(cues, profile)
    try:
        mended = repair(cues, profile)
    except CaptionError:
        return
    hard = {"lines", "overlap"}
    assert not [finding for finding in lint(mended, profile) if finding.rule in hard]
    visible = sorted(
        clean_text(word.text) for cue in mended for word in cue.words if clean_text(word.text)
    )
    assert visible == sorted(t for c in cues for w in c.words if (t := clean_text(w.text)))


def test_a_mended_cue_gains_no_word_times():
    text = "This is a sentence that is far too long for the fifth of a second that it is shown."
    words = tuple(Word(part, 1.0, 1.2) for part in text.split())
    cue = Cue((words,), 1.0, 1.2, word_times=False)
    mended = repair((cue,), "netflix")
    assert len(mended) > 1 or mended[0].end > 1.2
    assert not any(each.word_times for each in mended)
    assert all(each.word_times for each in repair((replace(cue, word_times=True),), "netflix"))
