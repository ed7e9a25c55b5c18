"""SRT and WebVTT, compared as whole texts and read back."""

from __future__ import annotations

import json
import re
import subprocess

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions import Cue, caption
from vidsync.captions.formats.srt_vtt import VttPlace, to_srt, to_vtt
from vidsync.errors import InputError
from vidsync.transcript import Transcript, Word


def cue(*words, start=None, end=None, speaker=""):
    line = tuple(Word(*word) for word in words)
    return Cue((line,), line[0].start if start is None else start, end or line[-1].end, speaker)


def test_srt_is_numbered_blocks_with_comma_times(spoken):
    text = "One line is enough. But this one here is certainly too long to stand on one line."
    assert caption(spoken(text)).to_srt() == (
        "1\n"
        "00:00:00,200 --> 00:00:01,850\n"
        "One line is enough.\n"
        "\n"
        "2\n"
        "00:00:01,850 --> 00:00:05,960\n"
        "But this one here is certainly too long\n"
        "to stand on one line.\n"
    )


def test_vtt_has_a_time_before_every_word_but_the_first(timed):
    transcript = timed(("Hello,", 0.5, 0.9), ("big", 0.95, 1.2), ("world!", 1.2, 1.7))
    assert caption(transcript).to_vtt() == (
        "WEBVTT\n"
        "\n"
        "NOTE Language: en\n"
        "\n"
        "00:00:00.500 --> 00:00:02.200\n"
        "<c>Hello,</c> <00:00:00.950><c>big</c> <00:00:01.200><c>world!</c>\n"
    )


def test_vtt_names_who_speaks_and_escapes_the_name(dialogue):
    vtt = caption(dialogue).to_vtt()
    assert "<v Ann><c>Are</c>" in vtt
    assert "<v Bob &amp; &lt;Co&gt;><c>I</c>" in vtt


def test_vtt_times_rise_strictly_inside_the_cue():
    words = [("a", 1.0, 1.0), ("b", 1.0, 1.0), ("c", 1.0002, 1.5), ("d", 1.4, 2.0), ("e", 2.0, 2.0)]
    assert to_vtt([cue(*words)]).splitlines()[-1] == (
        "<c>a</c> <c>b</c> <c>c</c> <00:00:01.400><c>d</c> <c>e</c>"
    )


def test_markup_in_a_word_is_text():
    hostile = cue(("<b>x</b>", 0, 1), ("{\\an8}", 1, 2), ("-->", 2, 3), ("a&b", 3, 4), ("<3", 4, 5))
    assert to_vtt([hostile]).splitlines()[-1] == (
        "<c>&lt;b&gt;x&lt;/b&gt;</c> <00:00:01.000><c>{\\an8}</c> <00:00:02.000><c>--&gt;</c> "
        "<00:00:03.000><c>a&amp;b</c> <00:00:04.000><c>&lt;3</c>"
    )
    assert to_srt([hostile]).splitlines()[-1] == (
        "<\u2060b>x<\u2060/b> {\u2060\\an8} --\u2060> a&b <3"
    )


def test_a_cue_that_lasts_no_time_is_not_written():
    assert to_srt([cue(("a", 1, 1), end=1.0001), cue(("b", 2, 3))]).startswith("1\n00:00:02,000")


@pytest.mark.parametrize("language", ["en\n\n00:00 --> 00:01\nx", "-->", ""])
def test_an_invalid_language_tag_is_not_written(language):
    assert to_vtt([cue(("a", 0, 1))], language=language).startswith("WEBVTT\n\n00:00:00.000")


def test_places_and_colours_of_speakers_are_written():
    vtt = to_vtt(
        [cue(("a", 0, 1), speaker='A"n')],
        place=VttPlace(line=80, align="left"),
        colours={'A"n': "#FFE100"},
    )
    assert vtt == (
        'WEBVTT\n\nSTYLE\n::cue(v[voice="A\\22 n"]) { color: #FFE100; }\n\n'
        '00:00:00.000 --> 00:00:01.000 line:80% align:left\n<v A"n><c>a</c>\n'
    )
    with pytest.raises(InputError):
        to_vtt([], colours={"A": "red; }"})
    with pytest.raises(InputError):
        VttPlace(line=101)


words = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip),
        st.floats(0.01, 2),
    ),
    min_size=1,
    max_size=25,
)


def transcript_of(items):
    now = 0.0
    made = []
    for text, duration in items:
        made.append(Word(text, now, now + duration))
        now += duration
    return Transcript(tuple(made), duration=now)


@given(words)
def test_any_text_gives_well_formed_files(items):
    captions = caption(transcript_of(items))
    count = len([c for c in captions.blocks if round(c.end * 1000) > round(c.start * 1000)])
    srt, vtt = captions.to_srt(), captions.to_vtt()
    assert len(re.findall(r"^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$", srt, re.M)) == count
    assert vtt.count("-->") == count
    for block in (block for block in vtt.split("\n\n") if "-->" in block):
        stamps = re.findall(r"(\d\d:\d\d:\d\d\.\d{3})", block)
        first, last, *inner = stamps
        assert sorted({first, *inner, last}) == [first, *inner, last]
        payload = block.split("\n", 1)[1]
        bare = re.sub(r"</?c>|<\d[\d:.]+>", "", payload)
        assert "<" not in bare
        assert ">" not in bare


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_another_reader_understands_the_file(suffix, spoken, tmp_path):
    captions = caption(spoken("It is said once. Then <it> is said again & again, with care."))
    path = tmp_path / f"captions.{suffix}"
    captions.save(path)
    with av.open(path) as container:
        packets = [p for p in container.demux() if p.size]
        read = [
            (float(p.pts * p.time_base), float((p.pts + p.duration) * p.time_base)) for p in packets
        ]
    expected = [(cue.start, cue.end) for cue in captions.blocks]
    assert len(read) == 2
    for (start, end), (expected_start, expected_end) in zip(read, expected, strict=True):
        assert start == pytest.approx(expected_start, abs=0.0006)
        assert end == pytest.approx(expected_end, abs=0.0011)


VALIDATE = """
const {WebVTTParser} = require("webvtt-parser"), parser = new WebVTTParser();
const documents = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(documents.map(text => {
  const {errors, cues} = parser.parse(text, "subtitles/captions/descriptions");
  return {errors, cues: cues.map(cue => [cue.startTime, cue.endTime])};
})));
"""


@pytest.mark.external
def test_the_validator_of_the_format_finds_no_mistake(installed, dialogue, spoken):
    hostile = ["-->", "a-->b", "&amp;", "<v X>", "</c>", "x\ty", "1", "NOTE", "STYLE", "מה", "<3"]
    styled = to_vtt(
        caption(dialogue).blocks,
        language="en",
        place=VttPlace(line=10, position=33.3, size=50, align="left"),
        colours={"Ann": "#FFE100", 'B"}b-->': "#00FF00"},
    )
    times = [1.0, 1.0, 1.0004, 1.5, 1.2, 2.0]
    documents = [
        styled,
        caption(dialogue).to_vtt(),
        caption(
            spoken("It is said once. Then it is said again, with care. " * 20 + "End.")
        ).to_vtt(),
        to_vtt([cue(*((text, n, n + 1) for n, text in enumerate(hostile)))], language="pt-BR"),
        to_vtt([cue(*((str(n), start, 2.5) for n, start in enumerate(times)))]),
        *(to_vtt([cue((text, 0, 1)), cue((text, 1, 2))]) for text in hostile),
        to_vtt([cue(("a", 359_999.5, 360_001))]),
    ]
    run = subprocess.run(
        ["node", "-e", VALIDATE],
        input=json.dumps(documents),
        cwd=installed("npm", "webvtt-parser@2.2.0"),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    for text, answer in zip(documents, json.loads(run.stdout), strict=True):
        assert answer["errors"] == [], text
        assert len(answer["cues"]) == sum("-->" in line for line in text.splitlines())
