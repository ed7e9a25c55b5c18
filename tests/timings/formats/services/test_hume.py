"""Timing documents of Hume."""

from vidsync.timings import load


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def hume(kind, text, begin, end):
    stamp = {"type": kind, "text": text, "time": {"begin": begin, "end": end}}
    return {"type": "timestamp", "snippet_id": "s", "timestamp": stamp}


def test_events_give_words_with_phones():
    lines = [
        hume("word", "Hi", 60, 380),
        hume("phoneme", "h", 60, 120),
        hume("phoneme", "aɪ", 120, 380),
        {"type": "audio", "audio": "", "is_last_chunk": True},
    ]
    transcript = load(lines)
    assert times(transcript) == [("Hi", 0.06, 0.38)]
    assert [phone.ipa for phone in transcript.words[0].phones] == ["h", "aɪ"]


def test_a_whole_answer_is_read_like_its_stream():
    stamps = [hume("word", "Hi", 60, 380)["timestamp"]]
    document = {"generations": [{"audio": "", "snippets": [[{"timestamps": stamps}]]}]}
    assert times(load(document)) == [("Hi", 0.06, 0.38)]
