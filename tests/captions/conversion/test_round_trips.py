"""Conversion to every other format and back keeps each field that both can hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.captions.conversion.document import (
    COLUMNS,
    ROWS,
    Place,
    Span,
    StyledCue,
    StyledDocument,
    TextStyle,
    row_at,
)
from vidsync.captions.conversion.losses import Losses
from vidsync.captions.conversion.merging import join_spans
from vidsync.captions.conversion.readers.read_ass import read_ass
from vidsync.captions.conversion.readers.read_scc import read_scc
from vidsync.captions.conversion.readers.read_text import read_srt, read_vtt
from vidsync.captions.conversion.readers.read_ttml import read_ttml
from vidsync.captions.conversion.write_ass import write_ass
from vidsync.captions.conversion.write_scc import write_scc
from vidsync.captions.conversion.write_text import write_srt, write_vtt
from vidsync.captions.conversion.write_ttml import write_ttml

FORMATS = {
    "srt": (write_srt, read_srt),
    "webvtt": (write_vtt, read_vtt),
    "ass": (write_ass, read_ass),
    "ttml": (write_ttml, read_ttml),
}
HOLDS_SPEAKERS = {"webvtt", "ass", "ttml"}
HOLDS_NOTES = {"webvtt", "ass"}
HOLDS_NAMES = {"webvtt", "ttml"}
HOLDS_RUBY = {"webvtt", "ttml"}

styles = st.builds(
    TextStyle,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "#ff0000", "#12ab34"]),
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=8
).filter(lambda text: any(c.isalnum() for c in text))


@st.composite
def exact_places(draw):
    top = draw(st.sampled_from([None, 0.1, 0.2, 0.55, 0.8]))
    row = draw(st.sampled_from(ROWS)) if top is None else row_at(top)
    column = draw(st.sampled_from(COLUMNS))
    left = draw(st.sampled_from([None, 0.2, 0.45])) if column == "left" else None
    return Place(row, column, top, left)


places = exact_places()


@st.composite
def documents(draw):
    cues = []
    now = 0
    for number in range(draw(st.integers(1, 4))):
        start = now + draw(st.integers(0, 50))
        now = start + draw(st.integers(10, 300))
        lines = []
        for _ in range(draw(st.integers(1, 2))):
            words = draw(st.lists(st.tuples(texts, styles), min_size=1, max_size=3))
            # The same text with another style in two cues would be a moving highlight.
            spans = [Span(f"{number}{len(lines)} ")]
            for index, (text, style) in enumerate(words):
                spans += [Span(" ")] if index else []
                spans.append(Span(text, style))
            lines.append(tuple(spans))
        cues.append(
            StyledCue(
                start / 100,
                now / 100,
                tuple(lines),
                draw(st.sampled_from(["", "Ann", "Bob Lee"])),
                draw(places),
                f"cue-{number}" if draw(st.booleans()) else "",
                ("a note",) if draw(st.booleans()) else (),
            )
        )
    return StyledDocument(tuple(cues), draw(st.sampled_from(["", "en", "pt-BR"])))


def written(cue):
    """Return the text and styles of a cue; the style of white space does not show."""
    lines = []
    for line in cue.lines:
        letters = [(c, s.style) for s in line for c in s.text.replace("\u2060", "") if c.strip()]
        lines.append((letters, "".join(s.text for s in join_spans(line)).replace("\u2060", "")))
    return lines


def exact(place):
    return tuple(None if at is None else round(at, 2) for at in (place.top, place.left))


@pytest.mark.parametrize("second", FORMATS)
@pytest.mark.parametrize("first", FORMATS)
@given(document=documents())
@settings(max_examples=40, deadline=None)
def test_there_and_back_keeps_what_both_hold(first, second, document):
    read = document
    for name in (first, second, first):
        write, back = FORMATS[name]
        read = back(write(read, Losses()))
    both = {first, second}
    assert [(c.start, c.end) for c in read.cues] == [(c.start, c.end) for c in document.cues]
    assert [written(c) for c in read.cues] == [written(c) for c in document.cues]
    assert [c.place.numpad for c in read.cues] == [c.place.numpad for c in document.cues]
    if "srt" not in both:
        assert [exact(c.place) for c in read.cues] == [exact(c.place) for c in document.cues]
    if both <= HOLDS_SPEAKERS:
        assert [c.speaker for c in read.cues] == [c.speaker for c in document.cues]
        assert read.language == document.language
    if both <= HOLDS_NAMES:
        assert [c.identifier for c in read.cues] == [c.identifier for c in document.cues]
    if both <= HOLDS_NOTES:
        assert [c.notes for c in read.cues] == [c.notes for c in document.cues]


pens = st.builds(
    TextStyle,
    st.booleans(),
    st.just(False),
    st.booleans(),
    st.sampled_from(["", "#00ff00", "#0000ff", "#00ffff", "#ff0000", "#ffff00", "#ff00ff"]),
)


@st.composite
def screens(draw):
    cues = []
    for number in range(draw(st.integers(1, 3))):
        lines = []
        for _ in range(draw(st.integers(1, 3))):
            words = draw(st.lists(st.tuples(st.sampled_from("abcd"), pens), min_size=1, max_size=3))
            # The same text with another style in two cues would be a moving highlight.
            spans = [Span(f"{number}{len(lines)}x ")]
            for word, style in words:
                spans += [Span(word, style), Span(" ")]
            lines.append((*spans[:-1],))
        place = Place(draw(st.sampled_from(ROWS)), draw(st.sampled_from(COLUMNS)))
        cues.append(StyledCue(6.0 + 9 * number, 9.0 + 9 * number, tuple(lines), place=place))
    return StyledDocument(tuple(cues))


@pytest.mark.parametrize("name", FORMATS)
@given(document=screens())
@settings(max_examples=30, deadline=None)
def test_scc_and_back_keeps_styles_and_places(name, document):
    write, back = FORMATS[name]
    read = back(write(read_scc(write_scc(document, Losses(), "characters")), Losses()))
    assert [(c.start, c.end) for c in read.cues] == [
        pytest.approx((c.start, c.end), abs=0.05) for c in document.cues
    ]
    letters = [[line for line, _ in written(cue)] for cue in read.cues]
    assert letters == [[line for line, _ in written(cue)] for cue in document.cues]
    assert [cue.text.replace("  ", " ") for cue in read.cues] == [c.text for c in document.cues]
    assert [c.place.numpad for c in read.cues] == [c.place.numpad for c in document.cues]


@pytest.mark.parametrize("name", sorted(HOLDS_RUBY))
def test_ruby_is_kept(name):
    write, back = FORMATS[name]
    document = StyledDocument((StyledCue(0, 1, ((Span("漢", ruby="かん"), Span(" b")),)),))
    (cue,) = back(write(document, Losses())).cues
    assert next(cue.spans).ruby == "かん"


@pytest.mark.parametrize("name", ["webvtt", "ass", "ttml"])
def test_word_times_are_kept(name):
    write, back = FORMATS[name]
    line = (Span("One "), Span("two ", start=1.5), Span("three", start=2.0))
    (cue,) = back(write(StyledDocument((StyledCue(1, 3, (line,)),)), Losses())).cues
    times = [(s.text.strip(), s.start) for s in cue.spans if s.start is not None]
    assert times[-2:] == [("two", 1.5), ("three", 2.0)]
