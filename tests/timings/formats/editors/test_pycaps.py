"""Documents of pycaps."""

from vidsync.timings import load_document


def word(text, start, end):
    return {"text": text, "time": {"start": start, "end": end}, "clips": [], "semantic_tags": []}


def test_the_words_of_all_lines_are_read():
    lines = [{"words": [word("Hi", 0.1, 0.4)]}, {"words": [word("you", 0.4, 0.8)]}]
    segment = {"lines": lines, "time": {"start": 0.1, "end": 0.8}}
    plain = {"words": [word("Yes.", 1.0, 1.4)], "time": {"start": 1.0, "end": 1.4}}
    found = load_document({"segments": [segment, plain]})
    assert found.format == "pycaps"
    assert [(w.text, w.start, w.end) for w in found.transcript.words] == [
        ("Hi", 0.1, 0.4), ("you", 0.4, 0.8), ("Yes.", 1.0, 1.4),
    ]  # fmt: skip
