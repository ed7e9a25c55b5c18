"""TTML: frames, ticks and time codes, nested times, and odd documents."""

from __future__ import annotations

import pytest

from tests.timings.formats.subtitles.reading import read, shown, words
from vidsync.timings import load_blocks

OPENING = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'
)


def document(body, attributes="", head=""):
    return (
        f'<?xml version="1.0"?>\n{OPENING} {attributes}>{head}<body><div>{body}</div></body></tt>'
    )


def test_backing_vocals_are_no_part_of_the_words_beside_them():
    text = document(
        '<p begin="1s" end="4s"><span begin="1s" end="1.5s">Hel</span>'
        '<span begin="1.5s" end="2s">lo</span> <span begin="2s" end="2.5s">you</span>'
        '<span ttm:role="x-bg"><span begin="2.5s" end="3s">(ooh</span> '
        '<span begin="3s" end="4s">yeah)</span></span></p>'
        '<p begin="5s" end="7s"><span ttm:role="x-bg"><span begin="5s" end="6s">(ooh)</span></span>'
        '<span begin="6s" end="7s">you</span></p>'
    )
    assert words(read(text)) == [
        ("Hello", 1, 2), ("you", 2, 2.5), ("(ooh", 2.5, 3), ("yeah)", 3, 4),
        ("(ooh)", 5, 6), ("you", 6, 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "attributes", "expected"),
    [
        ('begin="25f" end="50f"', 'ttp:frameRate="25"', (1, 2)),
        ('begin="10000000t" dur="5000000t"', 'ttp:tickRate="10000000"', (1, 1.5)),
        ('begin="25t" dur="25t"', 'ttp:frameRate="25"', (1, 2)),
        ('begin="00:00:01:12" end="00:00:02:12"', 'ttp:frameRate="24"', (1.5, 2.5)),
        (
            'begin="00:01:00:00" end="00:01:01:12"',
            'ttp:timeBase="smpte" ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"',
            (60.06, 61.5615),
        ),
        (
            'begin="00:01:00:02" end="00:10:00:00"',
            'ttp:timeBase="smpte" ttp:dropMode="dropNTSC" ttp:frameRate="30" '
            'ttp:frameRateMultiplier="1000 1001"',
            (60.06, 599.9994),
        ),
        ('begin="0.5h" end="00:30:01"', "", (1800, 1801)),
        ('begin="1s" end=""', "", (1, 1.833)),
        ('begin="1s"', "", (1, 1.833)),
    ],
)
def test_frames_ticks_and_time_codes(times, attributes, expected):
    text = document(f"<p {times}>Hi.</p>", attributes)
    block = load_blocks(text.encode()).blocks[0]
    assert (block.start, block.end) == pytest.approx(expected, abs=0.001)


def test_elements_in_timed_elements_and_in_sequences():
    nested = '<div begin="10s"><p begin="1s" dur="2s"><span begin="0.5s">Hi.</span></p></div>'
    assert words(read(document(nested))) == [("Hi.", 11.5, 13)]
    sequence = '<div timeContainer="seq"><p dur="2s">Hi.</p><p begin="1s" dur="2s">You.</p></div>'
    assert words(read(document(sequence))) == [("Hi.", 0, 2), ("You.", 3, 5)]


def test_a_paragraph_ends_with_its_spans_or_with_the_next():
    spans = '<p><span begin="1s" end="2s">Hi</span> <span begin="2s" end="3s">you.</span></p>'
    assert words(read(document(spans))) == [("Hi", 1, 2), ("you.", 2, 3)]
    open_ended = '<p begin="1s">Hi.</p><p begin="1.5s">You.</p>'
    blocks = load_blocks(document(open_ended).encode()).blocks
    assert [(block.start, round(block.end, 2)) for block in blocks] == [(1, 1.5), (1.5, 2.33)]


def test_entities_of_html_and_a_plain_doctype_are_read():
    text = document('<p begin="1s" end="2s">Caf&eacute;&nbsp;&amp; co &lt;b></p>')
    assert shown(read(text))[:2] == ["Café\u00a0&", "co"]
    assert shown(read(text.replace("<tt ", "<!DOCTYPE tt><tt ", 1)))[0] == "Café\u00a0&"


def test_ruby_may_be_in_a_style():
    head = (
        '<head><styling><style xml:id="a" tts:ruby="container"/>'
        '<style xml:id="b" tts:ruby="text"/></styling></head>'
    )
    text = '<p begin="1s" end="2s"><span style="a">漢<span style="b">かん</span></span></p>'
    assert shown(read(document(text, "", head))) == ["漢"]
