"""Conversion of caption files: what is kept, and what is told of."""

from __future__ import annotations

import warnings

import pytest

from vidsync.captions.conversion import TimeChange, convert
from vidsync.captions.cues.rules import PROFILES
from vidsync.errors import FormatError, InputError, OutputError, TimingError, VidsyncWarning
from vidsync.timings import save
from vidsync.transcript import Transcript, Word

SRT = """1
00:00:01,000 --> 00:00:02,500
{\\an8}Hello <i>there</i>, <font color="#ff0000">red</font> &amp; <b>bold</b>!
Second <u>line</u>

2
00:00:03,000 --> 00:00:04,000
- One
- <i>Two</i>
"""

VTT = """WEBVTT
Language: en-GB

STYLE
::cue(.loud) { font-weight: bold }

REGION
id:fred
width:40%

NOTE made by hand

intro
00:01.000 --> 00:02.500 line:10% align:start
<v Ann>Hello <i>there</i> &amp; <c.yellow>you</c>

NOTE between

00:03.000 --> 00:05.000 region:fred
<v Bob>One <00:03.500>two <00:04.000>three

00:06.000 --> 00:07.000
<v Ann>Over <ruby>漢<rt>かん</rt></ruby>

NOTE at the end
"""

ASS = """[Script Info]
ScriptType: v4.00+
PlayResX: 640
PlayResY: 480

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, \
Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,40,&H00FFFFFF,&H0,&H0,&H0,0,0,0,0,100,100,0,0,1,2,0,2,10,10,10,1
Style: Top,Arial,40,&H0000FFFF,&H0,&H0,&H0,0,-1,0,0,100,100,0,0,1,2,0,8,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann,0,0,0,,Hello {\\i1}there{\\i0} {\\c&H0000FF&}red\
{\\c}\\Nnext
Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a comment
Dialogue: 0,0:00:03.00,0:00:04.00,Top,,0,0,0,,{\\k50}ka{\\k50}ra
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,plain
"""

SOURCES = {"srt": SRT, "vtt": VTT, "ass": ASS}


@pytest.fixture
def run(tmp_path):
    """Convert a text, and return the text that is made and the warning."""

    def convert_text(text, source, target, **options):
        first, second = tmp_path / f"in.{source}", tmp_path / f"out.{target}"
        first.write_bytes(text if isinstance(text, bytes) else text.encode())
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", VidsyncWarning)
            convert(first, second, overwrite=True, **options)
        return second.read_bytes().decode(), " | ".join(str(w.message) for w in caught)

    return convert_text


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_in_its_own_format_keeps_its_bytes(run, name, line_end, mark):
    text = mark + SOURCES[name].replace("\n", line_end)
    made, told = run(text, name, name)
    assert made == text
    assert told == ""


def test_srt_to_vtt_keeps_styles_places_and_lines(run):
    made, told = run(SRT, "srt", "vtt")
    assert made == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500 line:0\n"
        "Hello <i>there</i>, <c.red>red</c> &amp; <b>bold</b>!\nSecond <u>line</u>\n\n"
        "2\n00:00:03.000 --> 00:00:04.000\n- One\n- <i>Two</i>\n"
    )
    assert told == ""


def test_vtt_to_srt_says_what_is_lost(run):
    made, told = run(VTT, "vtt", "srt")
    assert made.startswith(
        "1\n00:00:01,000 --> 00:00:02,500\n"
        '{\\an7}Hello <i>there</i> & <font color="#ffff00">you</font>\n'
    )
    assert "1 ruby reading" in told
    assert "1 style sheet, 1 region, 3 notes, 1 exact place, 1 identifier" in told
    assert "3 names of speakers, 2 word times" in told


def test_vtt_to_ass_keeps_speakers_notes_places_and_word_times(run):
    made, told = run(VTT, "vtt", "ass")
    assert "Comment: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,made by hand" in made
    assert (
        ",Default,Ann,0,0,0,,{\\an7\\pos(60,108)}Hello {\\i1}there{\\i0} & {\\c&H00FFFF&}" in made
    )
    assert ",Default,Bob,0,0,0,,One {\\k50}{\\kf50}two {\\kf100}three\n" in made
    assert "Language: en-GB" in made
    assert "1 ruby reading, 1 style sheet, 1 region, 1 identifier" in told


@pytest.mark.parametrize("target", ["vtt", "ttml"])
def test_ass_keeps_styles_and_speakers(run, target):
    made, _ = run(ASS, "ass", target)
    back, _ = run(made, target, "ass")
    assert "Default,Ann,0,0,0,,Hello {\\i1}there{\\i0} {\\c&H0000FF&}red{\\c}\\Nnext" in back
    assert "{\\i1\\c&H00FFFF&}ka{\\i0\\c}{" in back
    assert "{\\kf50}{\\i1\\c&H00FFFF&}ra" in back
    assert back.endswith(",plain\n")


def test_ttml_keeps_ruby_identifiers_regions_and_speakers(run):
    made, told = run(VTT, "vtt", "ttml")
    assert '<p xml:id="intro" begin="00:00:01.000"' in made
    assert '<span tts:ruby="text">かん</span>' in made
    back, _ = run(made, "ttml", "vtt")
    assert "intro\n00:00:01.000 --> 00:00:02.500 line:10% position:0% align:start\n" in back
    assert "<v Ann>Hello <i>there</i> &amp; <c.yellow>you</c>" in back
    assert "<v Bob>One <00:00:03.500>two <00:00:04.000>three" in back
    assert "<ruby>漢<rt>かん</rt></ruby>" in back
    assert "style sheet" in told
    assert "word time" not in told


@pytest.mark.parametrize(("target", "mark"), [("vtt", "<00:"), ("ass", "\\k"), ("lrc", "<00:")])
def test_word_times_are_only_written_if_the_source_has_them(run, target, mark):
    made, _ = run(SRT, "srt", target)
    assert mark not in made
    made, _ = run(VTT, "vtt", target)
    assert mark in made


def test_an_estimated_transcript_gets_no_word_times(tmp_path):
    words = (Word("Hello", 0.0, 0.5), Word("there.", 0.5, 1.0))
    for source, mark in (("estimated", False), ("aligned", True)):
        save(Transcript(words, source=source), tmp_path / f"{source}.json")
        convert(tmp_path / f"{source}.json", tmp_path / f"{source}.vtt")
        assert ("<00:00:00.500>" in (tmp_path / f"{source}.vtt").read_text()) is mark


def test_overlapping_cues_are_merged_with_names_where_one_is_shown_at_a_time(run):
    text = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>One <i>long</i> line\n\n"
        "00:02.000 --> 00:04.000\n<v Bob>Between\n"
    )
    made, told = run(text, "vtt", "srt")
    assert "00:00:02,000 --> 00:00:03,000\nAnn: One <i>long</i> line\nBob: Between\n" in made
    assert made.count("-->") == 3
    assert "names of speakers" in told
    made, _ = run(text, "vtt", "ttml")
    assert made.count("<p ") == 2


@pytest.mark.parametrize("name", SOURCES)
def test_a_shift_changes_only_the_times(run, name):
    text = SOURCES[name]
    moved, _ = run(text, name, name, change=TimeChange(shift=2.5))
    assert moved != text
    back, _ = run(moved, name, name, change=TimeChange(shift=-2.5))
    if name == "vtt":  # times without hours get them
        assert back.replace("00:0", "0").replace("0:0", "0") == text.replace("0:0", "0").replace(
            "00:0", "0"
        )
    else:
        assert back == text


def test_cues_before_the_start_are_left_out_with_a_warning(run):
    made, told = run(SRT, "srt", "srt", change=TimeChange(shift=-2.75))
    assert made == "1\n00:00:00,250 --> 00:00:01,250\n- One\n- <i>Two</i>\n"
    assert "1 cue would end before 0 s: left out" in told
    with pytest.raises(TimingError, match="all cues would end before 0"):
        run(SRT, "srt", "srt", change=TimeChange(shift=-60))


def test_times_are_put_on_frames(run):
    made, _ = run(SRT.replace("01,000", "01,013"), "srt", "srt", change=TimeChange(frame_rate=25))
    assert "00:00:01,000 --> 00:00:02,520" in made
    made, _ = run(SRT, "srt", "vtt", change=TimeChange(scale=2.0))
    assert "00:00:02.000 --> 00:00:05.000" in made


@pytest.mark.parametrize(
    "values",
    [{"shift": float("nan")}, {"scale": 0.0}, {"scale": float("inf")}, {"frame_rate": 0.0}],
)
def test_impossible_changes_are_refused(values):
    with pytest.raises(InputError):
        TimeChange(**values)


def test_other_cues_keep_styles_places_and_notes(run):
    made, _ = run(VTT, "vtt", "vtt", rules=PROFILES["netflix"])
    assert "<v Ann>Hello <i>there &amp;</i> <c.yellow>you</c>" in made.replace("\n", " ")
    assert "line:10% align:start" in made
    assert "NOTE made by hand" in made
    assert "<00:00:03.500>" in made


def test_rolling_captions_are_read_once(run):
    text = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:01.000 --> 00:00:02.000\n \n"
        "hi<00:00:01.500><c> all</c>\n\n00:00:02.000 --> 00:00:02.010\nhi all\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nhi all\nmy<00:00:03.000><c> name</c>\n\n"
        "00:00:04.000 --> 00:00:04.010\nmy name\n \n"
    )
    made, _ = run(text, "vtt", "srt")
    assert [line for line in made.split("\n") if line[:1].isalpha()] == ["hi all", "my name"]


def test_text_that_looks_like_markup_stays_text(run):
    made, _ = run(
        "WEBVTT\n\n00:01.000 --> 00:02.000\na &lt;i&gt; b {\\an8} --&gt; c\n", "vtt", "srt"
    )
    back, _ = run(made, "srt", "vtt")
    assert "a &lt;i&gt; b" in back
    made, _ = run("WEBVTT\n\n00:01.000 --> 00:02.000\n{\\i1} c:\\new\n", "vtt", "ass")
    back, _ = run(made, "ass", "vtt")
    assert "c:\\new" in back


def test_a_broken_source_writes_nothing(tmp_path):
    (tmp_path / "a.srt").write_text("1\n00:00:05,000 --> 00:00:01,000\nHi\n")
    for target in ("b.srt", "b.vtt"):
        with pytest.raises(TimingError):
            convert(tmp_path / "a.srt", tmp_path / target)
        assert not (tmp_path / target).exists()


def test_an_existing_file_is_kept(tmp_path):
    (tmp_path / "a.srt").write_text(SRT)
    (tmp_path / "b.vtt").write_text("mine")
    with pytest.raises(OutputError):
        convert(tmp_path / "a.srt", tmp_path / "b.vtt")
    assert (tmp_path / "b.vtt").read_text() == "mine"
    with pytest.raises(FormatError):
        convert(tmp_path / "a.srt", tmp_path / "b.docx")


@pytest.mark.parametrize("target", ["csv", "txt", "md", "json", "lrc"])
def test_formats_of_words_say_what_they_lose(run, target):
    made, told = run(VTT, "vtt", target)
    assert made
    assert "1 italic text, 1 coloured text, 1 ruby reading" in told


@pytest.mark.parametrize(
    ("target", "lost"),
    [
        ("scc", ("1 name of a speaker", "1 word time", "1 identifier")),
        ("lrc", ("1 name of a speaker", "1 identifier")),
        ("txt", ("1 name of a speaker", "1 word time")),
    ],
)
def test_speakers_identifiers_and_word_times_are_counted(run, target, lost):
    source = "WEBVTT\n\nopening\n00:01.000 --> 00:02.000\n<v Ann>Hello <00:01.500>there\n"
    _, told = run(source, "vtt", target)
    assert all(what in told for what in lost)


def test_the_end_of_a_line_of_lyrics_is_kept(run):
    source = "".join(
        f"{n}\n00:00:0{start},000 --> 00:00:0{end},000\n{text}\n\n"
        for n, start, end, text in ((1, 1, 2, "One"), (2, 3, 4, "two"), (3, 4, 5, "three"))
    )
    made, _ = run(source, "srt", "lrc")
    assert made == "[00:01.00]One\n[00:02.00]\n[00:03.00]two\n[00:04.00]three\n[00:05.00]\n"


def test_lyrics_get_only_the_word_times_that_the_source_has(run):
    source = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\nHello there <00:02.000>you\n\n"
        "00:04.000 --> 00:05.000\n<v v2>No times\n"
    )
    made, told = run(source, "vtt", "lrc")
    assert made == (
        "[00:01.00]Hello there <00:02.00>you<00:03.00>\n[00:04.00]v2: No times\n[00:05.00]\n"
    )
    assert "speaker" not in told
    again, _ = run(made, "lrc", "vtt")
    assert "Hello there <00:00:02.000>you" in again


def test_both_lines_of_bilingual_lyrics_are_converted(run):
    made, _ = run("[00:10.00]Un\n[00:10.00]One\n[00:12.00]\n", "lrc", "srt")
    assert "00:00:10,000 --> 00:00:12,000\nUn\nOne\n" in made


def test_a_given_encoding_counts_for_word_timings_too(tmp_path):
    (tmp_path / "a.ctm").write_bytes("a 1 0.0 0.5 Да\na 1 0.5 0.5 нет\n".encode("koi8_r"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        convert(tmp_path / "a.ctm", tmp_path / "a.srt", text_encoding="koi8_r")
    assert "Да нет" in (tmp_path / "a.srt").read_text("utf-8")


SAMI = """<SAMI><BODY>
<SYNC Start=1000><P Class=ENCC><i>Hello</i> <font color="#ff0000">there</font><br><u>you</u>
<SYNC Start=2500><P Class=ENCC>&nbsp;
<SYNC Start=3000><P Class=ENCC>Bye <b>now</b>.<SYNC Start=4000><P Class=ENCC>&nbsp;
</BODY></SAMI>"""
MICRODVD = "{1}{1}25\n{25}{62}{y:i}Hello|there\n{75}{100}{Y:b}{c:$0000FF}Red|{y:u}all bold\n"


def test_sami_and_microdvd_keep_their_styles(run):
    made, told = run(SAMI, "smi", "srt")
    assert made == (
        '1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i> <font color="#ff0000">there</font>\n'
        "<u>you</u>\n\n2\n00:00:03,000 --> 00:00:04,000\nBye <b>now</b>.\n"
    )
    assert told == ""
    made, _ = run(MICRODVD, "sub", "vtt")
    assert made == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.480\n<i>Hello</i>\nthere\n\n"
        "00:00:03.000 --> 00:00:04.000\n<c.red><b>Red</b></c>\n<b><u>all bold</u></b>\n"
    )
    shifted, _ = run(SAMI, "smi", "vtt", change=TimeChange(shift=1))
    assert "00:00:02.000 --> 00:00:03.500" in shifted


def test_a_highlight_of_ass_becomes_the_times_of_words(run):
    lines = (
        f"Dialogue: 0,0:00:0{number}.00,0:00:0{number + 1}.00,Top,Ann,0,0,0,,{text}"
        for number, text in enumerate((r"{\b1}one{\b0} two", r"one {\b1}two{\b0}"), 1)
    )
    text = ASS[: ASS.index("Dialogue")] + "\n".join(lines) + "\n"
    assert run(text, "ass", "vtt")[0] == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000 line:0\n<v Ann>one <00:00:02.000>two\n"
    )


def test_a_header_is_added_to_webvtt_without_one(run):
    made, _ = run("00:01.000 --> 00:02.000\nHi.\n", "vtt", "vtt")
    assert made == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi.\n"


@pytest.mark.parametrize("target", ["srt", "vtt"])
def test_times_that_count_frames_need_their_rate(run, target):
    text = "1\n00:00:01:12 --> 00:00:02:05\nHi.\n"
    made, _ = run(text, "srt", target, change=TimeChange(frame_rate=25))
    assert made.replace(",", ".").endswith("1\n00:00:01.480 --> 00:00:02.200\nHi.\n")
    with pytest.raises(TimingError, match="counts frames"):
        run(text, "srt", target)


@pytest.mark.parametrize(
    "times", ["00.00.01.000 -> 00:00:02:000", "OO:00:01,000  - 00:00:02,000", "1,000 > 2,000"]
)
def test_a_shift_reads_any_clock(run, times):
    made, _ = run(f"1\n{times}\nHi.\n", "srt", "srt", change=TimeChange(shift=1))
    assert "00:00:02,000" in made
    assert "00:00:03,000" in made


TTML = (
    '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en"><body><div>\n'
    '<p begin="{}" end="{}" tts:color="red" xml:id="a">Hi</p>\n<!-- begin="7s" -->\n'
    '<div begin="{}"><p begin="{}" dur="{}"><span begin="{}">You &gt; me</span></p></div>\n'
    "</div></body></tt>"
)


def test_a_shift_of_ttml_changes_only_the_outermost_times(run):
    text = TTML.format("1s", "00:00:02.000", "10s", "1s", "2s", "0.5s")
    assert run(text, "ttml", "ttml")[0] == text
    later, _ = run(text, "ttml", "ttml", change=TimeChange(shift=2.25))
    assert later == TTML.format("3.25s", "00:00:04.250", "12.25s", "1s", "2s", "0.5s")
    longer, _ = run(text, "ttml", "ttml", change=TimeChange(scale=2))
    assert longer == TTML.format("2s", "00:00:04.000", "20s", "2s", "4s", "1s")


def test_a_shift_of_lyrics_changes_only_the_times(run):
    head = "[ti:A song]\n[offset:500]\n"
    text = head + "[00:01.00]<00:01.00>Hi <00:01.50>you\n[00:03:00][00:09.5]Bye\n"
    later, _ = run(text, "lrc", "lrc", change=TimeChange(shift=61.25))
    assert later == (head + "[01:02.25]<01:02.25>Hi <01:02.75>you\n[01:04:25][01:10.75]Bye\n")


def test_a_shift_of_ass_finds_the_fields_by_their_names(run):
    opening = "[Events]\nFormat: Start, End, Text\nDialogue: "
    text = f"{opening}0:00:01.00, 0:00:02.00,At 0:00:01.00, {{\\i1}}hi\n"
    later, _ = run(text, "ass", "ass", change=TimeChange(shift=2))
    assert later == f"{opening}0:00:03.00, 0:00:04.00,At 0:00:01.00, {{\\i1}}hi\n"


SRV3 = """<?xml version="1.0" encoding="utf-8" ?><timedtext format="3">
<head><pen id="1" i="1" fc="#FF0000"/><pen id="2" b="1" u="1"/>
<wp id="0" ap="7" ah="50" av="100"/><wp id="1" ap="0" ah="20" av="10"/></head><body>
<p t="1000" d="1500" p="1">Red &amp; slanted
<s p="2">bold</s> again</p>
<p t="3000" d="2000" wp="1"><s>One</s><s t="500" p="2"> two</s></p>
<p t="4000" d="2000" wp="0">Last</p>
</body></timedtext>
"""


def test_youtube_keeps_its_pens_and_places(run):
    made, _ = run(SRV3, "srv3", "vtt")
    assert made == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<c.red><i>Red &amp; slanted</i></c>\n"
        "<b><u>bold</u></b><c.red><i> again</i></c>\n\n"
        "00:00:03.000 --> 00:00:04.000 line:10% position:20% align:start\n"
        "One<00:00:03.500><b><u> two</u></b>\n\n00:00:04.000 --> 00:00:06.000\nLast\n"
    )
    made, _ = run(SRV3, "srv3", "ttml")
    assert 'tts:origin="20% 10%"' in made
