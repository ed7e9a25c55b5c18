import asyncio
import base64
import io
import json
import signal
import socket
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from vidsync import gateway
from vidsync.audio import decode
from vidsync.cli.speech import serve as serve_command
from vidsync.errors import DependencyError, InputError, VidsyncWarning
from vidsync.gateway import launch

SPEECH = "/v1/audio/speech/with-timestamps"


def speech_request(text):
    return {"voiceId": "v", "text": text}


def start_server(*options):
    """Start `vidsync serve` in a separate process."""
    return subprocess.Popen(
        [sys.executable, "-m", "vidsync", "serve", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_serve_prints_the_url_first_and_ctrl_c_stops_it_with_sockets_open():
    with start_server("--port", "0", "--key", "right") as process:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/health").json()["status"] == "ok"
        wrong = httpx.post(
            url + SPEECH, json=speech_request("Hi"), headers={"authorization": "Bearer x"}
        )
        assert wrong.status_code == 401
        right = {"authorization": "Bearer right"}
        assert httpx.post(url + SPEECH, json=speech_request("Hi"), headers=right).is_success
        path = url.replace("http", "ws", 1) + "/tts/websocket?api_key=right"
        with connect(path) as idle, httpx.Client(base_url=url) as kept:
            kept.get("/health")
            process.send_signal(signal.SIGINT)
            _, log = process.communicate(timeout=30)
            with pytest.raises(ConnectionClosedError) as closed:
                idle.recv(timeout=30)
            assert closed.value.rcvd.code == 1012
    assert process.returncode == 0
    assert f"POST {SPEECH} 401" in log
    assert f"POST {SPEECH} 200" in log
    assert "right" not in log
    assert "Traceback" not in log


def test_serve_reports_invalid_options():
    with start_server("--fault", "explode") as process:
        out, error = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert "there is no fault 'explode'" in error
    with start_server("--certificate", "no-such-file.pem", "--port", "0") as process:
        out, error = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert "no-such-file.pem" in error


def test_serve_reports_a_port_in_use():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port}"):
            gateway.serve(port=port)
    with pytest.raises(InputError, match="no-such-host"):
        gateway.serve(host="no-such-host.invalid")


def test_serve_warns_of_a_public_address_without_a_key():
    assert serve_command._is_loopback("localhost")
    assert serve_command._is_loopback("::1")
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.warns(VidsyncWarning, match="any key"), pytest.raises(InputError):
            serve_command.command(host="0.0.0.0", port=port, quiet=True)
        with pytest.raises(InputError):
            serve_command.command(host="0.0.0.0", port=port, key="k", quiet=True)


def test_the_error_for_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setattr(launch, "find_spec", lambda name: None if name == "uvicorn" else name)
    with pytest.raises(DependencyError, match="uvicorn") as caught:
        gateway.serve()
    assert "vidsync[gateway]" in caught.value.hint


def test_the_repr_of_settings_does_not_show_the_key():
    assert "secret" not in repr(gateway.Settings(key="secret"))


def test_32_concurrent_requests_get_the_right_answers_in_bounded_memory(gateway_url):
    numbers = ["one", "two", "three", "four"]
    texts = [f"Number {numbers[index % 4]} and {numbers[index // 8]}." for index in range(32)]

    async def ask_all():
        async with httpx.AsyncClient(base_url=gateway_url, timeout=120) as client:
            headers = {"authorization": "Bearer k"}
            calls = [
                client.post(SPEECH, json=speech_request(text), headers=headers) for text in texts
            ]
            return await asyncio.gather(*calls)

    tracemalloc.start()
    answers = asyncio.run(ask_all())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for text, answer in zip(texts, answers, strict=True):
        assert answer.status_code == 200
        assert " ".join(word["text"] for word in answer.json()["timestamps"]) == text
    total = sum(len(answer.content) for answer in answers)
    assert peak < 8 * total


def test_a_closed_stream_does_not_block_the_next_request(gateway_url):
    text = "This is one sentence of many. " * 200
    with httpx.Client(base_url=gateway_url, timeout=60) as client:
        headers = {"authorization": "Bearer k"}
        for path, body in (
            ("/v1/audio/speech/stream", speech_request(text)),
            (
                "/tts/sse",
                {
                    "model_id": "m",
                    "voice": "v",
                    "transcript": text,
                    "output_format": {
                        "container": "raw",
                        "encoding": "pcm_s16le",
                        "sample_rate": 8000,
                    },
                },
            ),
        ):
            with client.stream("POST", path, json=body, headers=headers) as answer:
                assert next(answer.iter_raw())
        # Both streams were closed long before their end; the next request is answered.
        assert client.post(SPEECH, json=speech_request("Still there?"), headers=headers).is_success


def test_a_stream_begins_before_all_of_it_is_spoken():
    text = "This is one sentence of many. " * 20
    faults = (gateway.parse_fault("drip=0.001"),)
    with (
        gateway.running(gateway.Settings(workers=1, faults=faults)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        headers = {"authorization": "Bearer k"}
        body = speech_request(text)
        with client.stream("POST", "/v1/audio/speech/stream", json=body, headers=headers) as answer:
            pieces = answer.iter_raw()
            content = next(pieces)
            # With one worker, a later request is served between two sentences of the stream.
            later = pool.submit(
                client.post, SPEECH, json=speech_request("Me too."), headers=headers
            )
            before = 0
            for piece in pieces:
                content += piece
                before += not later.done()
        assert later.result().is_success
        assert before > 0
    assert decode(io.BytesIO(content)).duration > 20


def test_a_full_queue_answers_429():
    settings = gateway.Settings(workers=1, waiting=1)
    with gateway.running(settings) as url:

        async def ask_all():
            async with httpx.AsyncClient(base_url=url, timeout=60) as client:
                headers = {"authorization": "Bearer k"}
                calls = [
                    client.post(SPEECH, json=speech_request("Hello. " * 50), headers=headers)
                    for _ in range(8)
                ]
                return await asyncio.gather(*calls)

        statuses = [answer.status_code for answer in asyncio.run(ask_all())]
    assert set(statuses) == {200, 429}


def test_a_body_over_the_limit_is_rejected(client):
    answer = client.post(SPEECH, content=b" " * ((1 << 20) + 1))
    assert answer.status_code == 413
    answer = client.post(SPEECH, content=(b" " * 65536 for _ in range(17)))
    assert answer.status_code == 413


def test_cors_allows_the_named_origin():
    page = "http://localhost:3000"
    headers = {"origin": page, "authorization": "Bearer k"}
    asking = {**headers, "access-control-request-method": "POST"}
    with (
        gateway.running(gateway.Settings(origins=(page,))) as url,
        httpx.Client(base_url=url) as client,
    ):
        assert client.options(SPEECH, headers=asking).is_success
        answer = client.post(SPEECH, json=speech_request("Hi."), headers=headers)
        assert answer.headers["access-control-allow-origin"] == page
        other = client.options(SPEECH, headers={**asking, "origin": "http://elsewhere.example"})
        assert "access-control-allow-origin" not in other.headers


def test_cors_allows_no_origin_by_default(client):
    answer = client.post(
        SPEECH, json=speech_request("Hi."), headers={"origin": "http://localhost:3000"}
    )
    assert "access-control-allow-origin" not in answer.headers


class Page(HTMLParser):
    """Collects the resources that a page loads, and its text."""

    def __init__(self):
        super().__init__()
        self.loaded, self.text = [], ""

    def handle_starttag(self, tag, attributes):
        self.loaded += [value for name, value in attributes if name in ("src", "data")]
        if tag in ("link", "script", "iframe"):
            self.loaded.append(tag)

    def handle_data(self, data):
        self.text += data


def test_the_docs_page_and_openapi_document_list_every_path(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    page = Page()
    page.feed(client.get("/docs").text)
    assert page.loaded == []
    assert f'Lmnt(api_key="any", base_url="{client.base_url}")'.replace('/")', '")') in page.text
    assert f'websocket_base_url="ws://127.0.0.1:{client.base_url.port}"' in page.text
    assert "URL_STREAMING" in page.text
    for path, operations in document["paths"].items():
        assert path in page.text
        for method in operations:
            if method.startswith("x-"):
                continue
            answer = client.request(method, path, content=b"" if method == "get" else b"{}")
            assert answer.status_code in (200, 400, 404)
    described = document["paths"]["/v1/ai/speech"]["post"]["requestBody"]
    text = described["content"]["application/json"]["schema"]["properties"]["text"]
    assert text["maxLength"] == 5000
    json.dumps(document, allow_nan=False)


def test_requests_work_over_tls(tmp_path):
    import trustme

    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    path = tmp_path / "server.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(path)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with gateway.running(gateway.Settings(certificate=path)) as url:
        assert url.startswith("https://127.0.0.1:")
        import ssl

        context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        headers = {"authorization": "Bearer k"}
        answer = httpx.post(
            url + SPEECH, json=speech_request("Hi."), headers=headers, verify=context
        )
        assert base64.b64decode(answer.json()["audio"]).startswith(b"RIFF")
