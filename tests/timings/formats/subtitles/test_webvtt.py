"""WebVTT as editors, recognisers and downloaders write it."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown, words
from vidsync.timings.registry import detect_format


def test_a_line_of_times_ends_the_cue_before_it():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nFirst one.\n2\n"
        "00:00:03.000 --> 00:00:04.000\nSecond one.\n00:05.000 --> 00:06.000\nThird.\n"
    )
    assert shown(read(text)) == ["First", "one.", "Second", "one.", "Third."]


def test_a_line_of_spaces_is_a_blank_line():
    text = (
        "WEBVTT\n \n00:00:01.000 --> 00:00:02.000\nFirst one.\n \nintro\n"
        "00:00:03.000 --> 00:00:04.000\nSecond one.\n\t\nNOTE not shown\n"
    )
    assert shown(read(text)) == ["First", "one.", "Second", "one."]


def test_text_after_a_blank_line_is_kept():
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:91% align:center\n\nHe saw it\n\nand asked.\n"
        "\nNOTE\nnot this\nor this\n\nSTYLE\n::cue { color: red }\n\nid of cue\n"
        "00:06.000 --> 00:07.000\nWho did?\n"
    )
    assert shown(read(text)) == ["He", "saw", "it", "and", "asked.", "Who", "did?"]


def test_an_empty_cue_does_not_take_the_next_identifier():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\nintro\n00:03.000 --> 00:04.000\nHi.\n"
    assert words(read(text)) == [("Hi.", 3, 4)]


@pytest.mark.parametrize("tag", ["u", "b", "i", "c.yellow", "c"])
def test_a_moving_highlight_times_the_words_of_one_sentence(tag):
    name = tag.split(".")[0]
    text = (
        f"WEBVTT\n\n00:00.500 --> 00:00.800\n<{tag}>Two</{name}> cats sleep.\n\n"
        f"00:00.800 --> 00:01.200\nTwo <{tag}>cats</{name}> sleep.\n\n"
        f"00:01.200 --> 00:01.800\nTwo cats <{tag}>sleep.</{name}>\n"
    )
    assert words(read(text)) == [("Two", 0.5, 0.8), ("cats", 0.8, 1.2), ("sleep.", 1.2, 1.8)]


def test_each_voice_of_a_cue_speaks_its_own_words():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>Hi there.</v>\n<v.loud Bob &amp; Co>Hello.\n\n"
        "00:04.000 --> 00:05.000\n<v Ann>Bye.\n"
    )
    transcript = read(text)
    speakers = [transcript.turns[word.turn].speaker for word in transcript.words]
    assert speakers == ["Ann", "Ann", "Bob & Co", "Ann"]


def test_readings_in_ruby_are_not_words():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>\n"
    assert read(text).plain_text == "漢字"


def test_rolling_captions_without_inner_times_give_each_line_once():
    lines = ["one two", "three four", "five six", "seven eight"]
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{lines[n]}\n{lines[n + 1]}\n" for n in range(3)]
    assert (
        " ".join(shown(read("WEBVTT\n\n" + "\n".join(cues)))) == "one two three four five six"
        " seven eight"
    )


def test_a_word_cut_over_cues_is_one_word():
    text = (
        "WEBVTT\n\n00:00.000 --> 00:00.200\n En\n\n00:00.200 --> 00:00.400\norm\n\n"
        "00:00.400 --> 00:00.700\nous\n\n00:00.700 --> 00:01.200\n wow\n"
    )
    assert words(read(text)) == [("Enormous", 0, 0.7), ("wow", 0.7, 1.2)]


CUES = "00:01.000 --> 00:02.000\n<v Ann>Hi.\n\nnamed\n00:00:03.000 --> 00:00:04.000\nBye.\n"


@pytest.mark.parametrize(
    "opening",
    [
        "webvtt\n\n",
        "WebVTT\n\n",
        "\ufeffWEBVTT\n\n",
        "\n\nWEBVTT\n\n",
        "WEBVTT - A title\n\n",
        "WEBVTT: A title\n\n",
        "Here it is:\n\n```vtt\nWEBVTT\n\n",
        "WEBVTT\n",
        "",
        "NOTE by Ann\n\n",
        "STYLE\n::cue { color: red }\n\n",
    ],
)
def test_the_header_may_be_odd_or_missing(opening):
    transcript = read(opening + CUES)
    assert words(transcript) == [("Hi.", 1, 2), ("Bye.", 3, 4)]
    assert transcript.turns[0].speaker == "Ann"


@pytest.mark.parametrize(
    "cue",
    [
        "00:00:01.000 --> 00:00:02.000 line:0\nHi.\n",
        "00:00:01.000 --> 00:00:02.000\n<c.red>Hi.</c>\n",
        "00:01.000 --> 00:02.000\nHi.\n",
        "NOTE\nA note\n\n00:00:01.000 --> 00:00:02.000\nHi.\n",
    ],
)
def test_signs_of_webvtt_replace_its_header(cue):
    assert detect_format(cue, "x")[0] == "webvtt"
    assert words(read(cue)) == [("Hi.", 1, 2)]
