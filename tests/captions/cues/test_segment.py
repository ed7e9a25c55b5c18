"""Segmentation: cues keep the rules and break where a reader would."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions import PROFILES, Rules, segment
from vidsync.captions.cues import weights
from vidsync.captions.cues.breaks import break_cost, break_lines
from vidsync.captions.cues.grammar import Tie
from vidsync.captions.cues.linting import lint
from vidsync.captions.cues.rules import profile
from vidsync.captions.text.text import split_clusters
from vidsync.errors import PresetError
from vidsync.transcript import Transcript, Word
from vidsync.transcript.spacing import word_gaps
from vidsync.writing import is_spaceless

BLOCK = PROFILES["block"]
HELD = weights.TIES[Tie.HELD]
SOCIAL = PROFILES["social"]


def texts(cues):
    return [cue.text for cue in cues]


def test_blocks_end_with_sentences_and_clauses(spoken):
    cues = segment(
        spoken(
            "The first cut is never the one you post, and that's fine! You watch it on your "
            "phone, in bad light, with the sound off."
        ),
        BLOCK,
    )
    assert texts(cues) == [
        "The first cut is never the one you post,\nand that's fine!",
        "You watch it on your phone,\nin bad light, with the sound off.",
    ]


def test_social_cues_hold_few_words_and_whole_phrases(spoken):
    cues = segment(spoken("You watch it on your phone, in bad light, with the sound off."))
    assert [cue.text.replace("\n", " ") for cue in cues] == [
        "You watch it",
        "on your phone,",
        "in bad light,",
        "with the sound off.",
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("the", "dog"),
        ("of", "course"),
        ("Dr.", "Smith"),
        ("New", "York"),
        ("30", "minutes"),
        ("have", "seen"),
        ("don't", "know"),
        ("see", "it"),
        ("and", "then"),
    ],
)
def test_breaking_a_phrase_costs_more_than_breaking_between_phrases(left, right):
    assert break_cost(left, right) > 2 * break_cost("house", "burns")
    assert break_cost(left, right) <= HELD


def test_lines_break_at_punctuation_conjunctions_and_prepositions():
    costs = [
        break_cost("over.", "Then"),
        break_cost("here,", "then"),
        break_cost("dog", "and"),
        break_cost("dog", "under"),
        break_cost("dog", "barks"),
    ]
    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("before", "left", "right", "language"),
    [
        ("Turn", "off", "the", "en"),
        ("give", "you", "an", "en"),
        ("haben", "Sie", "kurz", "de"),
        ("Reihe", "nach", "ausführt", "de"),
    ],
)
def test_the_word_before_says_that_a_phrase_has_ended(before, left, right, language):
    assert break_cost(left, right, language) >= weights.PARTING
    assert break_cost(left, right, language, before) < weights.PARTING


@pytest.mark.parametrize(
    ("left", "right", "language"),
    [
        ("daha", "az", "tr"), ("cumayı", "mı", "tr"), ("boję", "się", "pl"),
        ("trzy", "rzeczy", "pl"),
        ("qu'on", "a", "fr"), ("más", "grande", "es"), ("twee", "jaar", "nl"), ("할", "수", "ko"),
        ("三百", "块", "zh-Hans"), ("写", "在", "zh-Hans"), ("के", "बारे", "hi"),
        ("पाँच", "बजे", "hi"), ("заряженных", "частиц", "ru"), ("حفظ", "المعلومات", "ar"),
    ],
)  # fmt: skip
def test_particles_numbers_and_comparatives_of_many_languages_are_tied(left, right, language):
    assert break_cost(left, right, language) >= weights.PARTING


def test_a_quotation_ends_before_the_next_one_opens():
    assert break_cost("Schwester.“", "„Beim", "de") == weights.AFTER_SENTENCE
    words = Transcript((Word("Zeit?“", 0, 1), Word("„Um", 1.1, 2)), duration=3, language="de")
    assert [cue.text for cue in segment(words, SOCIAL)] == ["Zeit?“", "„Um"]


def test_other_languages_have_their_own_function_words():
    assert break_cost("der", "Hund", "de-DE") == HELD
    assert break_cost("der", "Hund", "en") < HELD
    assert break_cost("le", "chien", "fr") == HELD
    assert break_cost("los", "perros", "es") == HELD
    assert break_cost("в", "саду", "ru") == break_cost("он", "же", "ru") == HELD
    assert break_cost("إلى", "الحديقة", "ar") == HELD
    # Postpositions and the copula belong to the word before them.
    assert break_cost("पार्क", "में", "hi") == break_cost("पीते", "हैं।", "hi") == HELD
    for left, right, language in (
        ("он", "и", "ru"), ("اليوم", "لذلك", "ar"), ("है", "इसलिए", "hi"),
    ):  # fmt: skip
        assert break_cost(left, right, language) < break_cost("dog", "barks")


def test_a_change_of_speaker_ends_a_cue_and_names_who_speaks(dialogue):
    cues = segment(dialogue, BLOCK)
    assert [(cue.text, cue.speaker) for cue in cues] == [
        ("Are you there?", "Ann"),
        ("I am.", "Bob & <Co>"),
    ]


def test_a_long_pause_ends_a_cue(timed):
    cues = segment(timed(("wait", 0, 0.4), ("for", 0.4, 0.6), ("it", 3.0, 3.3)), BLOCK)
    assert texts(cues) == ["wait for", "it"]
    assert cues[0].end == pytest.approx(0.6 + BLOCK.linger)


def test_a_small_gap_is_closed_and_a_large_one_is_kept(timed):
    rules = replace(BLOCK, max_words=1, linger=0.5, close_gap=0.5, min_duration=0.1)
    cues = segment(timed(("a", 0, 1), ("b", 1.3, 2), ("c", 2.55, 4)), rules)
    assert cues[0].end == cues[1].start == 1.3
    assert cues[1].end == pytest.approx(2.5, abs=0.04)
    assert cues[1].end <= cues[2].start - rules.min_gap + 1e-9


def test_the_case_of_the_look_does_not_touch_the_times(spoken):
    transcript = spoken("Mixed Case here.")
    (cue,) = segment(transcript, case="upper")
    assert cue.text.replace("\n", " ") == "MIXED CASE HERE."
    assert [word.start for word in cue.words] == [word.start for word in transcript.words]


def test_invisible_words_are_left_out(timed):
    assert texts(segment(timed(("a", 0, 1), ("\u200b\u200d", 1, 1.2), ("b", 1.2, 2)))) == ["a b"]
    assert segment(timed(("\u200b\u2060", 0, 1))) == ()


def test_a_word_longer_than_a_line_stands_alone(timed):
    cues = segment(timed(("so", 0, 0.2), ("x" * 60, 0.2, 2), ("ok", 2, 2.2)), BLOCK)
    assert "x" * 60 in [line for cue in cues for line in cue.text.splitlines()]


def test_rules_that_contradict_are_refused():
    with pytest.raises(PresetError):
        Rules(min_duration=4, max_duration=3)
    with pytest.raises(PresetError):
        Rules(max_words=0)
    with pytest.raises(PresetError):
        Rules(pause=float("nan"))


def test_lines_break_between_phrases_rather_than_in_the_middle():
    words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog"]
    costs = [break_cost(a, b) for a, b in pairwise(words)] + [0]
    gaps = [0] + [1] * (len(words) - 1)
    assert break_lines([len(w) for w in words], gaps, costs, lines=2) == (5, 9)
    assert break_lines([1, 1], [0, 1], [0, 0], lines=1) == (2,)


times = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip),
        st.floats(0, 2),
        st.floats(0, 1),
    ),
    min_size=1,
    max_size=40,
)


@given(times, st.sampled_from([SOCIAL, BLOCK, replace(SOCIAL, max_words=1)]))
def test_every_visible_word_is_in_exactly_one_cue_and_cues_never_overlap(items, rules):
    now = 0.0
    words = []
    for text, duration, pause in items:
        words.append(Word(text, now, now + duration))
        now += duration + pause
    transcript = Transcript(tuple(words), duration=now)
    cues = segment(transcript, rules)
    kept = [(word.start, word.end) for cue in cues for word in cue.words]
    visible = [word for word in words if segment(Transcript((word,), duration=now), rules)]
    assert kept == [(word.start, word.end) for word in visible]
    for cue in cues:
        assert cue.start <= cue.words[0].start <= cue.words[-1].start <= cue.end
        # In a script without spaces, the words of one phrase count as one word. Where a word
        # stands alone, one that is too short shares the next one's cue.
        most = max(2, rules.max_words)
        assert word_gaps(cue.words).count(" ") < most
        spaceless = any(is_spaceless(word.text) for word in cue.words)
        if rules.max_words == 1 and word_gaps(cue.words).count(" ") and not spaceless:
            assert cue.words[1].start - cue.words[0].start < rules.min_duration
        assert len(cue.lines) <= rules.max_lines or len(cue.words) == 1
        for line in cue.lines:
            assert len(line) == 1 or _length(line) <= rules.line_characters
    for cue, following in pairwise(cues):
        assert cue.end <= following.start


def _length(line):
    return sum(len(split_clusters(word.text)) for word in line)


@pytest.mark.parametrize(
    ("frame_rate", "exact"), [(23.976, 24000 / 1001), (25, 25), (29.97, 30000 / 1001), (60, 60)]
)
def test_cues_keep_to_the_frames_of_the_video(spoken, frame_rate, exact):
    rules = PROFILES["netflix"].at_frame_rate(frame_rate)
    text = " ".join(["It rains today and so we stay at home with tea."] * 40)
    cues = segment(spoken(text), rules)
    assert cues[-1].end > 60
    for cue, following in pairwise(cues):
        for time in (cue.start, cue.end):
            assert abs(time * exact - round(time * exact)) < 1e-6
        assert (following.start - cue.end) * exact > 2 - 1e-6
    assert lint(cues, rules) == ()


def test_a_frame_rate_keeps_long_gaps_and_must_be_valid():
    assert PROFILES["bbc"].at_frame_rate(50).min_gap == PROFILES["bbc"].min_gap
    assert PROFILES["netflix"].at_frame_rate(50).chain_gap == pytest.approx(2 / 50)
    with pytest.raises(PresetError, match="frames per second"):
        PROFILES["netflix"].at_frame_rate(0)


def test_a_custom_profile_extends_another(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text(
        'description = "ours"\nextends = "netflix"\nline_characters = 37\n'
        "[scripts.kana]\nline_characters = 12\n[scripts.hangul]\nreading_speed = 14\n"
    )
    rules, netflix = profile(str(path)), PROFILES["netflix"]
    assert rules.line_characters == 37
    assert rules.for_texts(["ひらがな"]).line_characters == 12
    assert rules.for_texts(["한국어"]).reading_speed == 14
    assert replace(rules, line_characters=42, scripts=netflix.scripts) == netflix


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("max_words = 2.5", "max_words is 2.5, not a whole number"),
        ("max_word = 2", "no 'max_word'"),
        ('pause = "long"', "pause is 'long'"),
        ("pause = nan", "pause is nan"),
        ("max_duration = 0.1", "min_duration"),
        ('extends = "netflx"', "no profile 'netflx'"),
        ("extends = 3", "no profile 3"),
        ("[scripts.klingon]\nline_characters = 3", "no script 'klingon'"),
        ("[scripts.thai]\nline_characters = 3", "has no reading_speed"),
        ("[scripts.thai]\nline_characters = 3\nreading_speed = -1", "not a positive number"),
        ("scripts = 3", "not a table"),
        ("= 3", "not TOML"),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_its_file(tmp_path, text, says):
    path = tmp_path / "house.toml"
    path.write_text(text)
    with pytest.raises(PresetError, match=f"house.toml.*{says}"):
        profile(str(path))
    with pytest.raises(PresetError, match="can't be read"):
        profile(str(tmp_path / "none.toml"))


def test_a_short_sentence_comes_on_early_in_the_pause_before_it():
    words = (
        Word("Nobody", 0.2, 0.7),
        Word("came.", 0.7, 1.0),
        Word("Oh.", 1.2, 1.4),
        Word("Wait", 1.42, 1.8),
        Word("here.", 1.8, 2.2),
    )
    first, short, last = segment(Transcript(words, duration=3), SOCIAL)
    assert short.end == last.start == 1.42
    assert short.start == first.end == 1.0  # not over "came."
