"""The services' client libraries work with the gateway.

Each library is installed once, in a fixed version, into a folder of pytest's cache. It runs a
script of ``clients/`` in a separate process.
"""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import trustme

from vidsync import gateway
from vidsync.audio import decode

pytestmark = pytest.mark.external

SCRIPTS = Path(__file__).with_name("clients")
NODE_PACKAGES = (
    "@cartesia/cartesia-js@4.2.0",
    "@speech-sdk/core@0.15.0",
    "lmnt-node@2.12.0",
    "ws@8",
)
LMNT = ("lmnt==2.1.0", "lmnt==2.5.0", "lmnt==2.13.0")
CARTESIA = "cartesia[websockets]==4.2.0"

Run = Callable[..., object]


def run(command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="session")
def installed(request: pytest.FixtureRequest) -> Callable[[str, list[str]], Path]:
    """Return a function that installs packages into a folder of the cache.

    Folders of interrupted installations are deleted and installed again.
    """

    def install(name: str, command: list[str]) -> Path:
        folder = request.config.cache.mkdir("gateway-clients") / name
        complete = folder / ".complete"
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            run([part.replace("{folder}", str(folder)) for part in command])
            complete.touch()
        return folder

    return install


@pytest.fixture(scope="session")
def python_client(installed: Callable[[str, list[str]], Path]) -> Run:
    def client(package: str, script: str, *arguments: str) -> object:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", "{folder}", package]
        folder = installed(package.replace("==", "-").replace("[websockets]", ""), pip)
        command = [sys.executable, str(SCRIPTS / script), *arguments]
        return json.loads(run(command, PYTHONPATH=str(folder)))

    return client


@pytest.fixture(scope="session")
def node_client(installed: Callable[[str, list[str]], Path]) -> Run:
    def client(script: str, *arguments: str) -> object:
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        folder = installed("node", [*npm, "--prefix", "{folder}", *NODE_PACKAGES])
        # Node looks for packages beside the script, so the script is copied there.
        shutil.copy(SCRIPTS / script, folder / script)
        return json.loads(run(["node", str(folder / script), *arguments]))

    return client


@pytest.fixture(scope="module")
def secure_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(path)
    with gateway.running(gateway.Settings(certificate=path)) as url:
        yield url


@pytest.fixture
def faulty_url() -> Callable[[str], object]:
    return lambda *faults: gateway.running(
        gateway.Settings(key="right", faults=tuple(map(gateway.parse_fault, faults)))
    )


def check_entries(entries: list, duration: float) -> None:
    """Check that LMNT's entries, as (text, start, duration), cover the whole audio."""
    assert (entries[0][0], entries[-1][0]) == ("", "")
    assert entries[0][1] == pytest.approx(0, abs=1e-9)
    for (_, start, length), (_, after, _) in pairwise(entries):
        assert start + length == pytest.approx(after, abs=1e-4)
    assert entries[-1][1] + entries[-1][2] == pytest.approx(duration, abs=2e-3)


@pytest.mark.parametrize("package", LMNT)
@pytest.mark.parametrize("audio_format", ["mp3", "wav", "webm"])
def test_lmnt_rest(python_client, gateway_url, package, audio_format):
    option = "return_timestamps" if package.endswith("2.13.0") else "return_durations"
    answer = python_client(package, "lmnt_rest.py", gateway_url, option, audio_format)
    heard = decode(io.BytesIO(base64.b64decode(answer["audio"])))
    check_entries(answer["entries"], heard.duration)
    words = [text for text, _, _ in answer["entries"] if text.isalpha()]
    assert words == ["Hello", "world", "This", "is", "a", "test"]
    assert (answer["seed"] is None) == package.endswith("2.13.0")
    assert decode(io.BytesIO(base64.b64decode(answer["plain"]))).duration > 0.5
    assert answer["voices"] > 50


def test_the_lmnt_guides_session_sample(python_client, gateway_url):
    pairs = python_client("lmnt==2.1.0", "lmnt_guide_p1.py", gateway_url, "extras")
    said = "".join(text for times, _ in pairs for text, _, _ in times)
    assert said == "Hello, world!This is a test.Goodbye."
    for times, audio in pairs:
        seconds = len(base64.b64decode(audio)) / 2 / 24000
        assert times[0][1] == pytest.approx(0, abs=1e-6)
        assert times[-1][1] + times[-1][2] == pytest.approx(seconds, abs=2e-3)
    plain = python_client("lmnt==2.1.0", "lmnt_guide_p1.py", gateway_url, "plain")
    assert [audio for _, audio in plain] == [audio for _, audio in pairs]
    assert all(times == [] for times, _ in plain)


def test_an_lmnt_session_of_protocol_2(python_client, gateway_url):
    messages = python_client("lmnt==2.5.0", "lmnt_session.py", gateway_url, "P2", "pcm_s16le")
    done = [(each["complete"], each["nonce"]) for each in messages if each["type"] == "complete"]
    assert done == [("flush", 1), ("flush", 2), ("reset", 3)]
    extras = [each["durations"] for each in messages if each["type"] == "extras"]
    words = [entry["text"] for durations in extras for entry in durations]
    assert "".join(words) == (
        "The first sentence.And the second one.A third with no end"
        "After the flush.And so on.The last words"
    )
    assert all(durations[0]["start"] == 0 for durations in extras)


@pytest.mark.parametrize("audio_format", ["pcm_s16le", "mp3", "ulaw", "webm"])
def test_an_lmnt_session_of_the_current_version(python_client, gateway_url, audio_format):
    messages = python_client("lmnt==2.13.0", "lmnt_session.py", gateway_url, "V1.2", audio_format)
    assert messages[0]["type"] == "ready"
    done = [(each["type"], each["nonce"]) for each in messages if "nonce" in each]
    assert done == [("flush_complete", 1), ("flush_complete", 2), ("reset_complete", 3)]
    clock = 0.0
    words = []
    for message in messages:
        if message["type"] == "timestamps":
            for entry in message["timestamps"]:
                assert entry["start"] == pytest.approx(clock, abs=1e-4)
                clock = entry["start"] + entry["duration"]
                words.append(entry["text"])
        elif "nonce" in message:
            clock = 0.0
    assert words[-4:] == ["last", " ", "words", ""]
    audio = b"".join(base64.b64decode(each["audio"]) for each in messages if "audio" in each)
    if audio_format != "pcm_s16le":
        assert decode(io.BytesIO(audio)).duration > 4


def test_lmnts_node_client(node_client, gateway_url):
    answer = node_client("lmnt_node.mjs", gateway_url)
    texts = [entry["text"] for entry in answer["timestamps"]]
    assert texts == ["", "Hello", ",", " ", "world", "!", ""]
    kinds = [message["type"] for message in answer["messages"]]
    assert kinds[0] == "ready"
    assert kinds.count("audio") == kinds.count("timestamps") > 2
    assert kinds.count("flush_complete") == 1
    words = [
        entry["text"]
        for message in answer["messages"]
        if message["type"] == "timestamps"
        for entry in message["timestamps"]
    ]
    assert "".join(words) == "Hello from a session.It has two sentences.And a rest"


def test_lmnts_client_recognizes_the_errors(python_client, faulty_url):
    def outcome(url, key="right", text="Hello", voice="v"):
        return python_client("lmnt==2.13.0", "lmnt_errors.py", url, key, text, voice)

    with faulty_url("429=0.01:2", "500=0.01") as url:
        assert outcome(url)[:2] == ["InternalServerError", 500]
    with faulty_url("429=0.01:2") as url:
        assert outcome(url) == ["ok"]
        name, status, body = outcome(url, key="wrong")
        assert (name, status) == ("AuthenticationError", 401)
        assert body["error"]["type"] == "authentication_error"
        name, status, body = outcome(url, text="x" * 5001)
        assert (name, status) == ("BadRequestError", 400)
        assert "5000" in body["error"]["message"]


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_the_cartesia_sse_example(python_client, gateway_url, tmp_path, mode):
    path = tmp_path / "speech.pcm"
    words = python_client(CARTESIA, "cartesia_example.py", gateway_url, mode, str(path))
    said = "The road goes ever on, and on. Down from the door where it began!"
    assert [word for word, _, _ in words] == said.split()
    samples = np.frombuffer(path.read_bytes(), "<f4")
    assert len(samples) / 44100 > words[-1][2]
    assert 0.1 < np.abs(samples).max() <= 1
    for _, start, end in words:
        assert np.abs(samples[round(start * 44100) : round(end * 44100)]).max() > 0.01


def test_cartesias_websocket_contexts(python_client, gateway_url):
    answer = python_client(CARTESIA, "cartesia_socket.py", gateway_url)

    def words(events, **marks):
        return [
            word
            for event in events
            if event["type"] == "timestamps" and marks.items() <= event.items()
            for word in event["word_timestamps"]["words"]
        ]

    flushed = answer["flushed"]
    assert words(flushed, flush_id=1) == ["Stay", "hungry,"]
    assert words(flushed, flush_id=2) == ["stay", "foolish.", "Always."]
    assert [event["type"] for event in flushed].count("flush_done") == 1
    assert [event["type"] for event in flushed][-1] == "done"
    assert any(event["type"] == "phoneme_timestamps" for event in flushed)
    starts = [
        start
        for event in flushed
        if event["type"] == "timestamps"
        for start in event["word_timestamps"]["start"]
    ]
    assert starts == sorted(starts)
    assert words(answer["first"]) == ["First", "of", "two", "contexts."]
    assert words(answer["second"]) == ["Second", "of", "two", "contexts."]
    every = [event for name in ("first", "second", "wrong") for event in answer[name]]
    assert answer["gone"] not in {event["context_id"] for event in every}
    assert [event["type"] for event in answer["wrong"]] == ["error"]
    assert answer["wrong"][0]["status_code"] == 400


def test_cartesias_asynchronous_client(python_client, gateway_url):
    answer = python_client(CARTESIA, "cartesia_socket_async.py", gateway_url)
    assert " ".join(answer["words"]) == "One sentence. And another one. A rest without an end"
    assert answer["bytes"] % 4 == 0
    assert answer["bytes"] / 4 / 44100 > 2


def test_cartesias_client_recognizes_the_errors(python_client, faulty_url):
    def outcome(url, key="right", transcript="Hello"):
        return python_client(CARTESIA, "cartesia_errors.py", url, key, transcript)

    with faulty_url("429=0.01:2") as url:
        assert outcome(url)[0] == "ok"
        name, status, body = outcome(url, key="wrong")
        assert (name, status, body["error_code"]) == ("AuthenticationError", 401, "unauthorized")
        assert outcome(url, transcript="?!")[:2] == ["BadRequestError", 400]
    with faulty_url("503=0.01") as url:
        assert outcome(url)[:2] == ["InternalServerError", 503]


def test_cartesias_javascript_client(node_client, gateway_url, secure_url):
    answer = node_client("cartesia_js.cjs", gateway_url, secure_url)
    assert answer["bytes"] > 24000
    kinds = [event["type"] for event in answer["events"]]
    assert {"chunk", "timestamps", "phoneme_timestamps", "done"} == set(kinds)
    events = answer["socketEvents"]
    assert events[-1]["type"] == "done"
    assert [event["type"] for event in events].count("flush_done") == 1
    assert all(event["audio"] for event in events if event["type"] == "chunk")
    words = [
        word
        for event in events
        if event["type"] == "timestamps"
        for word in event["word_timestamps"]["words"]
    ]
    assert words == ["Stay", "hungry,", "stay", "foolish.", "The", "end"]


def test_speech_sdk(node_client, gateway_url):
    answer = node_client("speech_sdk.mjs", gateway_url)
    said = ["Well,", "hello", "there.", "It", "works!"]
    for name, media_type in (("timed", "audio/wav"), ("mp3", "audio/mpeg")):
        assert answer[name]["mediaType"] == media_type
        assert [word["text"] for word in answer[name]["timestamps"]] == said
        assert any("native" in warning for warning in answer[name]["warnings"])
    assert answer["plain"]["bytes"] == answer["timed"]["bytes"]
    assert "timestamps" not in answer["plain"]
    turns = [word["turnIndex"] for word in answer["conversation"]["timestamps"]]
    assert turns == [0, 0, 1, 1, 1, 1, 2]
    assert answer["streamed"] > 5000
    assert [word["text"] for word in answer["direct"]["timestamps"]] == said


def test_speech_sdk_recognizes_the_errors(node_client, faulty_url):
    def outcome(url, key="right", timestamps="on"):
        return node_client("speech_sdk_errors.mjs", url, key, timestamps)

    with faulty_url("429=0.01:1") as url:
        assert outcome(url)["bytes"] > 1000
        assert outcome(url, key="wrong")["status"] == 401
    with faulty_url("timestamps-unavailable") as url:
        refused = outcome(url)
        assert (refused["status"], refused["code"]) == (503, "timestamps_unavailable")
        assert outcome(url, timestamps="off")["bytes"] > 1000
