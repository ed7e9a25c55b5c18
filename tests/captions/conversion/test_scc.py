"""SCC keeps its rows, columns and styles in conversion, and gets those of other formats."""

from __future__ import annotations

import warnings

import pytest

from vidsync.captions.conversion.document import Place, Span, StyledCue, StyledDocument, TextStyle
from vidsync.captions.conversion.losses import Losses
from vidsync.captions.conversion.readers.read_scc import read_scc
from vidsync.captions.conversion.write_ass import write_ass
from vidsync.captions.conversion.write_scc import write_scc
from vidsync.captions.conversion.write_text import write_srt, write_vtt
from vidsync.captions.conversion.write_ttml import write_ttml
from vidsync.timings import load_blocks

ITALIC = TextStyle(italic=True)
RED = TextStyle(colour="#ff0000")


def scc(*lines):
    """Return a file of lines of a time and pairs of bytes; text in quotes becomes pairs."""
    made = ["Scenarist_SCC V1.0"]
    for time, *parts in lines:
        pairs = []
        for part in parts:
            if part.startswith("'"):
                text = part[1:-1] + ("\0" if len(part) % 2 else "")
                pairs += [
                    f"{ord(a):02x}{ord(b):02x}" for a, b in zip(text[::2], text[1::2], strict=True)
                ]
            else:
                pairs += [part, part]  # control codes are sent twice
        made.append(f"{time}\t{' '.join(pairs)}")
    return "\n\n".join(made) + "\n"


def shown(document):
    return [
        (
            round(cue.start, 2),
            round(cue.end, 2),
            [[(s.text, s.style) for s in line] for line in cue.lines],
        )
        for cue in document.cues
    ]


POP_ON = scc(
    # Row 14, column 4, in italics after a code; row 15, column 0, in red.
    ("00:00:01;00", "1420", "142e", "1452", "'Hi '", "112e", "'you'", "1468", "'Red'", "142f"),
    ("00:00:03;00", "142c"),
)


def test_pop_on_captions_keep_their_styles():
    plain = TextStyle()
    ((start, end, lines),) = shown(read_scc(POP_ON))
    assert (start, end) == (pytest.approx(1.6, abs=0.15), pytest.approx(3.0, abs=0.01))
    assert lines == [[("Hi ", plain), ("you", ITALIC)], [("Red", RED)]]


def test_roll_up_captions_are_read_row_by_row():
    text = scc(
        ("00:00:01;00", "1425", "142d", "1470", "'One'"),
        ("00:00:02;00", "1425", "142d", "1470", "'Two'"),
        ("00:00:03;00", "142c"),
    )
    times = [
        (round(b.start), round(b.end), b.pieces[0].text) for b in load_blocks(text.encode()).blocks
    ]
    assert times == [(1, 2, "One"), (2, 3, "Two")]


def test_paint_on_captions_end_where_others_cover_them():
    text = scc(
        ("00:00:01;00", "1429", "1470", "'One'"),
        ("00:00:02;00", "1429", "1450", "'Up'"),
        ("00:00:03;00", "1429", "1470", "'Two'"),
        ("00:00:04;00", "142c"),
    )
    found = [
        (round(start), round(end), [line[0][0] for line in lines])
        for start, end, lines in shown(read_scc(text))
    ]
    assert found == [(1, 3, ["Up", "One"]), (3, 4, ["Two"])]


def test_the_second_channel_and_text_services_are_not_read():
    text = scc(
        ("00:00:01;00", "1420", "142e", "1470", "'Yes'", "1c20", "1c70", "'No'", "1420", "142f"),
        ("00:00:02;00", "142a", "'news'", "142c"),
    )
    assert [b.pieces[0].text for b in load_blocks(text.encode()).blocks] == ["Yes"]


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("00:01:00;02", 60.06),
        ("00:01:00:00", 60.06),
        ("00:10:00;00", 599.9994),
        ("01:00:00;00", 3599.996),
    ],
)
def test_time_codes_with_and_without_drop_frames(time, seconds):
    (cue,) = read_scc(scc((time, "1429", "1470", "'One'"))).cues
    assert cue.start == pytest.approx(seconds + 4 / 29.97, abs=0.002)  # after four codes


@pytest.mark.parametrize(
    ("codes", "place"),
    [
        (("1470", "'Hello'"), Place("bottom", "left")),
        (("1150", "'Hello'"), Place("top", "left")),
        (("1476", "1722", "'Hello'"), Place("bottom", "centre")),
        (("1456", "1721", "'Hello'"), Place("bottom", "centre")),
        (("117c", "1723", "'Hello'"), Place("top", "right")),
        (("1752", "'Hello'"), Place("middle", "left", 0.5267, 0.2)),
        (("1356", "1722", "'Hello'"), Place("bottom", "centre", 0.6867)),
    ],
)
def test_rows_and_columns_become_places(codes, place):
    (cue,) = read_scc(scc(("00:00:01;00", "1420", "142e", *codes, "142f"))).cues
    assert cue.place == place


def test_exact_places_are_written_by_every_format():
    document = StyledDocument(
        (StyledCue(1, 2, ((Span("Hi"),),), place=Place("middle", "left", 0.5267, 0.2)),)
    )
    assert "line:52.67% position:20% align:start" in write_vtt(document, Losses())
    assert "{\\an7\\pos(384,569)}Hi" in write_ass(document, Losses())
    assert 'tts:origin="20% 52.7%"' in write_ttml(document, Losses())
    losses = Losses()
    assert "{\\an4}Hi" in write_srt(document, losses)
    assert "1 exact place" in losses.message


@pytest.mark.parametrize("row", ["top", "middle", "bottom"])
@pytest.mark.parametrize("column", ["left", "centre", "right"])
def test_styles_and_places_come_back(row, column):
    lines = (
        (Span("One "), Span("two", ITALIC), Span(" three")),
        (Span("red", RED), Span(" "), Span("green", TextStyle(True, False, True, "#00ff00"))),
    )
    document = StyledDocument((StyledCue(3, 5, lines, place=Place(row, column)),))
    (cue,) = read_scc(write_scc(document, Losses(), "characters")).cues
    assert (cue.start, cue.end) == (pytest.approx(3, abs=0.02), pytest.approx(5, abs=0.02))
    assert cue.place.numpad == Place(row, column).numpad
    assert [[(s.text.strip(), s.style) for s in line if s.text.strip()] for line in cue.lines] == [
        [(s.text.strip(), s.style) for s in line if s.text.strip()] for line in lines
    ]


def test_other_colours_become_the_nearest_and_long_lines_are_broken():
    text = "This line is far too long for a row of thirty-two letters on a screen."
    document = StyledDocument((StyledCue(5, 9, ((Span(text, TextStyle(colour="#ee1020")),),)),))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (cue,) = read_scc(write_scc(document, Losses(), "characters")).cues
    assert cue.text.split() == text.split()
    assert {span.style.colour for span in cue.spans} == {"#ff0000"}
    assert max(len(line) for line in cue.text.split("\n")) <= 32


def test_a_line_of_thousands_of_words_is_written_in_time():
    document = StyledDocument((StyledCue(5, 9, ((Span("word " * 5000),),)),))
    with pytest.warns(UserWarning, match="late"):
        text = write_scc(document, Losses(), "even")
    assert text.count("942f") >= 2 * 5000 // 24
