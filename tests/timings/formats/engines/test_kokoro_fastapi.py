"""Captioned speech of Kokoro-FastAPI."""

from vidsync.timings import load, load_document


def stamp(word, start, end):
    return {"word": word, "start_time": start, "end_time": end}


def times(transcript):
    return [(w.text, w.start, w.end) for w in transcript.words]


def test_punctuation_joins_the_word_before_it():
    stamps = [stamp("Hello", 0.175, 0.525), stamp("world", 0.525, 0.9), stamp("!", 0.9, 0.98)]
    found = load_document({"audio": "", "audio_format": "audio/mpeg", "timestamps": stamps})
    assert found.format == "kokoro-fastapi"
    assert times(found.transcript) == [("Hello", 0.175, 0.525), ("world!", 0.525, 0.9)]


def test_the_answers_of_a_stream_follow_each_other():
    stream = [{"audio": "", "timestamps": [stamp("Hi", 0.1, 0.4)]},
              {"audio": "", "timestamps": None},
              {"audio": "", "timestamps": [stamp("you", 0.5, 0.8)]}]  # fmt: skip
    assert times(load(stream)) == [("Hi", 0.1, 0.4), ("you", 0.5, 0.8)]
