"""YouTube's SBV subtitles."""

import pytest

from vidsync.errors import TimingError
from vidsync.timings import load_blocks, loads
from vidsync.timings.registry import detect_format

DOCUMENT = "0:00:01.000,0:00:02.000\n>> ANN: Hi[br]there.\n\n0:00:03.000,0:00:04.000\nBye now.\n"


def test_blocks_have_their_lines_and_speakers():
    assert detect_format(DOCUMENT, "it")[0] == "sbv"
    first, second = load_blocks(DOCUMENT.replace("\n", "\r\n").encode()).blocks
    assert (first.start, first.end, first.speaker) == (1.0, 2.0, "ANN")
    assert [[piece.text for piece in line] for line in first.lines] == [["Hi"], ["there."]]
    assert (second.start, second.end) == (3.0, 4.0)
    assert [piece.text for piece in second.pieces] == ["Bye", "now."]


def test_an_end_before_the_start_is_an_error():
    with pytest.raises(TimingError, match="block 1: its end"):
        loads("0:00:02.000,0:00:01.000\nHi.\n")
