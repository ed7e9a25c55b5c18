"""Timing documents of OpenAI."""

from vidsync.timings import load


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def test_words_get_the_punctuation_of_the_text_and_are_aligned():
    document = {
        "text": "Hi there.",
        "language": "english",
        "duration": "1.2",
        "words": [
            {"word": "Hi", "start": 0.0, "end": 0.32},
            {"word": "there", "start": 0.4, "end": 0.9},
        ],
    }
    transcript = load(document)
    assert times(transcript) == [("Hi", 0.0, 0.32), ("there.", 0.4, 0.9)]
    assert (transcript.source, transcript.duration) == ("aligned", 1.2)
