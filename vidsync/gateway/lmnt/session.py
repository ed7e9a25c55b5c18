"""LMNT's speech sessions, in every generation of the wire format.

The first message shows the generation: ``lmnt-version`` is V1.1 or V1.2, ``protocol_version``
2 is P2, neither is P1. The generations differ in the form of commands, in whether audio and times
come in strict pairs, in what is acknowledged, and in when the clock of the times returns to 0.

Source: the wire format of the clients lmnt 2.1.0, 2.5.0 and 2.13.0 and lmnt-node 2.12.0.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

from vidsync.gateway import validation
from vidsync.gateway.encode import AudioFormat, Encoder
from vidsync.gateway.lmnt.wire import (
    FORMATS,
    SAMPLE_RATES,
    Chunk,
    audio_format,
    chunks,
    entry,
    error_of,
)
from vidsync.gateway.narrator import Manner, split_sentences, take_sentences
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.service import Service
from vidsync.gateway.sockets import Connection, Cut, accepted, first_of
from vidsync.gateway.validation import Schema
from vidsync.writing import has_letters

_STREAMABLE = [name for name in FORMATS if name not in ("aac", "wav")]
_INIT: Schema = {
    "type": "object",
    "required": ["voice"],
    "properties": {
        "type": {"const": "init"},
        "X-API-Key": {"type": "string"},
        "voice": {"type": "string", "minLength": 1, "maxLength": 200},
        "format": {"enum": _STREAMABLE},
        "language": {"type": "string", "maxLength": 35},
        "sample_rate": {"enum": SAMPLE_RATES},
        "model": {"type": "string", "maxLength": 100},
        "speed": {"type": "number", "minimum": 0.25, "maximum": 2},
    },
}
_SWITCHES = ("return_timestamps", "return_extras", "send_extras")
_LONGEST_TEXT = 20_000
_MOST_WAITING = 64
# Older JavaScript clients lose a close that comes before they have read earlier messages.
_MOMENT_SECONDS = 0.1

Generation = Literal["P1", "P2", "V1.1", "V1.2"]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What the first message determines."""

    generation: Generation
    manner: Manner
    format: AudioFormat
    wants_times: bool

    @property
    def is_typed(self) -> bool:
        """Whether messages have a ``type``."""
        return self.generation in ("V1.1", "V1.2")


@dataclass(frozen=True, slots=True)
class _Command:
    kind: Literal["text", "flush", "reset", "finish"]
    text: str = ""
    nonce: object = None
    segment: int = 0


async def converse(service: Service, websocket: WebSocket) -> None:
    """Serve one session."""
    connection = await accepted(service, websocket)
    if connection is None:
        return
    generation: Generation = "V1.2"
    request_id = str(uuid.uuid4())
    try:
        init = await connection.receive()
        generation = _generation(init, websocket)
        service.check_key(init.get("X-API-Key") or service.key_of(websocket))
        terms = _read_terms(init, generation)
        service.narrator.voice_named(terms.manner.voice, terms.manner.language)
        if terms.is_typed:
            await connection.send({"type": "ready", "request_id": request_id})
        session = _Session(service, connection, terms)
        try:
            await first_of(session.listen(), session.speak())
        finally:
            session.close()
        if not terms.is_typed:
            await asyncio.sleep(_MOMENT_SECONDS)
        await connection.close()
    except Refusal as refusal:
        await _refuse(connection, generation, refusal, request_id)
    except (WebSocketDisconnect, Cut):
        return


async def _refuse(
    connection: Connection, generation: Generation, refusal: Refusal, request_id: str
) -> None:
    try:
        if generation in ("P1", "P2"):
            await connection.send({"error": refusal.message})
            await asyncio.sleep(_MOMENT_SECONDS)
        else:
            error = error_of(refusal)
            await connection.send({"type": "error", "request_id": request_id, "error": error})
        await connection.close()
    except WebSocketDisconnect:
        return


class _Session:
    """Takes commands and sends speech; listening and speaking run at the same time."""

    def __init__(self, service: Service, connection: Connection, terms: _Terms) -> None:
        self._narrator = service.narrator
        self._connection = connection
        self._terms = terms
        self._commands: asyncio.Queue[_Command] = asyncio.Queue(_MOST_WAITING)
        # A segment lies between two flushes or resets. A reset drops the waiting text of the
        # segment that it ends; text that was flushed before it is still spoken.
        self._dropped: set[int] = set()
        self._clock = 0.0
        self._encoders = ExitStack()
        self._encoder: Encoder | None = None

    def close(self) -> None:
        """Close the encoder."""
        self._encoders.close()

    async def listen(self) -> None:
        """Take commands until the client goes."""
        segment = 0
        while True:
            command = _command(await self._connection.receive(), self._terms)
            if command.kind == "reset":
                self._dropped.add(segment)
            await self._commands.put(replace(command, segment=segment))
            if command.kind in ("flush", "reset"):
                segment += 1

    async def speak(self) -> None:
        """Speak incoming text, sentence by sentence, until the client says that it is complete."""
        buffer = ""
        while True:
            command = await self._commands.get()
            match command.kind:
                case "text":
                    ready, buffer = take_sentences(buffer + command.text)
                    if len(buffer) > _LONGEST_TEXT:
                        message = f"over {_LONGEST_TEXT} characters without the end of a sentence"
                        raise Refusal("too_long", message)
                    await self._speak(ready, command.segment)
                case "flush":
                    await self._speak(buffer, command.segment)
                    buffer = ""
                    await self._end_stream()
                    await self._acknowledge("flush", command.nonce)
                case "reset":
                    buffer = ""
                    self._dropped.discard(command.segment)
                    self._drop_stream()
                    await self._acknowledge("reset", command.nonce)
                case "finish":
                    await self._speak(buffer, command.segment)
                    await self._end_stream(last=True)
                    return

    async def _speak(self, text: str, segment: int) -> None:
        for sentence in split_sentences(text) if has_letters(text) else ():
            if segment in self._dropped:
                return
            spoken = await self._narrator.speak(sentence, self._terms.manner)
            encoder = self._encoder or self._encoders.enter_context(Encoder(self._terms.format))
            self._encoder = encoder
            rate = self._terms.format.sample_rate
            for chunk in await self._narrator.run(partial(chunks, encoder, spoken, rate)):
                if segment in self._dropped:
                    return
                await self._send_chunk(chunk)
            self._clock += spoken.samples.duration

    async def _send_chunk(self, chunk: Chunk) -> None:
        wants_times = self._terms.wants_times and not self._connection.timestamps_unavailable
        if not wants_times and self._terms.generation != "P1":
            await self._connection.send_audio(chunk.audio)
            return
        runs_on = self._terms.generation == "V1.2"
        timed = chunk.timed(self._clock if runs_on else -chunk.start)
        match self._terms.generation:
            case "P1":
                if self._terms.wants_times:
                    # This generation expects strict pairs, with an empty list for no times.
                    await self._connection.send({"durations": timed if wants_times else []})
                await self._connection.send_audio(chunk.audio)
            case "P2":
                await self._connection.send_audio(chunk.audio)
                await self._connection.send({"durations": timed})
            case _:
                await self._connection.send_audio(chunk.audio)
                await self._connection.send({"type": "timestamps", "timestamps": timed})

    async def _end_stream(self, *, last: bool = False) -> None:
        """Send what the encoder still holds; the clock restarts."""
        # A stream with a header stays one stream to the end of the session.
        if self._encoder and (last or self._terms.format.container not in ("webm", "wav")):
            audio = await self._narrator.run(self._encoder.finish)
            self._drop_stream()
            if audio:
                # It has no times, and P1 must have some in every pair.
                if self._terms.generation == "P1":
                    await self._send_chunk(Chunk([entry("", 0.0, 0.0)], 0.0, audio))
                else:
                    await self._connection.send_audio(audio)
        self._clock = 0.0

    def _drop_stream(self) -> None:
        self._encoders.close()
        self._encoder = None
        self._clock = 0.0

    async def _acknowledge(self, what: str, nonce: object) -> None:
        if self._terms.is_typed:
            await self._connection.send({"type": f"{what}_complete", "nonce": nonce})
        elif self._terms.generation == "P2":
            await self._connection.send({"complete": what, "nonce": nonce})


def _generation(init: Mapping[str, Any], websocket: WebSocket) -> Generation:
    version = str(init.get("lmnt-version") or websocket.headers.get("lmnt-version") or "")
    if version:
        return "V1.1" if version in ("1.0", "1.1") else "V1.2"
    return "P2" if str(init.get("protocol_version")) == "2" else "P1"


def _read_terms(init: Mapping[str, Any], generation: Generation) -> _Terms:
    init = dict(init)
    # Older clients write numbers and booleans as strings.
    rate = init.get("sample_rate")
    if isinstance(rate, str) and rate.isdecimal() and len(rate) < 7:
        init["sample_rate"] = int(rate)
    validation.check(init, _INIT)
    return _Terms(
        generation,
        Manner(
            voice=init["voice"], language=init.get("language", ""), speed=init.get("speed", 1.0)
        ),
        audio_format(init.get("format", "mp3"), init.get("sample_rate")),
        any(str(init.get(switch, "")).casefold() in ("true", "1") for switch in _SWITCHES),
    )


def _command(message: Mapping[str, Any], terms: _Terms) -> _Command:
    text = message.get("text", "")
    if not isinstance(text, str):
        raise Refusal("invalid", "text: it must be a string", field=("text",))
    nonce = message.get("nonce")
    if terms.is_typed:
        kind = message.get("type")
    elif message.get("eof") is True or message.get("command") == "eof":
        kind = "finish"
    elif message.get("flush") is True:
        kind = "flush"
    else:
        kind = message.get("command") or ("text" if "text" in message else None)
    match kind:
        case "text" | "flush" | "reset" | "finish":
            return _Command(kind, text, nonce)
        case _:
            raise Refusal("invalid", f"{kind!r} is not a command of a session", field=("type",))
