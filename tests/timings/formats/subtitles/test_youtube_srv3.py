"""YouTube's captions as XML."""

import pytest

from vidsync.errors import FormatError
from vidsync.timings import loads
from vidsync.timings.registry import detect_format

pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")
HEAD = '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body>'


def times(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


def test_spans_with_times_are_words():
    document = (
        f'{HEAD}<p t="160" d="4000"><s ac="0">hi</s><s t="400"> all</s></p>'
        '<p t="2000" d="1000"><s>self</s><s t="200">-driving</s><s t="500"> car</s></p>'
        "</body></timedtext>"
    )
    assert detect_format(document, "it")[0] == "youtube-srv3"
    assert times(loads(document)) == [
        ("hi", 0.16, 0.56), ("all", 0.56, 2.0), ("self-driving", 2.0, 2.5), ("car", 2.5, 3.0),
    ]  # fmt: skip


def test_paragraphs_of_srv2_and_srv1_are_divided():
    for document in (
        '<timedtext><text t="1000" d="1000">I&#39;m here</text></timedtext>',
        '<transcript><text start="1" dur="1">I&amp;#39;m here</text></transcript>',
    ):
        transcript = loads(document)
        assert [w.text for w in transcript.words] == ["I'm", "here"]
        assert (transcript.words[0].start, transcript.words[1].end) == (1.0, 2.0)


def test_entities_and_broken_xml_are_errors():
    for document in (f"{HEAD}<p", "<transcript><!DOCTYPE x></transcript>"):
        with pytest.raises(FormatError):
            loads(document, format="youtube-srv3")
