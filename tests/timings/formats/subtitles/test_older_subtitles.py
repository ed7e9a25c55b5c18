"""SAMI, MicroDVD, MPL2 and TMPlayer."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown
from vidsync.errors import VidsyncWarning
from vidsync.timings import load_blocks

SAMI = """<SAMI><HEAD><STYLE TYPE="text/css"><!--
P {font-size:12pt}
.ENCC {Name: English; lang: en-US; SAMIType: CC;}
.FRCC {Name: French; lang: fr-FR; SAMIType: CC;}
--></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=ENCC><i>Hello</i> <font color="#ff0000">there</font><br>my
 friend.
<SYNC Start=2500><P Class=ENCC>&nbsp;
<SYNC Start=3000><P Class=FRCC>Salut.
<SYNC Start=3000><P Class=ENCC>Bye &amp; all.
<SYNC Start=4000><P Class=ENCC>End.
</BODY></SAMI>
"""


def blocks(text):
    found = load_blocks(text.encode()).blocks
    return [
        (b.start, b.end, [" ".join(piece.text for piece in line) for line in b.lines])
        for b in found
    ]


def test_sami_is_shown_until_the_next_caption_of_its_language():
    assert blocks(SAMI) == [
        (1.0, 2.5, ["Hello there", "my friend."]),
        (3.0, 4.0, ["Bye & all."]),
        (4.0, pytest.approx(4.833, abs=0.001), ["End."]),
    ]
    assert read(SAMI).language == "en-US"


@pytest.mark.parametrize(
    "text",
    [
        "<sami><body><sync start=1000>Hi<sync start=2000>&nbsp;</body></sami>",
        '<SAMI>\n<BODY>\n<SYNC START="1000" END="2000"><P CLASS="X">Hi</P></SYNC></BODY></SAMI>',
        "\ufeff<!-- by hand -->\n<SAMI><BODY><SYNC Start=1000ms><P>Hi<SYNC Start=2000></SAMI>",
    ],
)
def test_sami_in_other_forms(text):
    assert blocks(text) == [(1.0, 2.0, ["Hi"])]


MICRODVD = "{25}{50}{y:i}Hello|there\n{50}{75}{Y:b}{c:$0000FF}Red|bold\n{100}{}/Bye {you}\n"


def test_microdvd_with_its_rate():
    expected = [
        (1.0, 2.0, ["Hello", "there"]),
        (2.0, 3.0, ["Red", "bold"]),
        (4.0, 4.833, ["Bye {you}"]),
    ]
    for head in ("{1}{1}25\n", "{0}{0}25.000\r\n", "{1}{1}25,0 fps\n"):
        assert blocks(head + MICRODVD) == [
            (start, pytest.approx(end, abs=0.001), lines) for start, end, lines in expected
        ]


def test_microdvd_without_a_rate_says_what_it_takes():
    with pytest.warns(VidsyncWarning, match=r"read at 23.976 frames.*--fps 25"):
        first = load_blocks(MICRODVD.encode()).blocks[0]
    assert first.start == pytest.approx(25 / 23.976, abs=0.001)
    assert read(MICRODVD, fps=25).words[0].start == 1.0


def test_mpl2_counts_tenths_of_a_second():
    assert blocks("[10][20]/Hello|there\n[30][]Bye\n")[:1] == [(1.0, 2.0, ["Hello", "there"])]


@pytest.mark.parametrize(
    "text",
    [
        "00:00:01:Hello|there\n00:00:02:Bye\n",
        "00:00:01=Hello|there\n00:00:02=Bye\n",
        "00:00:01,1=Hello\n00:00:01,2=there\n00:00:02,1=Bye\n",
    ],
)
def test_tmplayer_is_shown_until_the_next_line(text):
    assert blocks(text)[0] == (1.0, pytest.approx(1.833, abs=0.001), ["Hello", "there"])
    assert shown(read(text)) == ["Hello", "there", "Bye"]
