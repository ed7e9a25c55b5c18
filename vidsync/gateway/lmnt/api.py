"""LMNT's REST API in every generation: speech with and without times, voices, the account.

Answers use the request's own names: ``return_timestamps`` gets ``timestamps``,
``return_durations`` gets ``durations``. Clients that send no version get a ``seed``.

Source: the wire format of the clients lmnt 2.1.0 to 2.13.0, and docs.lmnt.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, WebSocketRoute

from vidsync.espeak import Voice
from vidsync.gateway import encode
from vidsync.gateway.encode import AudioFormat
from vidsync.gateway.lmnt.session import converse
from vidsync.gateway.lmnt.wire import FORMATS, SAMPLE_RATES, audio_format, error_of, timestamps
from vidsync.gateway.narrator import Manner, SpokenText, embedded_voices
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.service import Call, Operation, Service, Socket, base64_text, json_error
from vidsync.gateway.validation import Schema

SPEECH: Schema = {
    "type": "object",
    "required": ["text", "voice"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 5000},
        "voice": {"type": "string", "minLength": 1, "maxLength": 200},
        "model": {"type": "string", "maxLength": 100},
        "language": {"type": "string", "pattern": "^(auto|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$"},
        "format": {"enum": FORMATS},
        "sample_rate": {"enum": SAMPLE_RATES},
        "temperature": {"type": "number", "minimum": 0},
        "top_p": {"type": "number", "minimum": 0, "maximum": 1},
        "debug": {"type": "boolean"},
        "return_timestamps": {"type": "boolean"},
        "return_durations": {"type": "boolean"},
        "seed": {"type": "integer"},
        "speed": {"type": "number", "minimum": 0.25, "maximum": 2},
    },
}
_SESSION_PATH = "/v1/ai/speech/stream"


class LmntService(Service):
    """LMNT's endpoints below ``/v1/ai``."""

    name: ClassVar[str] = "LMNT"
    clients: ClassVar[tuple[str, ...]] = (
        'Lmnt(api_key="any", base_url="<http>")',
        'new Lmnt({ apiKey: "any", baseURL: "<http>" })',
        'lmnt.lib.websocket_streaming.URL_STREAMING = "<ws>/v1/ai/speech/stream"  # 2.0 to 2.5',
    )
    prefixes: ClassVar[tuple[str, ...]] = ("/v1/ai/", "/v1/account")
    sockets: ClassVar[tuple[Socket, ...]] = (
        Socket(
            path=_SESSION_PATH,
            summary="A speech session, of the generation that its first message shows",
        ),
    )

    def operations(self) -> tuple[Operation, ...]:
        """Return the endpoints for speech, voices and the account."""
        return (
            Operation(
                method="POST",
                path="/v1/ai/speech",
                summary="Speak, and answer with the audio and, if asked, the times of its parts",
                answer=self._speech,
                body=SPEECH,
            ),
            Operation(
                method="POST",
                path="/v1/ai/speech/bytes",
                summary="Speak, and answer with the audio",
                answer=self._speech_bytes,
                answers="audio/mpeg",
                body=SPEECH,
            ),
            Operation(
                method="GET",
                path="/v1/ai/voice/list",
                summary="The embedded engines' voices",
                answer=self._voices,
                speaks=False,
            ),
            Operation(
                method="GET",
                path="/v1/ai/voice/{id}",
                summary="One voice",
                answer=self._voice,
                speaks=False,
            ),
            Operation(
                method="GET",
                path="/v1/account",
                summary="An account with characters to spare",
                answer=self._account,
                speaks=False,
            ),
        )

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the endpoints and the session."""
        return [*super().routes(), WebSocketRoute(_SESSION_PATH, partial(converse, self))]

    def key_of(self, connection: HTTPConnection) -> str:
        """Return the header ``X-API-Key``."""
        return connection.headers.get("x-api-key", "")

    def refused(self, refusal: Refusal, request_id: str, request: HTTPConnection) -> Response:  # noqa: ARG002
        """Return ``{"error": {"type", "message"}}``, with the request's id in a header."""
        return json_error(refusal, {"error": error_of(refusal)}, headers={"request-id": request_id})

    async def _speech(self, call: Call) -> Response:
        utterance, content, _ = await self._speak(call.body)
        answer: dict[str, object] = {"audio": base64_text(content)}
        has_times = not call.effects.timestamps_unavailable
        if call.body.get("return_timestamps") and has_times:
            answer["timestamps"] = timestamps(utterance.transcript)
        if "lmnt-version" not in call.request.headers:
            answer["seed"] = call.body.get("seed", 0)
        if call.body.get("return_durations") and has_times:
            answer["durations"] = timestamps(utterance.transcript)
        return JSONResponse(answer, headers={"request-id": call.request_id})

    async def _speech_bytes(self, call: Call) -> Response:
        _, content, format_ = await self._speak(call.body)
        headers = {"request-id": call.request_id}
        return Response(content, media_type=format_.media_type, headers=headers)

    async def _speak(self, body: Mapping[str, Any]) -> tuple[SpokenText, bytes, AudioFormat]:
        name = body.get("format", "mp3")
        format_ = audio_format(name, body.get("sample_rate"))
        manner = Manner(
            voice=body["voice"], language=body.get("language", ""), speed=body.get("speed", 1.0)
        )
        utterance = await self.narrator.speak(body["text"], manner)
        content = await self.narrator.run(partial(encode.encoded, utterance.samples, format_))
        return utterance, content, format_

    async def _voices(self, call: Call) -> Response:
        voices = [_describe(each) for each in await self.narrator.run(embedded_voices)]
        return JSONResponse(voices, headers={"request-id": call.request_id})

    async def _voice(self, call: Call) -> Response:
        name = call.request.path_params["id"]
        for each in await self.narrator.run(embedded_voices):
            if each.name == name:
                return JSONResponse(_describe(each), headers={"request-id": call.request_id})
        raise Refusal("not_found", f"there is no voice {name!r}")

    async def _account(self, call: Call) -> Response:
        answer = {
            "plan": {
                "type": "local",
                "character_limit": 1_000_000,
                "commercial_use_allowed": True,
            },
            "usage": {"characters": 1_000_000},
        }
        return JSONResponse(answer, headers={"request-id": call.request_id})


def _describe(voice: Voice) -> dict[str, object]:
    return {
        "id": voice.name,
        "name": voice.label,
        "owner": "system",
        "state": "ready",
        "description": f"{voice.label}, of an embedded engine",
        "gender": voice.gender or "nonbinary",
        "starred": False,
        "tags": [voice.language],
    }
