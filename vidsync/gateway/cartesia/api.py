"""Cartesia's API over HTTP: bytes and server-sent events.

Source: the wire format of the clients cartesia 4.2.0 and @cartesia/cartesia-js 4.2.0, and
docs.cartesia.ai.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any, ClassVar

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, WebSocketRoute

from vidsync.gateway import encode
from vidsync.gateway.cartesia import wire
from vidsync.gateway.cartesia.socket import converse
from vidsync.gateway.narrator import split_sentences
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.service import (
    Call,
    Operation,
    Service,
    Socket,
    json_error,
    retry_headers,
)
from vidsync.gateway.validation import bearer_token

_SOCKET_PATH = "/tts/websocket"


class CartesiaService(Service):
    """Cartesia's endpoints below ``/tts``."""

    name: ClassVar[str] = "Cartesia"
    clients: ClassVar[tuple[str, ...]] = (
        'Cartesia(api_key="any", base_url="<http>", websocket_base_url="<ws>")',
        'new Cartesia({ apiKey: "any", baseURL: "<http>" })  // its websocket needs --certificate',
    )
    prefixes: ClassVar[tuple[str, ...]] = ("/tts/", "/voices")
    sockets: ClassVar[tuple[Socket, ...]] = (
        Socket(path=_SOCKET_PATH, summary="Contexts: text in, audio and times out, many at once"),
    )

    def operations(self) -> tuple[Operation, ...]:
        """Return the endpoints for bytes and server-sent events."""
        return (
            Operation(
                method="POST",
                path="/tts/bytes",
                summary="Speak, and answer with the audio",
                answer=self._bytes,
                answers="audio/wav",
                body=wire.request_schema("raw", "wav", "mp3"),
            ),
            Operation(
                method="POST",
                path="/tts/sse",
                summary="Speak, and answer with chunks of samples and times as events",
                answer=self._sse,
                answers="text/event-stream",
                body=wire.request_schema("raw"),
            ),
        )

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the endpoints and the websocket."""
        return [*super().routes(), WebSocketRoute(_SOCKET_PATH, partial(converse, self))]

    def key_of(self, connection: HTTPConnection) -> str:
        """Return the bearer token, ``X-API-Key``, or the key that a browser puts into the query."""
        query = connection.query_params
        return (
            bearer_token(connection)
            or connection.headers.get("x-api-key")
            or query.get("api_key")
            or query.get("access_token")
            or ""
        )

    def refused(self, refusal: Refusal, request_id: str, request: HTTPConnection) -> Response:
        """Return an object with code, title and message; plain text for older clients."""
        version = wire.version_of(request)
        if version and version < wire.STRUCTURED_ERRORS_SINCE:
            return PlainTextResponse(
                f"{wire.title_of(refusal)}: {refusal.message}",
                status_code=refusal.status,
                headers=retry_headers(refusal),
            )
        return json_error(refusal, wire.error_body(refusal, request_id))

    async def _bytes(self, call: Call) -> Response:
        format_ = wire.audio_format(call.body["output_format"])
        utterance = await self.narrator.speak(call.body["transcript"], wire.manner(call.body))
        content = await self.narrator.run(partial(encode.encoded, utterance.samples, format_))
        headers = {"cartesia-file-id": call.request_id} if call.body.get("save") else {}
        return Response(content, media_type=format_.media_type, headers=headers)

    async def _sse(self, call: Call) -> Response:
        body = call.body
        context_id = body.get("context_id") or call.request_id
        wanted = wire.wanted(
            body,
            timestamps_unavailable=call.effects.timestamps_unavailable,
            context_id=context_id,
        )
        begun = time.perf_counter()
        manner = wire.manner(body)
        opening, *others = split_sentences(body["transcript"]) or [body["transcript"]]
        # The first sentence is spoken before the status is sent, so that a failure can be a status.
        first = await self.narrator.speak(opening, manner)

        async def pieces() -> AsyncIterator[str]:
            clock = 0.0
            try:
                for sentence in ("", *others):
                    spoken = await self.narrator.speak(sentence, manner) if sentence else first
                    utterance = await self.narrator.run(
                        partial(spoken.resampled, wanted.format.sample_rate)
                    )
                    step_ms = (time.perf_counter() - begun) * 1000
                    for event in wire.events(utterance, clock, wanted, step_ms=step_ms):
                        yield _as_sse(event)
                    clock += utterance.samples.duration
                yield _as_sse(wire.done_event(wanted))
            except Refusal as refusal:
                version = wire.version_of(call.request)
                yield _as_sse(
                    wire.error_event(refusal, call.request_id, version, context_id=context_id)
                )

        return StreamingResponse(pieces(), media_type="text/event-stream")


def _as_sse(event: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
