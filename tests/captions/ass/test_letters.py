"""The letters of runs: their edges, and which scripts can be split into letters."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vidsync.captions.ass.letters import can_split, letters_of
from vidsync.captions.layout.shaping import Typesetter


def run_of(text, font="Poppins Bold", level=0):
    (run,) = Typesetter(font).shape(text, level)
    return run


@pytest.mark.parametrize(
    ("text", "level", "parts"),
    [
        ("AVATAR", 0, True),
        ("шесть", 0, True),
        ("שלום", 1, True),
        ("مرحبا", 1, False),
        ("क्षत्रिय", 0, False),
        ("ไทย", 0, True),
    ],
)
def test_letters_lie_side_by_side_and_fill_the_run(text, level, parts):
    run = run_of(text, level=level)
    found = letters_of(run)
    edges = sorted((letter.left, letter.right) for letter in found)
    assert edges[0][0] == pytest.approx(0, abs=1e-6)
    assert edges[-1][1] == pytest.approx(run.advance)
    for (_, right), (left, _) in pairwise(edges):
        assert right == pytest.approx(left)
    assert "".join(letter.run.text for letter in found) == text
    assert can_split(run) is parts
    first, last = found[0], found[-1]
    assert (first.left > last.left) is bool(level % 2)


def test_kerned_letters_stand_closer_than_their_own_widths():
    found = letters_of(run_of("AV", "Montserrat ExtraBold"))
    assert found[0].right < found[0].run.advance
