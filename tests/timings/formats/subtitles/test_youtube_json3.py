"""YouTube's json3 captions."""

import pytest

from vidsync.errors import TimestampsUnavailable
from vidsync.timings import load, load_document


def event(start, duration, *pieces):
    segments = [{"utf8": text} | ({"tOffsetMs": at} if at else {}) for text, at in pieces]
    return {"tStartMs": start, "dDurationMs": duration, "segs": segments}


def times(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


def test_the_words_of_rolling_captions_follow_each_other():
    document = {"wireMagic": "pb3", "events": [
        {"tStartMs": 0, "dDurationMs": 60000, "id": 1},
        event(160, 4000, ("hi", 0), (" all", 400)),
        event(2000, 2000, ("\n", 0)) | {"aAppend": 1},
        event(2010, 3000, ("name", 0), (" is", 300)),
    ]}  # fmt: skip
    found = load_document(document)
    assert found.format == "youtube-json3"
    assert times(found.transcript) == [
        ("hi", 0.16, 0.56), ("all", 0.56, 2.01), ("name", 2.01, 2.31), ("is", 2.31, 5.01),
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*estimated")
def test_the_captions_of_people_are_divided():
    transcript = load({"events": [event(1000, 1000, ("Hi all,\nthere.", 0))]})
    assert [w.text for w in transcript.words] == ["Hi", "all,", "there."]
    assert (transcript.words[0].start, transcript.words[-1].end) == (1.0, 2.0)


def test_captions_without_words_are_told():
    with pytest.raises(TimestampsUnavailable, match="it has no words"):
        load({"wireMagic": "pb3", "events": []})
