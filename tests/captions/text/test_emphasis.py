"""The shown form of words: emphasis, censoring, emoji, punctuation and speakers' colours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vidsync.captions import Style, caption, load_preset
from vidsync.captions.style.colour import Colour, contrast, difference
from vidsync.captions.style.style import EmphasisStyle, SpeakersStyle, WordingStyle
from vidsync.captions.text.emphasis import apply_wording, word_key
from vidsync.errors import PresetError


def shown(transcript, **parts):
    wording = apply_wording(transcript, Style(**parts))
    return [wording.drawn.get(word_key(w), w.text) for w in wording.transcript.words]


def emphasised(transcript, **options):
    wording = apply_wording(transcript, Style(emphasis=EmphasisStyle(**options)))
    return [w.text for w in wording.transcript.words if word_key(w) in wording.emphasised]


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (("numbers",), ["$5", "3", "2nd,"]),
        (("money",), ["$5", "euros."]),
        (("negations",), ["Don’t", "never"]),
        (("capitals",), ["NASA"]),
        (("marked",), ["star!"]),
        ((), []),
    ],
)
def test_rules_emphasise_words(rules, found, spoken):
    text = "Don’t pay $5 or 3 of NASA euros. A *star!* never comes 2nd, I know."
    assert emphasised(spoken(text), rules=rules) == found


def test_listed_words_are_emphasised_in_any_case(spoken):
    assert emphasised(spoken("Free! It is FREE."), words=("free",)) == ["Free!", "FREE."]


def test_stars_that_mark_emphasis_are_hidden_and_other_stars_stay(spoken):
    assert shown(spoken("a *b*, 2*3*4 f*** *")) == ["a", "b,", "2*3*4", "f***", "*"]


def test_two_stars_may_stand_around_several_words(spoken):
    text = "the *real secret*, 2 * 3 is *not closed and so on and on and on and on* here"
    assert shown(spoken(text))[:3] == ["the", "real", "secret,"]
    assert shown(spoken(text))[3:] == text.split()[3:]
    assert emphasised(spoken(text), rules=("marked",)) == ["real", "secret,"]


@pytest.mark.parametrize(("mask", "masked"), [("first", "“d***!”"), ("all", "“****!”")])
def test_a_censored_word_keeps_its_length_and_punctuation(mask, masked, spoken):
    wording = WordingStyle(censor=("Darn",), mask=mask)
    assert shown(spoken("Well “darn!” it"), wording=wording) == ["Well", masked, "it"]


def test_a_censored_word_is_masked_in_subtitles_too_and_emoji_are_not_added(spoken):
    preset = load_preset("hype")
    style = replace(preset.style, wording=WordingStyle(censor=("money",), emoji=True))
    captions = caption(spoken("Big money and fire."), preset=replace(preset, style=style))
    assert "m****" in captions.to_srt()
    assert "🔥" not in captions.to_srt()
    assert any("🔥" in cue.text for cue in captions.cues)


def test_emoji_follow_key_words_and_not_too_often(spoken):
    words = shown(spoken("Fire and rockets, money, fire!"), wording=WordingStyle(emoji=True))
    assert words == ["Fire 🔥", "and", "rockets,", "money,", "fire!"]


def test_punctuation_at_the_ends_of_words_can_be_left_out(spoken):
    wording = WordingStyle(punctuation=False)
    assert shown(spoken("Yes, 3.5 of it. Why?"), wording=wording) == [
        "Yes",
        "3.5",
        "of",
        "it",
        "Why?",
    ]


def test_changes_to_the_shown_text_keep_the_times(spoken):
    transcript = spoken("*One* two, 3 fire")
    style = load_preset("hype").style
    for before, after in zip(
        transcript.words, apply_wording(transcript, style).transcript.words, strict=True
    ):
        assert (before.start, before.end) == (after.start, after.end)


def test_speakers_colours_that_look_alike_are_refused():
    with pytest.raises(PresetError, match="look alike"):
        SpeakersStyle((Colour(255, 0, 0), Colour(0, 0, 255), Colour(250, 8, 4)))


def test_contrast_and_difference_agree_with_their_definitions():
    white, black = Colour(255, 255, 255), Colour(0, 0, 0)
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(white, Colour(0x76, 0x76, 0x76)) == pytest.approx(4.54, abs=0.01)
    assert difference(white, black) == pytest.approx(100, abs=0.1)
    assert difference(white, white) == 0
