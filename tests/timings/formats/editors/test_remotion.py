"""Captions of Remotion."""

from vidsync.timings import load, load_document


def caption(text, start, end):
    return {"text": text, "startMs": start, "endMs": end, "timestampMs": start, "confidence": None}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_leading_spaces_separate_words():
    captions = [caption("Using", 40, 300), caption(" Remotion", 300, 800), caption("'s", 800, 900),
                caption(" tool.", 900, 1300)]  # fmt: skip
    found = load_document(captions)
    assert found.format == "remotion"
    assert times(found.transcript) == [
        ("Using", 0.04, 0.3), ("Remotion's", 0.3, 0.9), ("tool.", 0.9, 1.3),
    ]  # fmt: skip


def test_without_any_space_each_caption_is_a_word():
    captions = [caption("Using", 40, 300), caption("tools", 300, 800)]
    assert [w.text for w in load({"captions": captions}).words] == ["Using", "tools"]
