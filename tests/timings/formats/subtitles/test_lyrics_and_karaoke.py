"""The dialects of LRC, and the karaoke of ASS."""

import warnings

import pytest

from vidsync.errors import VidsyncWarning
from vidsync.timings import load_blocks, loads

HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,40,&H00FFFFFF,&H0,&H0,&H0,0,0,0,0,100,100,0,0,1,2,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def read(text):
    """Return the words with their times; estimates are expected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        words = loads(text).words
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in words]


def ass(text, start="0:00:01.00", end="0:00:05.00"):
    return f"{HEAD}Dialogue: 0,{start},{end},Default,,0,0,0,,{text}\n"


BILINGUAL = "[00:10.00]Un mot\n[00:10.00]One word\n[00:12.00]Deux\n[00:12.00]Two\n[00:14]\n"


def test_two_lines_at_one_time_last_until_the_next_time():
    blocks = load_blocks(BILINGUAL.encode()).blocks
    assert [(block.start, block.end) for block in blocks] == [
        (10.0, 12.0),
        (10.0, 12.0),
        (12.0, 14.0),
        (12.0, 14.0),
    ]


def test_the_first_of_two_lines_at_one_time_is_spoken():
    with pytest.warns(VidsyncWarning) as told:
        words = loads(BILINGUAL).words
    assert "2 lines at the time of another, as translations are" in str(told[0].message)
    assert [word.text for word in words] == ["Un", "mot", "Deux"]
    assert (words[0].start, words[1].end) == (10.0, 12.0)


def test_lines_that_seldom_share_a_time_are_all_spoken():
    text = "[00:01.00]One\n[00:02.00]two\n[00:02.00]three\n[00:03.00]four\n[00:04.00]\n"
    assert [word for word, *_ in read(text)] == ["One", "two", "three", "four"]


@pytest.mark.parametrize(
    ("stamps", "times"),
    [
        (("[01:02:03.45]", "[01:02:05.5]"), (3723.45, 3725.5)),
        (("[1:02:03.456]", "[1:02:05]"), (3723.456, 3725.0)),
        (("[00:59.9]", "[01:00.05]"), (59.9, 60.05)),
        (("[00:59.999]", "[01:00]"), (59.999, 60.0)),
    ],
)
def test_clocks_may_have_hours_and_up_to_three_digits_of_a_fraction(stamps, times):
    words = read(f"{stamps[0]}One\n{stamps[1]}Two\n")
    assert (words[0][1], words[1][1]) == times


def speakers(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        found = loads(text)
    return [(word.text, found.turns[word.turn or 0].speaker) for word in found.words]


def test_voices_of_walaoke_hold_until_the_next():
    text = "[00:01.00]F: Hello\n[00:02.00]there\n[00:03.00]M: you\n[00:04.00]D: all\n[00:05.00]\n"
    assert speakers(text) == [("Hello", "F"), ("there", "F"), ("you", "M"), ("all", "D")]


def test_voices_of_enhanced_lyrics_count_for_their_line():
    text = (
        "[00:01.00]v1: <00:01.00>Hello<00:01.40>\n[00:02.00]v2:<00:02.10>there<00:02.50>\n"
        "[00:03.00] v1: you\n[00:04.00]\n"
    )
    assert speakers(text) == [("Hello", "v1"), ("there", "v2"), ("you", "v1")]


BACKGROUND = (
    "[00:01.00]<00:01.00>Hello <00:01.50>there<00:02.00>\n"
    "[bg: <00:01.60>ooh<00:01.90>]\n"
    "[00:03.00]<00:03.00>You<00:03.50>\n"
    "[bg: <00:03.60>la<00:03.90>]\n"
)


def test_background_vocals_are_spoken_where_nobody_else_is():
    with pytest.warns(VidsyncWarning, match="1 line of background vocals behind another line"):
        words = loads(BACKGROUND).words
    assert [(word.text, word.start, word.end) for word in words] == [
        ("Hello", 1.0, 1.5),
        ("there", 1.5, 2.0),
        ("You", 3.0, 3.5),
        ("la", 3.6, 3.9),
    ]
    blocks = load_blocks(BACKGROUND.encode()).blocks
    assert [(block.start, block.end, block.speaker) for block in blocks][1] == (
        1.6,
        1.9,
        "background",
    )


def test_an_offset_that_moves_lines_before_0_is_told():
    with pytest.warns(VidsyncWarning) as told:
        words = loads("[offset:+1500]\n[00:01.00]One\n[00:02.00]Two\n[00:03.00]\n").words
    assert "[offset:+1500] moves 1 line before 0" in str(told[0].message)
    assert [(word.start, word.end) for word in words] == [(0.0, 0.5), (0.5, 1.5)]
    with pytest.warns(VidsyncWarning) as told:
        loads("[offset:-1500]\n[00:01.00]One\n[00:02.00]\n")
    assert not any("before 0" in str(each.message) for each in told)


@pytest.mark.parametrize("stamp", ["[00:06:50]", "[00:06.50]", "[00:06,50]", "[0:6.500]"])
def test_fractions_have_several_marks(stamp):
    assert read(f"{stamp}Out of the blue\n[00:09.25]Next\n")[0][:2] == ("Out", 6.5)


def test_stamps_in_brackets_time_the_words_of_a_line():
    words = read("[00:12.00][00:12.00]Every [00:12.50]word [00:13.00]timed\n[00:14.00]Next\n")
    assert words[:3] == [("Every", 12.0, 12.5), ("word", 12.5, 13.0), ("timed", 13.0, 14.0)]


def test_stamps_inside_a_word_do_not_cut_it():
    words = read("[00:10.00]<00:10.00>un<00:10.50>real <00:11.00>thing<00:12.00>\n[00:13.00]x\n")
    assert words[:2] == [("unreal", 10.0, 11.0), ("thing", 11.0, 12.0)]


def test_a_repeated_line_is_read_at_each_time():
    words = read("[00:12.00][00:40.00]Again\n[00:20.00]Verse\n")
    assert [word[0] for word in words] == ["Again", "Verse", "Again"]


def test_kt_sets_the_start_of_the_next_syllable():
    assert read(ass("{\\k50}one {\\kt200\\k50}two {\\k50}three")) == [
        ("one", 1.0, 1.5),
        ("two", 3.0, 3.5),
        ("three", 3.5, 4.0),
    ]


@pytest.mark.parametrize("mark", ["|", "|<", "|!", "｜"])
def test_readings_of_furigana_are_not_text(mark):
    words = read(ass(f"{{\\k20}}富{mark}と{{\\k30}}#{mark}み{{\\k50}} a"))
    assert "".join(word for word, _, _ in words) == "富a"
    assert words[0][1:] == (1.0, 1.5)


def test_a_vertical_bar_outside_karaoke_is_text():
    with pytest.warns():
        assert [word.text for word in loads(ass("this|that")).words] == ["this|that"]


@pytest.mark.parametrize("opening", ["; made by me\n", "\n\n", "; a\r\n; b\r\n", "\ufeff"])
def test_comments_may_stand_before_the_script_info(opening):
    with pytest.warns():
        assert loads(opening + ass("Hi there")).words[0].text == "Hi"


def test_syllables_join_to_words():
    assert read(ass("{\\k50}un{\\k50}real {\\k40}thing")) == [
        ("unreal", 1.0, 2.0),
        ("thing", 2.0, 2.4),
    ]


def test_a_copy_on_another_layer_is_spoken_once():
    event = ass("{\\bord4}Hello").splitlines()[-1]
    words = read(ass("Hello") + event.replace("Dialogue: 0", "Dialogue: 1") + "\n")
    assert words == [("Hello", 1.0, 5.0)]


def test_the_length_of_the_last_word_is_guessed_from_its_letters():
    words = read("[00:01.00]<00:01.00>un<00:01.20>be<00:01.50>lievable\n")
    assert words == [("unbelievable", 1.0, 2.14)]


def test_a_comment_above_the_lyrics_is_skipped():
    assert read("# by me\n[00:01.00]Hello\n[00:02.00]\n") == [("Hello", 1.0, 2.0)]


def test_a_drawing_goes_on_over_lines():
    with pytest.warns():
        words = loads(ass("{\\p1}m 0 0\\Nl 9 9{\\p0}seen")).words
    assert [word.text for word in words] == ["seen"]
