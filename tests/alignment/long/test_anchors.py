"""Anchors that split long audio are places where only one part of the text can be spoken."""

import numpy as np

from vidsync.alignment.edges.pause_edges import PlacedPhone
from vidsync.alignment.long.anchors import SearchPlace, choose_anchor
from vidsync.alignment.placement import PlacedToken, Placements
from vidsync.alignment.text.tokens import tokenize

REFRAIN = "Sing it again, sing it all night long, until the morning comes back home. "
VERSE = "The river runs down to the sea, and every boat on it goes along with the tide. "


def found_from(text: str, first: int, count: int) -> tuple[SearchPlace, Placements]:
    """Return a place, and tokens of its text that are heard with a pause after each."""
    place = SearchPlace(100.0, np.zeros(16000, np.float32), 50, tuple(tokenize(text, "en")))
    placed = [
        PlacedToken(
            first + index, (PlacedPhone("a", index * 0.5, index * 0.5 + 0.3, 0),), -9.0, 1.0
        )
        for index in range(count)
    ]
    return place, Placements(placed)


def test_a_passage_of_its_own_is_an_anchor():
    anchor = choose_anchor(*found_from(REFRAIN + VERSE, 15, 10))
    assert anchor is not None
    assert (anchor.token, anchor.time) == (50 + 17, 100.0 + 0.9)


def test_a_passage_that_is_repeated_is_no_anchor():
    assert choose_anchor(*found_from(REFRAIN * 3 + VERSE, 14, 12)) is None


def test_a_passage_is_repeated_too_if_a_word_of_it_differs():
    other = REFRAIN.replace("morning", "evening")
    assert choose_anchor(*found_from(REFRAIN + other + VERSE, 14, 12)) is None
