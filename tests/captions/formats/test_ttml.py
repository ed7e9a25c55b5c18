"""TTML in other readers: ttconv, the W3C render model and imscJS."""

from __future__ import annotations

import json
import logging
import subprocess
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imschrm import hrm
from ttconv.imsc import reader as imsc_reader
from ttconv.isd import ISD
from ttconv.model import Span, Text
from ttconv.style_properties import StyleProperties

from vidsync.captions import Cue
from vidsync.captions.formats import FORMATS, Subtitles
from vidsync.transcript import Word

YELLOW, WHITE = (255, 225, 0, 255), (255, 255, 255, 255)
SUBTITLES = Subtitles(
    (
        Cue(
            (
                (Word("Well,", 1.0, 1.4), Word("<hello>", 1.7, 2.2)),
                (Word("there.", 2.2, 2.5),),
            ),
            1.0,
            3.0,
            "Ann & Co",
        ),
        Cue(((Word("Yes!", 4.0, 4.5),),), 4.0, 5.0, "Bob"),
    ),
    language="en",
    duration=6.0,
)


def document(subtitles):
    text = FORMATS["ttml"].write(subtitles)
    model = imsc_reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(text)))
    assert model is not None
    return model


def shown(model, at):
    """The text and colour of each span that is on screen."""
    return [
        (
            "".join(text.get_text() for text in element if isinstance(text, Text)),
            tuple(element.get_style(StyleProperties.Color).components),
        )
        for region in ISD.from_model(model, Fraction(at)).iter_regions()
        for element in region.dfs_iterator()
        if isinstance(element, Span)
    ]


def test_ttconv_shows_each_word_lit_while_it_is_heard(caplog):
    with caplog.at_level(logging.INFO):
        model = document(SUBTITLES)
    assert not caplog.records
    words = ["Well,", "<hello>", "there."]

    def lit(at):
        spans = [(text, colour) for text, colour in shown(model, at) if text.strip()]
        assert [text for text, _ in spans] == words
        assert {colour for _, colour in spans} <= {YELLOW, WHITE}
        return [text for text, colour in spans if colour == YELLOW]

    assert [lit("1.2"), lit("1.5"), lit("1.9"), lit("2.3")] == [
        ["Well,"], [], ["<hello>"], ["there."],
    ]  # fmt: skip
    assert shown(model, "3.5") == []
    assert shown(model, "4.7") == [("Yes!", WHITE)]


class Errors(hrm.EventHandler):
    def __init__(self):
        self.errors = []

    def error(self, msg, doc_index, time_offset, available_time, stats):
        self.errors.append((msg, float(time_offset), float(available_time), float(stats.dur)))


def errors_of_the_render_model(subtitles):
    """Errors that the W3C hypothetical render model reports."""
    model = document(subtitles)
    times = ISD.significant_times(model)
    errors = Errors()
    hrm.validate(((time, ISD.from_model(model, time)) for time in times), errors)
    return errors.errors


@st.composite
def talk(draw):
    """Segmented cues of words at any speaking rate."""
    now = 1000
    cues = []
    for _ in range(draw(st.integers(1, 4))):
        start = now
        lines = []
        for _ in range(draw(st.integers(1, 2))):
            line = []
            for text in draw(
                st.lists(st.text("aeno,今日はسلام", min_size=1, max_size=9), min_size=1, max_size=6)
            ):
                until = now + draw(st.integers(10, 500))
                line.append(Word(text, now / 1000, until / 1000))
                now = until + draw(st.sampled_from([0, 0, 10, 80, 400]))
            lines.append(tuple(line))
        now = max(now, start + 1000) + draw(st.sampled_from([0, 83, 700]))
        cues.append(Cue(tuple(lines), start / 1000, now / 1000))
    return Subtitles(tuple(cues), duration=now / 1000)


@given(talk())
@settings(max_examples=60, deadline=None)
def test_no_picture_changes_faster_than_the_render_model_can_draw_it(subtitles):
    assert errors_of_the_render_model(subtitles) == []


def test_words_at_a_normal_speaking_rate_are_lit_at_their_own_times():
    words = [Word("word", 1 + n * 0.3, 1.29 + n * 0.3) for n in range(10)]
    subtitles = Subtitles((Cue((tuple(words[:5]), tuple(words[5:])), 1.0, 4.5),), duration=5)
    assert errors_of_the_render_model(subtitles) == []
    model = document(subtitles)
    for number, word in enumerate(words):
        spans = [colour for text, colour in shown(model, str(word.start + 0.15)) if text.strip()]
        assert [place for place, colour in enumerate(spans) if colour == YELLOW] == [number]


READ = """
const {fromXML} = require("imsc/src/main/js/doc"), {generateISD} = require("imsc/src/main/js/isd");
const messages = [], handler = {};
for (const level of ["info", "warn", "error", "fatal"])
  handler[level] = message => { messages.push(level + ": " + message); return false; };
const {text, times} = JSON.parse(require("fs").readFileSync(0, "utf8"));
const document = fromXML(text, handler);
const style = (element, name) =>
  element.styleAttrs["http://www.w3.org/ns/ttml#styling " + name];
const spans = element => element.kind === "span" && element.text !== undefined
  ? [{text: element.text, colour: style(element, "color")}]
  : element.kind === "br" ? [{text: "\\n"}] : (element.contents || []).flatMap(spans);
const shown = times.map(time => generateISD(document, time, handler).contents.map(region => ({
  region: region.id, origin: style(region, "origin"), extent: style(region, "extent"),
  align: style(region, "displayAlign"), spans: spans(region)})));
console.log(JSON.stringify({messages, events: document.getMediaTimeEvents(), shown}));
"""


@pytest.mark.external
def test_imscjs_reads_it_without_a_word_of_complaint(installed, tmp_path):
    folder = installed("npm", "imsc@1.1.5")
    given = {"text": FORMATS["ttml"].write(SUBTITLES), "times": [1.2, 1.5, 2.3, 3.5, 4.7]}
    run = subprocess.run(
        ["node", "-e", READ], input=json.dumps(given), cwd=folder, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["messages"] == []
    assert answer["events"] == [0, 1, 1.4, 1.7, 2.2, 2.5, 3, 4, 4.5, 5]
    assert [len(regions) for regions in answer["shown"]] == [1, 1, 1, 0, 1]
    for (region,) in (regions for regions in answer["shown"] if regions):
        assert region["region"] == "bottom"
        assert region["align"] == "after"
        assert (region["origin"]["w"]["rw"], region["origin"]["h"]["rh"]) == (0.1, 0.75)
        assert (region["extent"]["w"]["rw"], region["extent"]["h"]["rh"]) == (0.8, 0.2)
    texts = ["".join(span["text"] for span in regions[0]["spans"]) if regions else ""
             for regions in answer["shown"]]  # fmt: skip
    assert texts == ["Well, <hello>\nthere."] * 3 + ["", "Yes!"]
    lit = [
        [
            span["text"]
            for region in regions
            for span in region["spans"]
            if tuple(span.get("colour") or ()) == YELLOW
        ]
        for regions in answer["shown"]
    ]
    assert lit == [["Well,"], [], ["there."], [], []]
