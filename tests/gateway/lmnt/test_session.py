"""Each generation of the session protocol, checked frame by frame without a client library."""

from itertools import pairwise

import pytest
from websockets.exceptions import ConnectionClosedError

from vidsync import gateway

PATH = "/v1/ai/speech/stream"
RATE = 24000
INIT = {"X-API-Key": "local", "voice": "leah", "format": "pcm_s16le", "sample_rate": RATE}
V12 = {**INIT, "lmnt-version": "1.2", "return_timestamps": True}
V11 = {**V12, "lmnt-version": "1.1"}
P2 = {**INIT, "protocol_version": 2, "sample_rate": "24000", "return_extras": "True"}
P1 = {**INIT, "sample_rate": "24000", "return_extras": "True"}


def seconds(frame):
    return len(frame) / 2 / RATE


def check_without_gaps(entries, start, duration):
    """Check that entries follow each other from `start` for `duration` seconds of audio."""
    assert entries[0]["start"] == pytest.approx(start, abs=2 / RATE)
    for entry, after in pairwise(entries):
        assert entry["start"] + entry["duration"] == pytest.approx(after["start"], abs=1e-5)
    last = entries[-1]
    assert last["start"] + last["duration"] == pytest.approx(start + duration, abs=1e-3)


def test_v12_times_continue_until_a_flush_or_reset(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**V12)
        assert set(socket.receive()) == {"type", "request_id"}
        socket.send(type="text", text="One sentence. And ano")
        socket.send(type="text", text="ther one. A rest")
        socket.send(type="flush", nonce=1)
        socket.send(type="text", text="Never heard")
        socket.send(type="reset", nonce=2)
        socket.send(type="text", text="Goodbye")
        socket.send(type="finish")
        frames = socket.receive_all()
        assert socket.connection.close_code == 1000
    clock = 0.0
    texts = []
    audio = None
    for frame in frames:
        if isinstance(frame, bytes):
            audio = frame
        elif frame["type"] == "timestamps":
            check_without_gaps(frame["timestamps"], clock, seconds(audio))
            clock += seconds(audio)
            texts += [entry["text"] for entry in frame["timestamps"]]
        else:
            clock = 0.0
            texts.append((frame["type"], frame["nonce"]))
    assert [text for text in texts if text not in ("", " ")] == [
        *("One", "sentence", ".", "And", "another", "one", ".", "A", "rest"),
        ("flush_complete", 1),
        ("reset_complete", 2),
        "Goodbye",
    ]


def test_v11_times_restart_with_every_chunk(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**V11)
        assert socket.receive()["type"] == "ready"
        socket.send(type="text", text="A long enough sentence to be cut in chunks. And more.")
        socket.send(type="finish")
        frames = socket.receive_all()
    pairs = list(zip(frames[::2], frames[1::2], strict=True))
    assert len(pairs) > 2
    for audio, times in pairs:
        check_without_gaps(times["timestamps"], 0.0, seconds(audio))


def test_timestamps_are_sent_only_on_request(open_socket):
    for init in ({**V12, "return_timestamps": False}, {**INIT, "lmnt-version": "1.2"}):
        with open_socket(PATH) as socket:
            socket.send(**init)
            socket.send(type="text", text="Hello there.")
            socket.send(type="finish")
            ready, *frames = socket.receive_all()
        assert ready["type"] == "ready"
        assert frames
        assert all(isinstance(frame, bytes) for frame in frames)


def test_p2_messages_are_acknowledged_and_have_no_type(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**P2)
        socket.send(text="Hello there. Not fin")
        socket.send(text="ished")
        socket.send(command="flush", nonce=1)
        socket.send(text="Dropped")
        socket.send(command="reset", nonce=2)
        socket.send(text="Bye")
        socket.send(command="eof")
        frames = socket.receive_all()
        assert socket.connection.close_code == 1000
    objects = [frame for frame in frames if isinstance(frame, dict)]
    assert [frame for frame in objects if "complete" in frame] == [
        {"complete": "flush", "nonce": 1},
        {"complete": "reset", "nonce": 2},
    ]
    extras = [frame for frame in objects if "complete" not in frame]
    assert all(set(frame) == {"durations"} and frame["durations"] for frame in extras)
    for audio, frame in pairwise(frames):
        if isinstance(audio, bytes) and isinstance(frame, dict) and "durations" in frame:
            check_without_gaps(frame["durations"], 0.0, seconds(audio))
    words = [entry["text"] for frame in extras for entry in frame["durations"]]
    assert "".join(words) == "Hello there.Not finishedBye"


def test_p2_without_extras_sends_only_audio(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**{**P2, "return_extras": "False"})
        socket.send(text="Hello there.")
        socket.send(command="eof")
        frames = socket.receive_all()
    assert frames
    assert all(isinstance(frame, bytes) for frame in frames)


@pytest.mark.parametrize("audio_format", ["mp3", "pcm_s16le", "ulaw", "webm"])
@pytest.mark.parametrize("switch", [{"return_extras": "True"}, {"send_extras": True}])
def test_p1_sends_pairs_of_times_and_audio(open_socket, audio_format, switch):
    init = {key: value for key, value in P1.items() if key != "return_extras"}
    with open_socket(PATH) as socket:
        socket.send(**{**init, **switch, "format": audio_format})
        socket.send(text="Hello there. Not fin")
        socket.send(text="ished.")
        socket.send(flush=True)
        socket.send(text="Bye")
        socket.send(eof=True)
        frames = socket.receive_all()
    assert len(frames) % 2 == 0
    for times, audio in zip(frames[::2], frames[1::2], strict=True):
        assert set(times) == {"durations"}
        assert times["durations"]
        assert all(set(entry) == {"text", "start", "duration"} for entry in times["durations"])
        assert isinstance(audio, bytes)
        assert audio


def test_p1_without_extras_sends_only_audio(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**INIT)
        socket.send(text="Hello.")
        socket.send(eof=True)
        frames = socket.receive_all()
    assert frames
    assert all(isinstance(frame, bytes) for frame in frames)


def test_audio_comes_before_the_last_text_is_sent(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**V12)
        assert socket.receive()["type"] == "ready"
        socket.send(type="text", text="The first sentence. ")
        assert isinstance(socket.receive(), bytes)
        socket.send(type="text", text="The last one.")
        socket.send(type="finish")
        said = [
            entry["text"]
            for frame in socket.receive_all()
            if isinstance(frame, dict)
            for entry in frame["timestamps"]
        ]
    assert "last" in said


def test_an_empty_session_ends(open_socket):
    with open_socket(PATH) as socket:
        socket.send(**V12)
        socket.send(type="flush", nonce=1)
        socket.send(type="finish")
        kinds = [frame["type"] for frame in socket.receive_all()]
    assert kinds == ["ready", "flush_complete"]


@pytest.mark.parametrize(
    ("init", "word"),
    [
        ({**V12, "X-API-Key": ""}, "API key"),
        ({"lmnt-version": "1.2", "X-API-Key": "local"}, "voice"),
        ({**V12, "format": "aac"}, "format"),
        ({**V12, "format": "wav"}, "format"),
        ({**V12, "sample_rate": 44100}, "sample_rate"),
    ],
)
def test_a_bad_first_message_is_an_error_and_closes_the_session(open_socket, init, word):
    with open_socket(PATH) as socket:
        socket.send(**init)
        [error] = socket.receive_all()
    assert set(error) == {"type", "request_id", "error"}
    assert error["type"] == "error"
    assert word in error["error"]["message"]


@pytest.mark.parametrize("init", [P1, P2])
def test_errors_of_older_versions_are_strings(open_socket, init):
    with open_socket(PATH) as socket:
        socket.send(**{**init, "X-API-Key": ""})
        assert socket.receive_all() == [{"error": "no API key was given"}]


@pytest.mark.parametrize(
    "message",
    ['{"type": "shout"}', '{"type": "text", "text": 3}', "not json", "[]", '{"type": "eof"}'],
)
def test_a_bad_command_is_an_error_and_closes_the_session(open_socket, message):
    with open_socket(PATH) as socket:
        socket.send(**V12)
        assert socket.receive()["type"] == "ready"
        socket.connection.send(message)
        [error] = socket.receive_all()
    assert error["error"]["type"] == "invalid_request_error"


def test_strict_voices_rejects_an_unknown_voice(open_socket):
    with (
        gateway.running(gateway.Settings(strict_voices=True, key="right")) as url,
        open_socket(PATH, url) as socket,
    ):
        socket.send(**{**V12, "X-API-Key": "right"})
        [error] = socket.receive_all()
        assert error["error"]["type"] == "not_found_error"


def test_a_cut_drops_the_connection_after_the_first_audio(open_socket):
    with open_socket(PATH, **{"x-vidsync-fault": "cut"}) as socket:
        socket.send(**V12)
        socket.send(type="text", text="One. Two. Three.")
        socket.send(type="finish")
        assert socket.receive()["type"] == "ready"
        assert isinstance(socket.receive(), bytes)
        with pytest.raises(ConnectionClosedError):
            socket.receive()


def test_timestamps_can_be_unavailable_in_every_generation(open_socket):
    fault = {"x-vidsync-fault": "timestamps-unavailable"}
    for init, text, finish in (
        (V12, {"type": "text"}, {"type": "finish"}),
        (P2, {}, {"command": "eof"}),
        (P1, {}, {"eof": True}),
    ):
        with open_socket(PATH, **fault) as socket:
            socket.send(**init)
            socket.send(**text, text="Hello.")
            socket.send(**finish)
            frames = socket.receive_all()
        assert any(isinstance(frame, bytes) for frame in frames)
        assert not any(isinstance(frame, dict) and frame.get("timestamps") for frame in frames)
        assert not any(isinstance(frame, dict) and frame.get("durations") for frame in frames)
