"""Contexts on Cartesia's websocket, checked event by event without a client library."""

import base64
from itertools import pairwise

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from vidsync import gateway

PATH = "/tts/websocket"
KEY = {"authorization": "Bearer local", "cartesia-version": "2026-08-14"}
RATE = 24000
REQUEST = {
    "model_id": "sonic-3",
    "voice": {"mode": "id", "id": "6ccbfb76"},
    "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": RATE},
    "add_timestamps": True,
    "add_phoneme_timestamps": True,
    "add_extra": {"unknown": True},
}


def send(socket, context, transcript, /, more=True, **change):
    message = {**REQUEST, "context_id": context, "transcript": transcript, "continue": more}
    socket.send(**{**message, **change})


def until_done(socket, *contexts):
    """Return all events until each of the contexts is done."""
    events, open_ = [], set(contexts)
    while open_:
        event = socket.receive()
        assert "context_id" in event
        events.append(event)
        if event["type"] in ("done", "error"):
            open_.discard(event["context_id"])
    return events


def words(events):
    return [
        word
        for event in events
        if event["type"] == "timestamps"
        for word in event["word_timestamps"]["words"]
    ]


def seconds(events):
    sizes = [len(base64.b64decode(event["data"])) for event in events if event["type"] == "chunk"]
    return sum(sizes) / 2 / RATE


def test_times_continue_across_the_transcripts_of_a_context(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "The first sen")
        send(socket, "c1", "tence. The sec")
        send(socket, "c1", "ond", more=False)
        events = until_done(socket, "c1")
    assert words(events) == ["The", "first", "sentence.", "The", "second"]
    for kind, column in (("timestamps", "word_timestamps"), ("phoneme_timestamps",) * 2):
        starts = [
            start for event in events if event["type"] == kind for start in event[column]["start"]
        ]
        assert starts == sorted(starts)
        assert starts[-1] < seconds(events)
    assert [event["type"] for event in events].count("done") == 1
    assert events[-1] == {"type": "done", "done": True, "status_code": 206, "context_id": "c1"}


def test_contexts_interleave_and_keep_their_words(open_socket):
    names = [f"c{number}" for number in range(4)]
    with open_socket(PATH, **KEY) as socket:
        for name in names:
            send(socket, name, f"{name} says. Some. More. Things.", more=False)
        events = until_done(socket, *names)
    for name in names:
        own = [event for event in events if event["context_id"] == name]
        assert words(own)[1:] == ["says.", "Some.", "More.", "Things."]
        assert own[-1]["type"] == "done"
    order = [event["context_id"] for event in events]
    assert sum(before != after for before, after in pairwise(order)) >= len(names)


def test_a_flush_speaks_the_buffered_text_with_a_flush_id(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "Stay hungry, ")
        send(socket, "c1", "", flush=True)
        first = []
        while not first or first[-1]["type"] != "flush_done":
            first.append(socket.receive())
        send(socket, "c1", "stay foolish", more=False)
        second = until_done(socket, "c1")
    assert words(first) == ["Stay", "hungry,"]
    assert {event["flush_id"] for event in first} == {1}
    assert (first[-1]["flush_done"], first[-1]["done"]) == (True, False)
    assert words(second) == ["stay", "foolish"]
    assert {event["flush_id"] for event in second if event["type"] != "done"} == {2}
    starts = [
        event["word_timestamps"]["start"] for event in second if event["type"] == "timestamps"
    ]
    assert starts[0][0] > seconds(first)


def test_audio_comes_before_the_last_text_is_sent(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "The first sentence. ")
        assert socket.receive()["type"] == "chunk"
        send(socket, "c1", "The last.", more=False)
        assert words(until_done(socket, "c1"))[-2:] == ["The", "last."]


def test_buffered_text_is_spoken_after_the_maximum_delay(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "No end to this", max_buffer_delay_ms=0)
        assert socket.receive()["type"] == "chunk"


def test_a_cancelled_context_sends_no_more_audio_and_its_id_can_be_reused(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "This will never be heard")
        socket.send(context_id="c1", cancel=True)
        socket.send(context_id="unheard-of", cancel=True)
        send(socket, "c1", "But this will.", more=False)
        events = until_done(socket, "c1")
    assert words(events) == ["But", "this", "will."]


def test_an_empty_context_is_done(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "c1", "", more=False)
        assert [event["type"] for event in until_done(socket, "c1")] == ["done"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"output_format": {"container": "mp3", "sample_rate": 44100}}, "container"),
        ({"voice": None}, "voice"),
        ({"transcript": 3}, "transcript"),
        ({"max_buffer_delay_ms": 9000}, "max_buffer_delay_ms"),
    ],
)
def test_an_error_names_its_context_and_the_socket_stays_open(open_socket, change, word):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "bad", "Hello", **change)
        error = socket.receive()
        assert (error["type"], error["done"], error["status_code"]) == ("error", True, 400)
        assert error["context_id"] == "bad"
        assert word in error["message"]
        send(socket, "good", "Hello.", more=False)
        assert words(until_done(socket, "good")) == ["Hello."]


def test_an_invalid_message_is_an_error_without_context(open_socket):
    with open_socket(PATH, **KEY) as socket:
        for text in ("nonsense", "[1]", '{"context_id": 4}'):
            socket.connection.send(text)
            error = socket.receive()
            assert error["type"] == "error"
            assert "context_id" not in error


def test_older_versions_get_errors_as_text(open_socket):
    with open_socket(PATH, **{**KEY, "cartesia-version": "2025-04-16"}) as socket:
        send(socket, "c1", 5)
        error = socket.receive()
    assert set(error) == {"type", "done", "error", "status_code", "context_id"}


def test_a_key_is_required_and_may_be_in_the_query(open_socket):
    with open_socket(f"{PATH}?api_key=k&cartesia_version=2026-08-14") as socket:
        send(socket, "c1", "Hello.", more=False)
        assert until_done(socket, "c1")[-1]["type"] == "done"
    with pytest.raises(InvalidStatus) as caught, open_socket(PATH):
        pass
    assert caught.value.response.status_code == 401


def test_too_many_contexts_are_rejected(open_socket):
    with open_socket(PATH, **KEY) as socket:
        for number in range(65):
            send(socket, f"c{number}", "waiting")
        error = socket.receive()
    assert (error["context_id"], error["status_code"]) == ("c64", 429)
    assert error["error_code"] == "concurrency_limited"


def test_strict_voices_rejects_an_unknown_voice(open_socket):
    settings = gateway.Settings(strict_voices=True)
    with gateway.running(settings) as url, open_socket(PATH, url, **KEY) as socket:
        send(socket, "c1", "Hello.", more=False)
        assert until_done(socket, "c1")[0]["error_code"] == "voice_not_found"
        send(socket, "c2", "Hello.", more=False, voice="en-gb")
        assert until_done(socket, "c2")[-1]["type"] == "done"


def test_a_cut_drops_the_connection_after_the_first_chunk(open_socket):
    with open_socket(PATH, **KEY, **{"x-vidsync-fault": "cut"}) as socket:
        send(socket, "c1", "One. Two.", more=False)
        assert socket.receive()["type"] == "chunk"
        with pytest.raises(ConnectionClosedError):
            socket.receive()


def test_a_malformed_event_is_invalid_json(open_socket):
    with open_socket(PATH, **KEY, **{"x-vidsync-fault": "malformed"}) as socket:
        send(socket, "c1", "One.", more=False)
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            socket.receive()
        assert until_done(socket, "c1")[-1]["type"] == "done"


def test_a_status_fault_rejects_the_handshake_in_the_format_of_the_service(open_socket):
    with pytest.raises(InvalidStatus) as caught, open_socket(PATH, **{"x-vidsync-fault": "429"}):
        pass
    assert caught.value.response.status_code == 429
    assert b"concurrency_limited" in caught.value.response.body


def test_too_many_waiting_messages_end_only_their_context(open_socket):
    with open_socket(PATH, **KEY) as socket:
        send(socket, "slow", "This is a sentence. " * 50)
        for _ in range(1100):
            send(socket, "slow", "x")
        send(socket, "other", "Hello.", more=False)
        events = until_done(socket, "other")
    errors = [event for event in events if event["type"] == "error"]
    assert {event["context_id"] for event in errors} <= {"slow"}
    assert words([event for event in events if event["context_id"] == "other"]) == ["Hello."]
