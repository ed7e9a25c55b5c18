"""The services' own clients ask as the recognizers do, and understand the answers of the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transcription.engines.conftest import ANSWERS
from tests.transcription.engines.test_services import read_form, read_request
from vidsync.audio import encode
from vidsync.transcription import find_recognizer

pytestmark = pytest.mark.external

SCRIPTS = Path(__file__).with_name("clients")
CLIENTS = {
    "openai": "openai==3.57.0",
    "deepgram": "deepgram-sdk==7.17.0",
    "assemblyai": "assemblyai==1.8.2",
    "elevenlabs": "elevenlabs==2.78.0",
}
TERMS = ["Ann", "Böb"]
OPTIONS = {
    "openai": [{"model": "whisper-1"}, {"model": "gpt-transcribe", "terms": TERMS}],
    "deepgram": [{"terms": TERMS, "diarize": True}],
    "assemblyai": [{"terms": TERMS, "diarize": True, "speakers": 2, "model": "universal-3-5-pro"}],
    "elevenlabs": [{"terms": TERMS, "diarize": True, "speakers": 2, "seed": 7}],
}


def describe(request):
    """Return what a service reads of a request, in one form for all clients."""
    method, path, query, headers, body = read_request(request)
    key = headers.get("authorization", headers.get("xi-api-key"))
    content: object = len(body)
    if headers.get("content-type", "").startswith("multipart/"):
        file, form = read_form(request)
        # A client may send a field that was not given, without a value.
        given = {name: values for name, values in form.items() if values != ["null"]}
        content = (len(file.get_payload(decode=True)), given)
    elif headers.get("content-type") == "application/json":
        content = json.loads(body)
    return method, path, query, key, content


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_asks_as_the_recognizer_does(
    client, installed, misbehaving, waits, sound, tmp_path
):
    ANSWERS[client].serve(misbehaving)
    for options in OPTIONS[client]:
        recognizer = find_recognizer(
            client, base_url=misbehaving.url, key="sk-very-secret-0123456789",
            policy=waits.policy(), **options,
        )  # fmt: skip
        recognizer.recognize(sound, language="en", prompt="Bom dia.")
    ours = [describe(request) for request in misbehaving.requests]
    misbehaving.requests.clear()
    path = tmp_path / "sound.flac"
    path.write_bytes(encode(sound, ".flac"))
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / f"ask_{client}.py"), misbehaving.url, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(installed("pip", CLIENTS[client]))},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    words = json.loads(done.stdout)
    assert [word.strip(",.").lower() for word, *_ in words] == ["well", "yes"]
    assert [times for _, *times in words] == [[0.1, 0.4], [0.5, 0.95]]
    assert [describe(request) for request in misbehaving.requests] == ours
