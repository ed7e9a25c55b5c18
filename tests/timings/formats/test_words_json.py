"""Plain words with times."""

import pytest

from vidsync.errors import FormatError, TimestampsUnavailable, TimingError, VidsyncWarning
from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def times(transcript):
    return [(w.text, round(w.start, 3), round(w.end, 3)) for w in transcript.words]


@pytest.mark.parametrize(
    "item",
    [
        {"text": "Hello", "start": 0.1, "end": 0.4},
        {"word": "Hello", "start": 0.1, "end": 0.4},
        {"word": "Hello", "begin": 0.1, "end": 0.4},
        {"word": "Hello", "from": 0.1, "to": 0.4},
        {"text": "Hello", "startTime": 0.1, "endTime": 0.4},
        {"text": "Hello", "start_time": "0.1", "end_time": "0.4"},
        {"text": "Hello", "start_ms": 100, "end_ms": 400},
        {"text": "Hello", "startMs": 100, "endMs": 400},
        {"text": "Hello", "startTimeMs": 100, "durationMs": 300},
        {"word": "Hello", "offset": 0.1, "duration": 0.3},
        {"word": "Hello", "offset_ms": 100, "duration_ms": 300},
        {"text": "Hello", "start": "0.1s", "end": "400ms"},
        {"text": "Hello", "start": "00:00:00.1", "end": "00:00:00,4"},
        {"token": "Hello", "time": {"start": 0.1, "end": 0.4}},
        {"word": "Hello", "interval": [0.1, 0.4]},
        {"word": "Hello", "offsets": {"from": 0.1, "to": 0.4}},
    ],
)
def test_many_names_of_fields_and_writings_of_times_are_read(item):
    for document in ([item], {"words": [item]}, {"result": {"words": [item]}}):
        assert times(load(document)) == [("Hello", 0.1, 0.4)]


def test_a_word_without_a_time_gets_one_between_its_neighbours():
    items = [{"word": "Your", "start": 1.66, "end": 1.84, "score": 0.8}, {"word": "2014"},
             {"word": "real", "start": 2.1, "end": 2.3}]  # fmt: skip
    named = [{("text" if key == "word" else key): item[key] for key in item} for item in items]
    for document in (items, {"word_segments": items}, named):
        with pytest.warns(VidsyncWarning, match="1 of 3 words have no time of their own"):
            found = load_document(document)
        assert found.format == "words"
        assert times(found.transcript)[1] == ("2014", 1.84, 2.1)
        assert found.transcript.source == "estimated"


def test_a_word_without_a_time_lasts_no_longer_than_its_letters():
    items = [{"word": "a", "start": 0.0, "end": 0.5}, {"word": "b"},
             {"word": "c", "start": 20.0, "end": 20.5}]  # fmt: skip
    assert times(load(items))[1] == ("b", 0.5, 0.633)
    assert times(load([{"word": "one"}, items[2]]))[0] == ("one", 19.733, 20.0)


def test_speakers_and_segments_with_words_are_read():
    segments = [
        {"speaker": "Ann", "from": 0.0, "text": "Hi you", "words": [
            {"word": "Hi", "from": 0.0, "to": 0.4}, {"word": "you", "from": 0.4, "to": 0.8}]},
        {"speaker": "Bob", "from": 1.0, "to": 2.0, "text": "Yes I do."},
    ]  # fmt: skip
    transcript = load({"language": "en", "lines": segments})
    assert [w.text for w in transcript.words] == ["Hi", "you", "Yes", "I", "do."]
    assert [turn.speaker for turn in transcript.turns] == ["Ann", "Bob"]
    assert (transcript.words[1].end, transcript.words[-1].end) == (0.8, 2.0)


def test_blank_words_are_left_out_and_an_empty_list_is_told():
    items = [{"word": None, "start": 0.0, "end": 0.1}, {"word": "Hi", "start": 0.1, "end": 0.4},
             {"word": " ", "start": 0.4, "end": 0.5}]  # fmt: skip
    assert times(load({"words": items})) == [("Hi", 0.1, 0.4)]
    for document in ({"words": []}, {"text": "", "segments": []}, {"results": []}):
        with pytest.raises(TimestampsUnavailable, match="it has no words"):
            load(document)


def test_punctuation_joins_the_word_before_it():
    items = [{"word": "Hi", "start": 0.0, "end": 0.4}, {"word": "!", "start": 0.4, "end": 0.5}]
    assert times(load(items)) == [("Hi!", 0.0, 0.4)]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"monologues": 3, "elements": [{"ts": 1}]}, "most like rev-ai .* lacks 'end_ts'"),
        ({"foo": [{"bar": 1}]}, "it has the fields 'bar', 'foo'"),
        ([], "an empty list"),
        ([1, 2], "a list without objects"),
    ],
)
def test_the_error_for_an_unknown_document_shows_the_smallest_one(document, message):
    with pytest.raises(FormatError, match=message) as caught:
        load(document)
    assert '[{"text": "Hello", "start": 0.0, "end": 0.4}]' in caught.value.hint
    assert len(str(caught.value)) < 400


def test_a_time_in_frames_asks_for_the_frame_rate():
    item = {"text": "Hello", "start": "00:00:00:00", "end": "00:00:01:12"}
    with pytest.raises(TimingError, match="counts frames") as caught:
        load([item])
    assert "fps=" in caught.value.hint


@pytest.mark.parametrize(
    ("start", "end"), [("start_ts", "end_ts"), ("ts", "end_ts"), ("xmin", "xmax")]
)
@pytest.mark.parametrize("text", ["word", "w"])
def test_names_of_speech_engines_and_praat(text, start, end):
    assert times(load([{text: "Hello", start: 0.1, end: 0.4}])) == [("Hello", 0.1, 0.4)]
