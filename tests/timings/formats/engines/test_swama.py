"""Speech of swama."""

from vidsync.timings import load_document


def test_the_words_and_the_duration_are_read():
    words = [{"text": "Hello", "start": 0.1, "end": 0.4}, {"text": "there.", "start": 0.4,
                                                           "end": 0.8}]  # fmt: skip
    found = load_document({"audio": "", "format": "wav", "sample_rate": 24000,
                           "duration_seconds": 1.2, "words": words})  # fmt: skip
    assert found.format == "swama"
    assert [(w.text, w.start, w.end) for w in found.transcript.words] == [
        ("Hello", 0.1, 0.4), ("there.", 0.4, 0.8),
    ]  # fmt: skip
    assert found.transcript.duration == 1.2
