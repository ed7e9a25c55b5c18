"""Caption files: whole texts, round trips, other programs' readers and hostile words."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv.model import Text
from ttconv.scc import reader as scc_reader

from vidsync.captions import Cue
from vidsync.captions.formats import FORMATS, Subtitles, format_for, read, write
from vidsync.captions.layout.fonts import find_font
from vidsync.errors import FormatError, OutputError, VidsyncError, VidsyncWarning
from vidsync.media import find_ffmpeg
from vidsync.timings import load, loads
from vidsync.transcript import Word

SUBTITLES = Subtitles(
    (
        Cue(
            (
                (Word("Well,", 1.0, 1.4), Word("hello", 1.5, 2.0)),
                (Word("there.", 2.0, 2.5),),
            ),
            1.0,
            3.0,
            "Ann",
        ),
        Cue(((Word("Yes!", 4.0, 4.5),),), 4.0, 5.0, "Bob"),
    ),
    language="en",
    duration=6.0,
)


def texts_of(subtitles):
    return [[[word.text for word in line] for line in cue.lines] for cue in subtitles.cues]


def test_karaoke_ass_sweeps_each_word_and_keeps_the_gaps():
    text = FORMATS["ass-karaoke"].write(SUBTITLES)
    assert text.endswith(
        "Dialogue: 0,0:00:01.00,0:00:03.00,Default,Ann,0,0,0,,"
        "{\\kf40}Well, {\\k10}{\\kf50}hello\\N{\\kf50}there.\n"
        "Dialogue: 0,0:00:04.00,0:00:05.00,Default,Bob,0,0,0,,{\\kf50}Yes!\n"
    )


def test_lrc_and_chapters_and_transcripts_as_whole_texts():
    assert FORMATS["lrc"].write(SUBTITLES) == (
        "[la:en]\n[00:01.00]<00:01.00>Well, <00:01.50>hello <00:02.00>there.<00:02.50>\n"
        "[00:04.00]<00:04.00>Yes!<00:04.50>\n"
    )
    assert FORMATS["text"].write(SUBTITLES) == "Well, hello there.\n\nYes!\n"
    assert FORMATS["speakers"].write(SUBTITLES) == (
        "[00:00:01] Ann: Well, hello there.\n\n[00:00:04] Bob: Yes!\n"
    )
    assert FORMATS["csv"].write(SUBTITLES) == (
        'start,end,text,speaker\n1.000,3.000,"Well, hello there.",Ann\n4.000,5.000,Yes!,Bob\n'
    )
    assert json.loads(FORMATS["json"].write(SUBTITLES))["cues"][1] == {
        "start": 4.0,
        "end": 5.0,
        "speaker": "Bob",
        "lines": [[{"text": "Yes!", "start": 4.0, "end": 4.5}]],
    }


def test_chapters_begin_at_zero_after_long_silences():
    def cue(text, start):
        return Cue(((Word(text, start, start + 1),),), start, start + 1)

    cues = (cue("Hello.", 1), cue("More.", 5), cue("Second.", 30), cue("Third.", 3700))
    assert FORMATS["chapters"].write(Subtitles(cues)) == (
        "0:00 Hello\n0:30 Second\n1:01:40 Third\n"
    )


def test_scc_is_read_by_another_implementation():
    text = FORMATS["scc"].write(SUBTITLES)
    assert text.startswith("Scenarist_SCC V1.0\n\n00:00:00;")
    document = scc_reader.to_model(text)
    paragraphs = []
    for region in document.get_body():
        for p in region:
            words = "".join(
                " " if type(e).__name__ == "Br" else e.get_text() if isinstance(e, Text) else ""
                for e in p.dfs_iterator()
            )
            paragraphs.append((round(float(p.get_begin()), 1), " ".join(words.split())))
    assert paragraphs == [(1.0, "Well, hello there."), (4.0, "Yes!")]


def test_scc_round_trips_accents_notes_and_frames():
    words = ["¿Qué", "ñandú", "œuvre", "“tú”", "♪", "{x}", "50%", "naïve"]
    cue = Cue((tuple(Word(word, 10.0, 12.0) for word in words),), 10.0, 12.0)
    with pytest.warns(VidsyncWarning, match="SCC has no code for œ"):
        text = FORMATS["scc"].write(Subtitles((cue,)))
    (back,) = read(text.encode()).cues
    assert back.text.split() == ["¿Qué", "ñandú", "?uvre", "“tú”", "♪", "{x}", "50%", "naïve"]
    assert back.start == pytest.approx(10.0, abs=0.05)
    assert back.end == pytest.approx(12.0, abs=0.05)
    assert all(len(line) <= 32 for line in back.text.splitlines())


@pytest.mark.parametrize("name", ["srt", "webvtt", "ass-karaoke", "ttml", "lrc", "scc", "json"])
def test_written_subtitles_read_back_the_same(name):
    back = read(FORMATS[name].write(SUBTITLES).encode())
    cues = texts_of(back)
    expected = texts_of(SUBTITLES)
    if name == "lrc":  # LRC keeps only lines
        expected = [[[word for line in cue for word in line]] for cue in expected]
    assert cues == expected
    if name in ("webvtt", "ass-karaoke", "ttml", "lrc", "json"):
        starts = [round(word.start, 2) for cue in back.cues for word in cue.words]
        assert starts == [1.0, 1.5, 2.0, 4.0]
    if name in ("webvtt", "ass-karaoke", "ttml", "json"):
        assert [cue.speaker for cue in back.cues] == ["Ann", "Bob"]
    if name not in ("lrc", "scc"):
        assert [(cue.start, cue.end) for cue in back.cues] == [(1.0, 3.0), (4.0, 5.0)]


letters = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=10
)


@st.composite
def subtitles(draw):
    now = 0
    cues = []
    for _ in range(draw(st.integers(1, 4))):
        now += draw(st.integers(0, 200)) * 10
        start = now
        lines = []
        for _ in range(draw(st.integers(1, 2))):
            line = []
            for text in draw(st.lists(letters, min_size=1, max_size=4)):
                until = now + draw(st.integers(1, 90)) * 10
                line.append(Word(text, now / 1000, until / 1000))
                now = until
            lines.append(tuple(line))
        cues.append(Cue(tuple(lines), start / 1000, now / 1000))
    return Subtitles(tuple(cues), duration=now / 1000)


READ_AS = {"ass-karaoke": "ass", "json": "cues"}


def squeezed(cues):
    return ["".join(cue.text.split()) for cue in cues]


@pytest.mark.parametrize("name", ["srt", "webvtt", "ass-karaoke", "ttml", "json", "csv"])
@given(document=subtitles())
@settings(max_examples=80, deadline=None)
def test_any_words_come_back_the_same(name, document):
    back = read(FORMATS[name].write(document).encode(), format=READ_AS.get(name, name))
    if name == "ass-karaoke":
        # An invisible character after a backslash keeps it from starting a tag.
        assert [t.replace("\u2060", "") for t in squeezed(back.cues)] == squeezed(document.cues)
    else:
        assert squeezed(back.cues) == squeezed(document.cues)
    assert [(c.start, c.end) for c in back.cues] == [(c.start, c.end) for c in document.cues]


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(document=subtitles())
@settings(max_examples=40, deadline=None)
def test_every_format_takes_any_words(name, document):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        assert FORMATS[name].write(document)


def test_a_transcript_with_speakers_comes_back():
    with pytest.warns(VidsyncWarning, match="estimated"):
        back = loads(FORMATS["speakers"].write(SUBTITLES))
    assert [turn.speaker for turn in back.turns] == ["Ann", "Bob"]


def test_the_suffix_says_which_format(tmp_path):
    assert format_for("a.chapters.txt").name == "chapters"
    assert format_for("a.txt").name == "text"
    assert format_for("a.bin", "scc").name == "scc"
    with pytest.raises(FormatError):
        format_for("a.docx")
    with pytest.raises(FormatError):
        format_for("a.srt", "sr")
    path = tmp_path / "a.vtt"
    write(SUBTITLES, path)
    assert read(path).cues[0].speaker == "Ann"
    with pytest.raises(OutputError):
        write(SUBTITLES, path)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_a_broken_scc_is_one_of_our_errors(tail):
    try:
        read(("Scenarist_SCC V1.0\n\n00:00:01;00\t9420 " + tail).encode())
    except VidsyncError:
        return


def test_words_share_a_cue_by_characters_evenly_or_as_they_are_spoken():
    srt = "1\n00:00:00,000 --> 00:00:03,000\nthrough banana €\n".encode()

    def ends(share):
        return [word.end for word in read(srt, share=share).cues[0].words]

    assert ends("even") == pytest.approx([1.0, 2.0, 3.0])
    assert ends("characters") == pytest.approx([24 / 17, 45 / 17, 3.0])
    # "through" has more letters, "banana" takes longer to say.
    first, second, last = ends("phones")
    assert first < 1.0 < second - first
    assert second < last == 3.0


LONG = (
    "This is one very long line that some careless program has written without a break in it, "
    "so that it runs far beyond what a screen can show, and even beyond what four rows hold: "
    "https://example.org/a/path/that/never/ends."
)


def long_line():
    words = tuple(Word(text, 3 + n / 4, 3.2 + n / 4) for n, text in enumerate(LONG.split()))
    return Subtitles((Cue((words,), 3.0, 3 + len(words) / 4),))


def test_scc_shows_a_long_cue_in_parts_and_loses_no_letter():
    back = read(FORMATS["scc"].write(long_line()).encode())
    assert len(back.cues) == 2
    assert all(len(cue.lines) <= 4 for cue in back.cues)
    assert all(len(line) <= 32 for cue in back.cues for line in cue.text.splitlines())
    assert "".join(squeezed(back.cues)) == "".join(LONG.split())
    second = long_line().cues[0].words[len(back.cues[0].words)]
    assert back.cues[1].start == pytest.approx(second.start, abs=0.05)
    assert back.cues[0].end == pytest.approx(back.cues[1].start, abs=0.05)


def test_portable_ass_is_broken_by_the_player_where_a_line_is_too_long(tmp_path):
    # The machine may have no fonts, so give the player one.
    font = find_font("Inter ExtraBold")
    shutil.copy(font.path, tmp_path)
    script = FORMATS["ass-karaoke"].write(long_line())
    script = script.replace("Default,Arial,", f"Default,{font.name},")
    (tmp_path / "long.ass").write_text(script, "utf-8")
    run = subprocess.run(
        [
            *(find_ffmpeg().path, "-v", "error", "-f", "lavfi"),
            *("-i", "color=black:s=640x360:r=1:d=5", "-vf", "ass=long.ass:fontsdir=.,format=gray"),
            *("-f", "rawvideo", "-"),
        ],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    picture = np.frombuffer(run.stdout, np.uint8).reshape(-1, 360, 640)[-1]
    rows, columns = np.nonzero(picture > 100)
    assert np.ptp(columns) > 300
    assert columns.min() >= 15
    assert columns.max() <= 625
    assert np.ptp(rows) > 40


def test_scc_tells_of_cues_that_cannot_be_transmitted_in_time():
    def cue(text, start, end):
        return Cue((tuple(Word(word, start, end) for word in text.split()),), start, end)

    crowded = Subtitles(
        (
            cue("ready for something else. Would London be a place for", 6.56, 10.12),
            cue("him then?", 10.12, 10.48),
            cue("Let me pick up on something that you said there, why it is so", 10.64, 14.09),
        )
    )
    with pytest.warns(VidsyncWarning, match=r"cue appears late.*'Let me pick up .* by \d\.\d+ s"):
        FORMATS["scc"].write(crowded)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FORMATS["scc"].write(Subtitles((cue("Hello", 2.0, 3.0), cue("there", 4.0, 5.0))))


def test_json_does_not_turn_estimated_times_into_word_times(tmp_path):
    untimed = replace(SUBTITLES.cues[0], word_times=False)
    path = tmp_path / "cues.json"
    write(replace(SUBTITLES, cues=(untimed,)), path)
    with pytest.warns(VidsyncWarning, match="3 of 3 words have no time of their own"):
        assert load(path).source == "estimated"
    assert [cue.word_times for cue in read(path).cues] == [False]
    write(SUBTITLES, path, overwrite=True)
    assert [cue.word_times for cue in read(path).cues] == [True, True]
    assert load(path).source != "estimated"
