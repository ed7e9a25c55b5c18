"""SRT as editors, recognisers and downloaders write it."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown, words
from vidsync.errors import TimingError, VidsyncWarning
from vidsync.timings import load_blocks, loads


def cue(start, end, *lines):
    return "\n".join([f"00:00:{start:06.3f} --> 00:00:{end:06.3f}".replace(".", ","), *lines, ""])


@pytest.mark.parametrize(
    "times",
    [
        "00:00:01,000 --> 00:00:02,000",
        "00:00:01.000 --> 00:00:02.000",
        "00:00:01,000 -> 00:00:02,000",
        "00:00:01,000 -- > 00:00:02,000",
        "00:00:01,000 – > 00:00:02,000",
        "00:00:01,000 ---> 00:00:02,000",
        "00:00:01,000 –> 00:00:02,000",
        "00:00:01,000 => 00:00:02,000",
        "00:00:01,000 → 00:00:02,000",
        "00:00:01,000 --&gt; 00:00:02,000",
        "00:00:01,000-->00:00:02,000",
        "00: 00: 01,000  -->  00: 00: 02,000",
        "00:00:01, 000 --> 00:00:02, 000",
        "00：00：01，000 --> 00：00：02，000",
        "00:00:01:000 --> 00:00:02:000",
        "00:00:01;000 --> 00:00:02;000",
        "00:00:01 --> 00:00:02",
        "00:01,000 --> 00:02,000",
        "0:0:1,0 --> 0:0:2,0",
        "1.000 --> 2.000",
        "1,000 --> 2,000",
        "00:00:01,000 - 00:00:02,000",
        "00:00:01,000 —> 00:00:02,000",
        "00:00:01,000 > 00:00:02,000",
        "00:00:01,000,000 --> 00:00:02,000,000",
        "OO:O0:01,0oo --> 00:00:02,000",
        "00:00:0l,000 --> 00:00:02,000",
        "00.00.01,000 --> 00.00.02,000",
        "00,00,01,000 --> 00,00,02,000",
        "00:00:01:000 --> 00:00:02.000",
        "00:00:01'000 --> 00:00:02’000",
        "00:00:01,000 --> 00:00:02,000\u200e",
        "\ufeff00:00:01,000 --> 00:00:02,000  ",
        "1 00:00:01,000 --> 00:00:02,000",
        "00:00:01,000 --> 00:00:02,000  X1:40 X2:600 Y1:20 Y2:50",
        "00:00:01,000 --> 00:00:02,000 align:start position:0%",
        "  00:00:01,000\t-->\t00:00:02,000",
    ],
)
def test_every_clock_and_arrow_is_read(times):
    assert words(read(f"1\n{times}\nHi.\n")) == [("Hi.", 1, 2)]
    # The line is not taken for text where cues follow each other without a blank line.
    assert shown(read(f"{times}\nHi.\n{times}\nHo.\n")) == ["Hi.", "Ho."]


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [
        ("1,234,500", 1234.5),
        ("00:20:34,500", 1234.5),
        ("20.34,500", 1234.5),
        ("00.20.34", 1234),
        ("0:20:34.5", 1234.5),
        ("00:20:34,5001", 1234.5001),
    ],
)
def test_groups_of_digits_are_read_by_their_marks(clock, seconds):
    (word,) = read(f"1\n{clock} --> 00:20:55,000\nHi.\n").words
    assert word.start == pytest.approx(seconds)


def test_times_that_count_frames_ask_for_the_frame_rate():
    text = "1\n00:00:01:12 --> 00:00:02:05\nHi.\n"
    with pytest.raises(TimingError, match="counts frames") as caught:
        read(text)
    assert "--fps 25" in caught.value.hint
    assert words(read(text, fps=25)) == [("Hi.", 1.48, 2.2)]
    dropped = "1\n00:01:00;02 --> 00:01:01;02\nHi.\n"
    assert words(read(dropped, fps=29.97)) == [("Hi.", 60.06, 61.061)]
    with pytest.raises(TimingError, match="has frame 12, and a second has 10"):
        read(text, fps=10)


CUE = "1\n00:00:01,000 --> 00:00:02,000\nHi.\n"


@pytest.mark.parametrize(
    "opening",
    [
        "Subtitles by Ann\n\n",
        "\n\n",
        "\ufeff\ufeff",
        "\ufeff\n \n",
        "[TITLE] x\n\n",
        "Here it is:\n```srt\n",
    ],
)
def test_a_text_may_stand_above_the_first_cue(opening):
    text = opening + CUE + "\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n"
    assert words(read(text)) == [("Hi.", 1, 2), ("Bye.", 3, 4)]
    assert words(read(text + "```\n")) == [("Hi.", 1, 2), ("Bye.", 3, 4)]


@pytest.mark.parametrize("rest", ["\n2\n", "\n2", "\n2\n00:00:03,000 --> \n", "\n2\n00:00:03,0"])
def test_the_beginning_of_a_missing_cue_is_no_text(rest):
    assert words(read(CUE + rest)) == [("Hi.", 1, 2)]


def test_a_last_number_that_does_not_follow_is_text():
    assert shown(read(CUE + "\n1984\n")) == ["Hi.", "1984"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (r"Hi\Nyou", [["Hi"], ["you"]]),
        (r"Hi\nyou", [["Hi"], ["you"]]),
        (r"Hi\hyou", [["Hi", "you"]]),
        (r"in C:\new and C:\old", [["in", r"C:\new", "and", r"C:\old"]]),
    ],
)
def test_escapes_of_ass_break_lines(text, lines):
    (block,) = load_blocks(CUE.replace("Hi.", text).encode()).blocks
    assert [[piece.text for piece in line] for line in block.lines] == lines


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r\n"])
def test_lines_may_end_in_any_way(end):
    text = (CUE + "\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n").replace("\n", end)
    assert words(read(text)) == [("Hi.", 1, 2), ("Bye.", 3, 4)]


def test_a_number_is_text_in_a_file_without_numbers():
    text = cue(1, 2, "How many?", "") + cue(2.5, 3, "42", "") + cue(3.5, 4, "Right.")
    assert shown(read(text)) == ["How", "many?", "42", "Right."]


def test_a_number_is_text_beside_the_numbers_of_cues():
    text = (
        "1\n" + cue(1, 2, "How many?", "") + "2\n" + cue(2, 3, "42", "") + "3\n" + cue(3, 4, "Yes.")
    )
    assert shown(read(text)) == ["How", "many?", "42", "Yes."]


def test_numbers_are_dropped_without_and_with_blank_lines_around_them():
    tight = "1\n" + cue(1, 2, "One.") + "2\n" + cue(2, 3, "Two.")
    assert shown(read(tight)) == ["One.", "Two."]
    spaced = "\n\n".join(("1\n" + cue(1, 2, "One.") + "2\n" + cue(2, 3, "Two.")).split("\n"))
    assert shown(read(spaced)) == ["One.", "Two."]
    again = "1\n" + cue(1, 2, "One.", "") + "1\n" + cue(2, 3, "Two.")
    assert shown(read(again)) == ["One.", "Two."]


def test_an_indented_file_is_read():
    text = "  1\n  00: 00: 01,000  -->  00: 00: 02,500\n  one here\n  2\n" + (
        "  00: 00: 03,000  -->  00: 00: 04,000\n  two\n"
    )
    assert shown(read(text)) == ["one", "here", "two"]


def test_a_word_cut_over_cues_is_one_word_with_its_times():
    text = (
        "1\n" + cue(0, 0.2, " En", "") + "2\n" + cue(0.2, 0.4, "orm", "")
        + "3\n" + cue(0.4, 0.7, "ous", "") + "4\n" + cue(0.7, 0.72, ",", "")
        + "5\n" + cue(0.72, 1.2, " wow")
    )  # fmt: skip
    transcript = read(text)
    assert words(transcript) == [("Enormous,", 0, 0.72), ("wow", 0.72, 1.2)]
    assert transcript.source == "native"


def test_cues_that_whisper_cpp_cuts_by_length_are_joined_inside_a_word():
    text = cue(0, 1, " The quick bro", "") + cue(1, 2, "wn fox ran", "") + cue(2, 3, " away.")
    assert shown(read(text)) == ["The", "quick", "brown", "fox", "ran", "away."]


TWO_CATS = [("Two", 0.5, 0.8), ("cats", 0.8, 1.2), ("sleep.", 1.2, 1.8)]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ('<font color="#00ff00">', "</font>"),
        ("<b>", "</b>"),
        ("<u>", "</u>"),
        ("<i>", "</i>"),
        ("{\\c&H00FF00&}", "{\\c}"),
    ],
)
def test_a_moving_highlight_times_the_words_of_one_sentence(opens, closes):
    def lit(word):
        return f"{opens}{word}{closes}"

    text = (
        cue(0.5, 0.8, f"{lit('Two')} cats sleep.", "")
        + cue(0.8, 1.2, f"Two {lit('cats')} sleep.", "")
        + cue(1.2, 1.8, f"Two cats {lit('sleep.')}", "")
        + cue(2, 2.5, f"{lit('Dogs')} run.", "")
        + cue(2.5, 3, f"Dogs {lit('run.')}", "")
    )
    transcript = read(text)
    assert words(transcript) == [*TWO_CATS, ("Dogs", 2, 2.5), ("run.", 2.5, 3)]
    assert transcript.source == "native"
    assert len(load_blocks(text.encode()).blocks) == 2


def test_a_highlight_may_grow_and_pause():
    grows = (
        cue(0.5, 0.8, "<b>Two</b> cats sleep.", "")
        + cue(0.8, 1.2, "<b>Two cats</b> sleep.", "")
        + cue(1.2, 1.8, "<b>Two cats sleep.</b>")
    )
    assert words(read(grows)) == TWO_CATS
    pauses = (
        cue(0.2, 0.5, "Two cats sleep.", "")
        + cue(0.5, 0.8, "<u>Two</u> cats sleep.", "")
        + cue(0.8, 1.0, "Two cats sleep.", "")
        + cue(1.0, 1.2, "Two <u>cats</u> sleep.", "")
        + cue(1.2, 1.8, "Two cats <u>sleep.</u>", "")
        + cue(2.0, 2.5, "<u>Yes.</u>")
    )
    assert words(read(pauses)) == [
        ("Two", 0.5, 0.8), ("cats", 1.0, 1.2), ("sleep.", 1.2, 1.8), ("Yes.", 2.0, 2.5),
    ]  # fmt: skip


def test_a_sentence_that_is_said_twice_in_italics_is_kept_twice():
    text = cue(1, 2, "<i>Go away.</i>", "") + cue(2, 3, "<i>Go away.</i>")
    assert shown(read(text)) == ["Go", "away."] * 2


ROLLING = (
    cue(17.84, 19.67, "well", "hi all my name is bob", "")
    + cue(19.67, 19.68, "hi all my name is bob", "")
    + cue(19.68, 21.83, "hi all my name is bob", "and this is a film", "")
    + cue(21.83, 21.84, "and this is a film", " ", "")
    + cue(21.84, 22.23, "and this is a film", "play", "")
    + cue(22.23, 22.24, "play", " ", "")
    + cue(22.24, 24.07, "play", "and talk")
)


def test_rolling_captions_give_each_line_once():
    assert " ".join(shown(read(ROLLING))) == (
        "well hi all my name is bob and this is a film play and talk"
    )
    assert words(read(ROLLING))[-1] == ("talk", 23.053, 24.07)


def test_captions_that_grow_give_each_word_once():
    text = (
        cue(1, 2, "so", "") + cue(2, 3, "so today", "") + cue(3, 4, "so today we go", "")
        + cue(4, 5, "so today we go", "home", "") + cue(5, 6, "home", "and eat")
    )  # fmt: skip
    assert shown(read(text)) == ["so", "today", "we", "go", "home", "and", "eat"]


def test_words_that_are_said_again_and_again_are_kept():
    text = "".join(cue(n, n + 1, "No!", "") for n in range(8))
    assert shown(read(text)) == ["No!"] * 8


def test_overlapping_cues_keep_their_times():
    text = cue(1, 4, "One long line here.", "") + cue(2, 3, "In between.")
    transcript = read(text)
    inside = [w for w in transcript.words if w.text in ("In", "between.")]
    assert (inside[0].start, inside[-1].end) == (2, 3)
    outside = [w for w in transcript.words if w not in inside]
    assert (outside[0].start, outside[-1].end) == (1, 4)


def test_a_cue_without_length_gets_time_and_is_told():
    with pytest.warns(VidsyncWarning) as told:
        transcript = loads(cue(1, 1, "Gone?", "") + cue(1.5, 3, "Here."))
    assert words(transcript) == [("Gone?", 1, 1.5), ("Here.", 1.5, 3)]
    assert "cue 1 ('Gone?') has no length" in str(told[0].message)


def test_times_before_zero_are_cut_or_left_out_and_told():
    text = (
        "1\n-00:00:03,500 --> -00:00:02,500\nNever.\n\n"
        "2\n-00:00:01,500 --> 00:00:00,500\nEarly.\n\n3\n00:00:01,000 --> 00:00:02,000\nLater.\n"
    )
    with pytest.warns(VidsyncWarning) as told:
        transcript = loads(text)
    assert words(transcript) == [("Early.", 0, 0.5), ("Later.", 1, 2)]
    messages = [str(warning.message) for warning in told]
    assert "cue 1 ('Never.') ends before the start of the audio" in messages[0]
    assert "cue 2 ('Early.') begins before 0 s" in messages[1]


def test_an_end_before_the_start_names_the_cue_and_the_field():
    with pytest.raises(TimingError, match=r"cue 2 \('Back.*its end 3 s is before its start 4 s"):
        read(cue(1, 2, "One.", "") + cue(4, 3, "Back there.", ""))


def test_no_break_spaces_stay_and_punctuation_is_no_word():
    text = cue(2, 3, "Vraiment\u00a0? Oui\u202f! «\u00a0Bien\u00a0»", "") + cue(
        4, 5, "Prix : 10\u202f000\u00a0€"
    )
    assert shown(read(text)) == [
        "Vraiment\u00a0?", "Oui\u202f!", "«\u00a0Bien\u00a0»", "Prix :", "10\u202f000\u00a0€",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "今日はiPhoneを買う",
        "我用Python写代码",
        "第3章は10分です",
        "ราคา100บาทครับ",
        "富士山の絵 北斎の作",
        "你来了 我很高兴",
        "สวัสดีครับ วันนี้ดีมาก",
        "ສະບາຍດີ ທຸກຄົນ",
    ],
)
def test_text_without_spaces_keeps_the_spaces_it_has_and_gets_no_others(text):
    transcript = read(cue(1, 3, text))
    assert transcript.plain_text == text
    for word in ("iPhone", "Python", "100", "10"):
        if word in text:
            assert any(word in each.text for each in transcript.words)


def test_a_part_of_a_word_after_an_empty_cue_is_no_fault():
    text = (
        "1\n00:00:00,000 --> 00:00:00,200\n En\n\n2\n00:00:00,200 --> 00:00:00,400\n\n"
        "4\n00:00:00,500 --> 00:00:00,720\n,\n\n5\n00:00:00,720 --> 00:00:01,200\n wow\n"
    )
    assert [word.text for word in loads(text).words][-1] == "wow"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Tom &amp; Jerry &lt;3 &quot;x&quot; it&#39;s", 'Tom & Jerry <3 "x" it\'s'),
        ("AT&T https://a.b/c?d=1&copy=2", "AT&T https://a.b/c?d=1&copy=2"),
        ("{y:i}Hello there", "Hello there"),
        ("{Y:b,i}Hello {x} there", "Hello {x} there"),
    ],
)
def test_character_references_and_old_tags(text, plain):
    assert " ".join(shown(read(cue(1, 2, text)))) == plain


def test_written_references_are_read_as_they_were():
    from vidsync.captions import caption

    transcript = read(cue(1, 2, "the &amp;lt; sign"))
    assert shown(transcript) == ["the", "&lt;", "sign"]
    assert "the &amp;lt; sign" in caption(transcript).to_srt()


def test_a_byte_order_mark_inside_joined_files_is_no_text():
    text = f"1\n{cue(1, 2, 'One')}\n\ufeff2\n{cue(3, 4, 'two')}"
    assert shown(read(text)) == ["One", "two"]


@pytest.mark.parametrize(
    ("beside", "texts"),
    [("Hello you", ["Hello", "you", "all"]), ("X1:10 X2:20", ["all"]), ("align:start", ["all"])],
)
def test_text_beside_the_times_is_kept(beside, texts):
    text = f"1\n00:00:01,000 --> 00:00:02,000 {beside}\nall\n"
    assert shown(read(text)) == texts
