"""TTML: spans that touch, and times inside paragraphs."""

import pytest

from vidsync.timings import loads

HEAD = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"><body><div>'
)


def read(paragraphs):
    transcript = loads(f"{HEAD}{paragraphs}</div></body></tt>")
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


@pytest.mark.parametrize("base", [0.0, 1.0])
def test_spans_that_touch_are_one_word(base):
    """Times count from the paragraph, or from the start of the sound where they must."""
    first = "".join(
        f'<span begin="{base + start:g}s" end="{base + end:g}s">{text}</span>'
        for text, start, end in (("cra", 0, 0.4), ("shing ", 0.4, 0.8), ("down", 0.9, 1.9))
    )
    words = read(f'<p begin="1s" end="3s">{first}</p>')
    assert words == [("crashing", 1.0, 1.8), ("down", 1.9, 2.9)]


def test_styled_parts_of_a_word_do_not_cut_it():
    with pytest.warns():
        words = read(
            '<p begin="1s" end="3s">Did...<span tts:fontStyle="italic">he</span> ask '
            'for <span tts:fontStyle="italic">it </span>now<span>?</span></p>'
        )
    assert [word for word, _, _ in words] == ["Did...he", "ask", "for", "it", "now?"]


def test_layout_of_the_file_is_no_text():
    with pytest.warns():
        words = read('<p begin="1s" end="3s">\n   One\n   <span>two</span>\n  <br/> three </p>')
    assert [word for word, _, _ in words] == ["One", "two", "three"]


def test_readings_and_translations_are_not_words():
    with pytest.warns():
        words = read(
            '<p begin="1s" end="3s"><span tts:ruby="base">漢字</span><span tts:ruby="text">'
            'かんじ</span> <span ttm:role="x-translation">Kanji</span></p>'
        )
    assert "".join(word for word, _, _ in words) == "漢字"


@pytest.mark.parametrize(
    ("times", "attributes"),
    [
        ('begin="00:10.000" end="00:12.000"', ""),
        ('begin="10.0" end="12.0"', ""),
        ('begin="00:00:10,000" end="00:00:12,000"', ""),
        ('begin="00:00:10;00" end="00:00:12;00"', 'ttp:frameRate="30"'),
        ('begin="240f" end="288f"', 'ttp:frameRate="24" ttp:frameRateMultiplier="1:1"'),
    ],
)
@pytest.mark.parametrize("space", ["ns/ttml", "2006/10/ttaf1", "2006/04/ttaf1"])
def test_clocks_of_files_in_the_wild(times, attributes, space):
    with pytest.warns():
        transcript = loads(
            f'<tt xmlns="http://www.w3.org/{space}" '
            f'xmlns:ttp="http://www.w3.org/{space}#parameter" {attributes}>'
            f"<body><div><p {times}>Hello</p></div></body></tt>"
        )
    (word,) = transcript.words
    assert (word.start, word.end) == (10.0, 12.0)


def test_paragraphs_that_show_nothing_need_no_times():
    with pytest.warns():
        words = read('<p/><p tts:display="none">no</p><p begin="1s" end="2s">yes</p>')
    assert words == [("yes", 1.0, 2.0)]


@pytest.mark.parametrize("base", [0.0, 4.0])
def test_times_in_a_timed_division(base):
    first = f'<p begin="{base + 1:g}s" end="{base + 2:g}s">Hello</p>'
    text = HEAD.replace("<div>", '<div begin="4s" end="7s">') + first + "</div></body></tt>"
    with pytest.warns():
        (word,) = loads(text).words
    assert (word.start, word.end) == (5.0, 6.0)
