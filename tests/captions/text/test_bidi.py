"""The bidirectional algorithm, tested with examples from UAX 9 and with its own rules."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.captions.text.bidi import (
    has_right_to_left,
    levels,
    majority_level,
    paragraph_level,
    trailing_reset,
    visual_order,
)


def seen(text, base=None):
    """A line in visual order, from left to right."""
    base = paragraph_level(text) if base is None else base
    resolved = trailing_reset(text, levels(text, base), base)
    return "".join(text[index] for index in visual_order(resolved))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("car is אבג.", "car is גבא."),
        ("אבג is a car", "is a car גבא"),
        ("מחיר 25.50 ש", "ש 25.50 ריחמ"),
        ("abc (אבג) def", "abc (גבא) def"),
        ("א(b)ג", "ג)b(א"),
        ("שלום, iPhone 15!", "!iPhone 15 ,םולש"),
        ("سعر ٥٠%", "%٥٠ رعس"),
        ("سعر 50%", "%50 رعس"),
        ("בית 50%", "50% תיב"),
        ("+1-234 א", "א 1-234+"),
    ],
)
def test_lines_are_read_in_the_right_order(text, expected):
    assert seen(text) == expected


def test_isolates_and_embeddings_are_obeyed():
    assert levels("a\u2067b\u2069c", 0) == [0, 0, 2, 0, 0]
    assert levels("a\u202bb\u202cc", 0)[2] == 2
    assert levels("\u202eabc\u202c", 0)[1:4] == [1, 1, 1]
    assert levels("\u2068א1\u2069b", 0) == [0, 1, 2, 0, 0]


def test_embeddings_too_deep_are_ignored():
    text = "\u202b\u202a" * 70 + "a"
    assert max(levels(text, 0)) <= 126


def test_the_first_strong_letter_outside_isolates_sets_the_paragraph():
    assert paragraph_level("123 \u2067א\u2069 abc") == 0
    assert paragraph_level("123, אב") == 1
    assert paragraph_level("123", default=1) == 1


def test_white_space_at_a_lines_end_is_at_the_base_level():
    assert trailing_reset("אב ", [1, 1, 1], 0) == [1, 1, 0]


def test_the_direction_of_a_transcript_is_that_of_most_of_its_text():
    assert majority_level(["שלום", "iPhone", "עולם"]) == 1
    assert majority_level(["hello", "שלום"]) == 0
    assert has_right_to_left("٥٠") is False


@given(
    st.text(alphabet="ab אב12٣.,()[]\u0301\u064e\u2066\u2067\u2068\u2069\u202a\u202b\u202e\u202c"),
    st.integers(0, 1),
)
def test_order_is_a_permutation_and_letters_keep_their_parity(text, base):
    resolved = levels(text, base)
    assert sorted(visual_order(resolved)) == list(range(len(text)))
    if not any("\u202a" <= character <= "\u2069" for character in text):
        for character, level in zip(text, resolved, strict=True):
            assert character not in "ab" or level % 2 == 0
            assert character not in "אב" or level % 2 == 1
            assert character not in "12٣" or level % 2 == 0


@given(st.lists(st.integers(0, 4), max_size=12))
def test_reversing_every_level_twice_gives_the_order_back(item_levels):
    order = visual_order(item_levels)
    flat = visual_order([level + 2 for level in item_levels])
    assert flat == order


def cases(name):
    """The lines of a Unicode test file, without comments."""
    path = Path(__file__).parents[2] / "data" / "bidi" / f"{name}.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from (line.rstrip("\n") for line in lines if not line.startswith("#"))


def wrong(text, base, expected, order):
    """Whether levels or order differ from the expected ones; ``x`` is a removed character."""
    resolved = trailing_reset(text, levels(text, base), base)
    seen_levels = [
        "x" if want == "x" else str(got) for want, got in zip(expected, resolved, strict=True)
    ]
    seen_order = [index for index in visual_order(resolved) if expected[index] != "x"]
    return seen_levels != expected or seen_order != order


def test_every_case_of_unicodes_character_test_is_right():
    failed, count = [], 0
    for line in cases("BidiCharacterTest.txt"):
        points, direction, base, expected, order = line.split(";")
        text = "".join(chr(int(point, 16)) for point in points.split())
        count += 1
        if (direction == "2" and paragraph_level(text) != int(base)) or wrong(
            text, int(base), expected.split(), [int(n) for n in order.split()]
        ):
            failed.append(line)
    assert count > 91_000
    assert not failed


# One character of each bidirectional class, by its name in the tests.
_OF_CLASS = {
    "L": "a",
    "R": "א",
    "AL": "ا",
    "EN": "1",
    "ES": "+",
    "ET": "%",
    "AN": "١",
    "CS": ",",
    "NSM": "\u0300",
    "BN": "\u00ad",
    "B": "\u2029",
    "S": "\t",
    "WS": " ",
    "ON": "!",
    "LRE": "\u202a",
    "RLE": "\u202b",
    "LRO": "\u202d",
    "RLO": "\u202e",
    "PDF": "\u202c",
    "LRI": "\u2066",
    "RLI": "\u2067",
    "FSI": "\u2068",
    "PDI": "\u2069",
}


def test_the_cases_of_unicodes_class_test_are_right():
    failed, count = [], 0
    expected, order = [], []
    for line in cases("BidiTest.txt"):
        if line.startswith("@Levels:"):
            expected = line.partition(":")[2].split()
        elif line.startswith("@Reorder:"):
            order = [int(n) for n in line.partition(":")[2].split()]
        elif not line.startswith("@"):
            classes, directions = line.split(";")
            text = "".join(_OF_CLASS[name] for name in classes.split())
            # The bits of the directions: automatic, left to right, right to left.
            bits = int(directions, 16)
            bases = {
                base for bit, base in ((1, paragraph_level(text)), (2, 0), (4, 1)) if bits & bit
            }
            count += 1
            failed += [line for base in bases if wrong(text, base, expected, order)]
    assert count > 16_000
    assert not failed
