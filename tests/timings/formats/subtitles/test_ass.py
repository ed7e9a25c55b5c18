"""ASS and SSA as editors, scripts and generators of captions write them."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown, words
from vidsync.errors import TimingError
from vidsync.timings import load_blocks

HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, ScaleX, ScaleY, Bold, Alignment
Style: Default,Arial,20,&H00FFFFFF,100,100,0,2

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def event(start, end, text, kind="Dialogue", *, layer=0, name="", effect=""):
    times = f"0:00:{start:05.2f},0:00:{end:05.2f}"
    return f"{kind}: {layer},{times},Default,{name},0,0,0,{effect},{text}\n"


PLAIN = ("hello", "my", "friend")
TIMED = [("hello", 1, 1.5), ("my", 1.5, 2), ("friend", 2, 2.5)]


def highlighted(form, opening=""):
    """Return events of the sentence, in each of which another word has the form."""
    found = ""
    for lit in range(3):
        text = " ".join(form.format(w) if at == lit else w for at, w in enumerate(PLAIN))
        found += event(1 + lit / 2, 1.5 + lit / 2, opening + text, layer=1)
    return found


@pytest.mark.parametrize(
    "form",
    [
        r"{{\c&H0000FF&}}{}{{\c}}",
        r"{{\1c&H0000FF&}}{}{{\r}}",
        r"{{\c&HFF&\fscx110\fscy110}}{}{{\fscx100\fscy100\c&HFFFFFF&}}",
        r"{{\b1}}{}{{\b0}}",
        r"{{\t(0,100,\fscx120)}}{}{{\r}}",
        r"{{\bord6\3c&H00FFFF&}}{}{{\r}}",
        "[{}]",
    ],
)
@pytest.mark.parametrize("opening", ["", r"{\an5\pos(100,200)}", r"{\fad(100,0)}"])
def test_a_highlight_that_moves_over_events_times_the_words(form, opening):
    assert words(read(HEAD + highlighted(form, opening))) == TIMED


def test_a_sentence_below_its_highlights_is_read_once():
    base = event(1, 2.5, "hello my friend")
    assert words(read(HEAD + base + highlighted(r"{{\c&HFF&}}{}{{\c}}"))) == TIMED
    assert words(read(HEAD + highlighted(r"{{\c&HFF&}}{}{{\c}}") + base)) == TIMED


def test_words_that_are_uncovered_or_added_have_times():
    hidden = (
        event(1, 1.5, r"hello {\alpha&HFF&}my friend")
        + event(1.5, 2, r"hello my {\alpha&HFF&}friend")
        + event(2, 2.5, "hello my friend")
    )
    assert words(read(HEAD + hidden)) == TIMED
    added = event(1, 1.5, "hello") + event(1.5, 2, "hello my") + event(2, 2.5, "hello my friend")
    assert words(read(HEAD + added)) == TIMED


def test_a_highlight_keeps_its_speaker():
    text = HEAD + highlighted(r"{{\c&HFF&}}{}{{\c}}").replace("Default,,", "Default,Ann,")
    assert read(text).turns[0].speaker == "Ann"


@pytest.mark.parametrize(
    "events",
    [
        "Format: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,Hello, you\n",
        "Format: Text, Start, End\nDialogue: Hello, you,0:00:01.00,0:00:02.00\n",
        "Format: End, Layer, Start, Style, Text\n"
        "Dialogue: 0:00:02.00,0,0:00:01.00,Default,Hello, you\n",
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hello, you\n",
        "dialogue: 0, 0:00:01.00, 0:00:02.00, Default, , 0, 0, 0, , Hello, you\n",
        "Dialogue: Marked=0,0:00:01:00,0:00:02:00,Default,,0,0,0,,Hello, you\n",
        "Dialogue: 0,0:00:01.000,0:00:02.000000,Default,,0,0,0,,Hello, you\n",
        "Dialogue: junk\nDialogue: 0,1.0,2.0,Default,,0,0,0,,Hello, you\n",
    ],
)
@pytest.mark.parametrize(
    "heading", ["[Script Info]\n\n[Events]\n", "[events]\r", "text\n[Events]\n"]
)
def test_fields_have_any_order_and_times_any_form(events, heading):
    transcript = read(heading + events)
    assert shown(transcript) == ["Hello,", "you"]
    assert (transcript.words[0].start, transcript.words[-1].end) == (1, 2)


def test_events_need_no_heading():
    assert words(read(event(1, 2, "Hello"))) == [("Hello", 1, 2)]


SUNG = r"{\k50}Hel{\k50}lo"


@pytest.mark.parametrize("kind", ["Comment", "Dialogue"])
def test_effects_made_of_karaoke_are_no_text(kind):
    text = (
        event(0, 0, '!retime("line")!', "Comment", effect="template line")
        + event(1, 2, SUNG, kind, effect="karaoke")
        + event(1, 2, r"{\pos(1,2)}Hel", effect="fx")
        + event(1.5, 2, r"{\pos(3,2)}lo", effect="fx")
        + event(3, 4, "Bye")
    )
    assert words(read(HEAD + text)) == [("Hello", 1, 2), ("Bye", 3, 4)]


def test_karaoke_in_comments_is_read_if_nothing_is_shown():
    assert words(read(HEAD + event(1, 2, SUNG, "Comment"))) == [("Hello", 1, 2)]
    both = event(1, 2, SUNG, "Comment") + event(3, 4, "Bye")
    assert shown(read(HEAD + both)) == ["Bye"]


def test_kt_moves_the_next_syllable():
    text = event(1, 3, r"{\kt100\k50}Hi {\kt20\k30}you")
    assert words(read(HEAD + text))[0] == ("Hi", 2, 2.5)


def test_drawings_are_no_speech_and_breaks_are_white_space():
    text = (
        event(1, 2, r"{\p1}m 0 0 l 100 0{\p0}A\hb\Nc\nd")
        + event(2, 3, r"{\pos(1,1)\p2}m 0 0 l 1 1")
        + event(3, 4, r"{\pbo-20\clip(m 0 0 l 1 1)}clip")
    )
    assert shown(read(HEAD + text)) == ["A", "b", "c", "d", "clip"]
    blocks = load_blocks((HEAD + text).encode()).blocks
    assert [len(line) for line in blocks[0].lines] == [2, 1, 1]


def test_an_end_before_the_start_names_the_event():
    with pytest.raises(TimingError, match=r"cue 2 \('Bye'\): its end 3 s is before its start 4 s"):
        read(HEAD + event(1, 2, "Hi") + event(4, 3, "Bye"))
