"""Where words may be hyphenated, by language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync.captions.text.hyphenation import even_parts, is_hyphenated, syllables


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("„Donaudampfschiff!“", "de", ["„Donau", "dampf", "schiff!“"]),
        ("INCOMPREHENSIBLE,", "en-US", ["INCOM", "PRE", "HEN", "SI", "BLE,"]),
        ("достопримечательность", "ru", ["досто", "при", "ме", "ча", "тель", "ность"]),
        ("state-of-the-art", "en", ["state-", "of-", "the-", "art"]),
        ("wonderful", "xx", ["wonderful"]),
        ("wonderful", "", ["wonderful"]),
        ("https://example.com", "en", ["https://example.com"]),
        ("@everybody", "en", ["@everybody"]),
        ("covid19vaccinations", "en", ["covid19vaccinations"]),
        ("السلامعليكم", "ar", ["السلامعليكم"]),
        ("東京タワー", "ja", ["東京タワー"]),
    ],
)
def test_words_are_hyphenated_by_the_rules_of_their_language(text, language, parts):
    assert syllables(text, language) == parts


@pytest.mark.parametrize("text", ["naïve", "Ελληνικά", "don’t", "“quoted”", "well-known"])
def test_parts_of_words_of_letters_end_with_a_hyphen(text):
    assert is_hyphenated(text)


@pytest.mark.parametrize(
    "text", ["a.b", "and/or", "me@home.org", "#tag", "3,141", "שלום", "ไทย", ""]
)
def test_other_tokens_are_split_without_a_hyphen(text):
    assert not is_hyphenated(text)


# The first word of a language loads its patterns.
@settings(deadline=None)
@given(st.text(min_size=1, max_size=40), st.sampled_from(["en", "de", "tr", "el", "hu", "xx"]))
def test_parts_join_to_the_text(text, language):
    assert "".join(syllables(text, language)) == text


@given(st.lists(st.floats(0.1, 2), min_size=1, max_size=20), st.floats(2, 6))
def test_parts_fit_and_are_as_few_as_can_be(widths, room):
    ends = even_parts(widths, room)
    starts = [0, *ends[:-1]]
    assert ends[-1] == len(widths)
    assert all(sum(widths[a:b]) <= room + 1e-9 for a, b in zip(starts, ends, strict=True))
    filled, fewest = 0.0, 1
    for width in widths:
        if filled + width > room + 1e-9:
            filled, fewest = 0.0, fewest + 1
        filled += width
    assert len(ends) <= fewest + 1
