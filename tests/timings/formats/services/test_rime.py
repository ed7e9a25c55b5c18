"""Timing documents of Rime."""

from vidsync.timings import load


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def test_chunks_that_begin_at_0_are_placed_end_to_end():
    def message(words, starts, ends):
        table = {"words": words, "start": starts, "end": ends}
        return {"type": "timestamps", "word_timestamps": table, "contextId": None}

    lines = [message(["Hi"], [0.1], [0.4]), message(["you."], [0.0], [0.3])]
    assert times(load(lines)) == [("Hi", 0.1, 0.4), ("you.", 0.4, 0.7)]
