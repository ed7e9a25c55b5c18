"""Speechbase's API: speech and conversations, with and without timestamps, and a stream.

Source: the wire format of @speech-sdk/core 0.15.0, and Speechbase's own pages.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response, StreamingResponse

from vidsync.gateway import encode, narrator
from vidsync.gateway.encode import Encoder
from vidsync.gateway.narrator import Manner, SpokenText, split_sentences
from vidsync.gateway.pronunciations import as_written
from vidsync.gateway.refusal import Kind, Refusal
from vidsync.gateway.service import Call, Operation, Service, base64_text, json_error
from vidsync.gateway.speechbase import wire
from vidsync.gateway.validation import bearer_token
from vidsync.timings.formats.services import speechbase
from vidsync.transcript import Turn

_CODES: dict[Kind, str] = {
    "unauthorized": "unauthorized",
    "unknown_voice": "voice_not_found",
    "unavailable": "provider_unavailable",
    "timestamps_unavailable": "timestamps_unavailable",
    "unsupported": "timestamps_unsupported",
}
_TITLES: dict[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
_STREAM_RATE = 24000
_NATIVE = "timestamps: native (the embedded engine timed its own speech)"


class SpeechbaseService(Service):
    """Speechbase's endpoints below ``/v1/audio``."""

    name: ClassVar[str] = "Speechbase"
    clients: ClassVar[tuple[str, ...]] = (
        'createSpeechGateway({ apiKey: "any", baseURL: "<http>/v1" })("openai/gpt-4o-mini-tts")',
    )
    prefixes: ClassVar[tuple[str, ...]] = ("/v1/audio/",)

    def operations(self) -> tuple[Operation, ...]:
        """Return the endpoints for speech, conversations and the stream."""
        audio = "/v1/audio"
        return (
            Operation(
                method="POST",
                path=f"{audio}/speech",
                summary="Speak, and answer with the audio",
                answer=self._speech,
                answers="audio/wav",
                body=wire.SPEECH,
            ),
            Operation(
                method="POST",
                path=f"{audio}/speech/stream",
                summary="Speak, and answer with MP3 while speaking goes on",
                answer=self._stream,
                answers="audio/mpeg",
                body=wire.SPEECH,
            ),
            Operation(
                method="POST",
                path=f"{audio}/speech/with-timestamps",
                summary="Speak, and answer with the audio and the words' times",
                answer=self._speech_with_timestamps,
                body=wire.SPEECH,
            ),
            Operation(
                method="POST",
                path=f"{audio}/conversation",
                summary="Speak turns, and answer with them mixed to one file",
                answer=self._conversation,
                answers="audio/wav",
                body=wire.CONVERSATION,
            ),
            Operation(
                method="POST",
                path=f"{audio}/conversation/with-timestamps",
                summary="Speak turns, and answer with one file and the words' times and turns",
                answer=self._conversation_with_timestamps,
                body=wire.CONVERSATION,
            ),
        )

    def key_of(self, connection: HTTPConnection) -> str:
        """Return the bearer token."""
        return bearer_token(connection)

    def refused(self, refusal: Refusal, request_id: str, request: HTTPConnection) -> Response:
        """Return problem details (RFC 7807), with a code where there is one."""
        if refusal.status == 422:
            return json_error(
                refusal,
                {
                    "error": {
                        "code": "content_moderation_blocked",
                        "message": refusal.message,
                        "reason": {"type": "local", "detail": refusal.message, "confidence": 1.0},
                    }
                },
            )
        code = _CODES.get(refusal.kind)
        # The vendor's page checks the title; its SDK reads the code.
        is_timing = refusal.kind in ("timestamps_unavailable", "unsupported")
        problem: dict[str, object] = {
            "type": "about:blank",
            "title": code if is_timing else _TITLES.get(refusal.status, "Error"),
            "status": refusal.status,
            "detail": refusal.message,
            "instance": request.url.path,
        }
        if code:
            problem["code"] = code
        if refusal.field:
            problem["validation"] = [{"path": list(refusal.field), "message": refusal.message}]
        if refusal.field[:1] == ("turns",) and len(refusal.field) > 1:
            problem["turn_index"] = refusal.field[1]
        return json_error(
            refusal,
            problem,
            media_type="application/problem+json",
            headers={"x-request-id": request_id},
        )

    async def _speech(self, call: Call) -> Response:
        utterance = await self._speak_text(call)
        return await self._audio(utterance, call.body)

    async def _speech_with_timestamps(self, call: Call) -> Response:
        utterance = await self._speak_text(call)
        return await self._envelope(utterance, call)

    async def _conversation(self, call: Call) -> Response:
        utterance = await self._speak_turns(call)
        return await self._audio(utterance, call.body)

    async def _conversation_with_timestamps(self, call: Call) -> Response:
        utterance = await self._speak_turns(call)
        return await self._envelope(utterance, call)

    async def _stream(self, call: Call) -> Response:
        text = wire.respelling(call.body, call.body["text"]).spoken
        manner = wire.manner(call.body)
        opening, *others = split_sentences(text) or [text]
        # The first sentence is spoken before the status is sent, so that a failure can be a status.
        first = await self.narrator.speak(opening, manner)

        async def pieces() -> AsyncIterator[bytes]:
            with Encoder(encode.mp3(_STREAM_RATE)) as encoder:
                yield await self.narrator.run(partial(_encode_piece, encoder, first))
                for sentence in others:
                    utterance = await self.narrator.speak(sentence, manner)
                    yield await self.narrator.run(partial(_encode_piece, encoder, utterance))
                yield encoder.finish()

        return StreamingResponse(pieces(), media_type="audio/mpeg")

    async def _speak_text(self, call: Call) -> SpokenText:
        utterance = await self._speak(call.body, call.body["text"], wire.manner(call.body))
        return _set_level(utterance, call.body.get("volumeDbfs"))

    async def _speak(self, body: Mapping[str, Any], text: str, manner: Manner) -> SpokenText:
        respelling = wire.respelling(body, text)
        utterance = await self.narrator.speak(respelling.spoken, manner)
        return replace(utterance, transcript=as_written(utterance.transcript, respelling))

    async def _speak_turns(self, call: Call) -> SpokenText:
        body = call.body
        manners = wire.manners_of_turns(body)
        level = body.get("volumeDbfs")
        gap = body.get("gapMs", 300) / 1000
        parts: list[SpokenText] = []
        for index, (turn, manner) in enumerate(zip(body["turns"], manners, strict=True)):
            try:
                utterance = await self._speak(body, turn["text"], manner)
            except Refusal as refusal:
                refusal.field = ("turns", index, *refusal.field)
                raise
            if parts and gap:
                parts.append(narrator.silence(gap, narrator.SAMPLE_RATE))
            parts.append(_as_turn(_set_level(utterance, level)))
        return narrator.join(parts, "")

    async def _audio(self, utterance: SpokenText, body: Mapping[str, Any]) -> Response:
        format_ = wire.audio_format(body.get("output", "wav"))
        content = await self.narrator.run(partial(encode.encoded, utterance.samples, format_))
        return Response(content, media_type=format_.media_type)

    async def _envelope(self, utterance: SpokenText, call: Call) -> Response:
        wanted = call.body.get("timestamps", "on") == "on"
        if wanted and call.effects.timestamps_unavailable:
            raise Refusal(
                "timestamps_unavailable", "neither the provider nor the fallback gave timestamps"
            )
        format_ = wire.audio_format(call.body.get("output", "wav"))
        content = await self.narrator.run(partial(encode.encoded, utterance.samples, format_))
        return JSONResponse(
            {
                "audio": base64_text(content),
                "mediaType": format_.media_type,
                "timestamps": speechbase.build_timestamps(utterance.transcript) if wanted else [],
                "warnings": [*([_NATIVE] if wanted else []), *utterance.warnings],
            }
        )


def _encode_piece(encoder: Encoder, utterance: SpokenText) -> bytes:
    return encoder.encode(utterance.samples.resampled(_STREAM_RATE))


def _as_turn(utterance: SpokenText) -> SpokenText:
    """Return the utterance as a turn of its own, without spans."""
    words = tuple(replace(word, turn=0, span=None) for word in utterance.transcript.words)
    return replace(
        utterance, transcript=replace(utterance.transcript, words=words, text="", turns=(Turn(),))
    )


def _set_level(utterance: SpokenText, level_dbfs: float | None) -> SpokenText:
    """Return the utterance with its mean level, apart from silence, at `level_dbfs`.

    If that would clip, it is as loud as possible without clipping.
    """
    if level_dbfs is None:
        return utterance
    loud = np.abs(utterance.samples.data) > 0.01
    if not loud.any():
        return utterance
    sound = utterance.samples.data[loud]
    level = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))
    peak = float(np.abs(sound).max())
    return utterance.scaled(min(10 ** (level_dbfs / 20) / level, 1.0 / peak))
