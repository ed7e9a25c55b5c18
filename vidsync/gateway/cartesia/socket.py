"""Cartesia's websocket: many contexts on one connection, each taking text in pieces.

Each context is a task with a queue of its own, so that contexts interleave. Text is spoken when a
sentence is complete, when it is flushed, when it has waited as long as its context allows, and
when no more text will come. All audio of a context has one clock.

Source: the wire format of the clients cartesia 4.2.0 and @cartesia/cartesia-js 4.2.0, and
docs.cartesia.ai on contexts and flushing.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from vidsync.gateway import validation
from vidsync.gateway.cartesia import wire
from vidsync.gateway.narrator import split_sentences, take_sentences
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.service import Service
from vidsync.gateway.sockets import Connection, Cut, accepted, first_of
from vidsync.writing import has_letters

_MOST_CONTEXTS = 64
_MOST_WAITING = 1024
_DEFAULT_DELAY_MS = 3000
_LONGEST_TEXT = 20_000


async def converse(service: Service, websocket: WebSocket) -> None:
    """Serve one connection."""
    connection = await accepted(service, websocket, key=service.key_of(websocket))
    if connection is None:
        return
    switchboard = _Switchboard(service, connection, wire.version_of(websocket))
    try:
        await first_of(switchboard.listen(), switchboard.broken())
    except (WebSocketDisconnect, Cut):
        return
    finally:
        await switchboard.close()


class _Switchboard:
    """The contexts of one connection."""

    def __init__(self, service: Service, connection: Connection, version: str) -> None:
        self._service = service
        self._connection = connection
        self._version = version
        self._contexts: dict[str, tuple[_Context, asyncio.Task[None]]] = {}
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def listen(self) -> None:
        """Pass each message to its context until the client goes."""
        while True:
            context_id = ""
            try:
                message = await self._connection.receive()
                named = message.get("context_id")
                context_id = named if isinstance(named, str) else ""
                await self._take(message, context_id)
            except Refusal as refusal:
                # Cartesia's client takes an error for the context's last event.
                self._cancel(context_id)
                await self._connection.send(self._error_event(refusal, context_id))

    async def broken(self) -> None:
        """Wait for a context to fail, and raise its error."""
        await self._failure

    async def close(self) -> None:
        """End all contexts."""
        tasks = [task for _, task in self._contexts.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self._failure.cancel() and not self._failure.cancelled():
            # Retrieved, so that asyncio does not report it as never retrieved.
            self._failure.exception()

    def _error_event(self, refusal: Refusal, context_id: str) -> dict[str, object]:
        """Return a refusal as an event, of its context if it has one."""
        marks = {"context_id": context_id} if context_id else {}
        return wire.error_event(refusal, str(uuid.uuid4()), self._version, **marks)

    async def _take(self, message: Mapping[str, Any], context_id: str) -> None:
        if message.get("cancel") is True:
            self._cancel(context_id)
            return
        validation.check(message, wire.SOCKET_SCHEMA)
        if not context_id:
            raise Refusal("invalid", "context_id is missing", field=("context_id",))
        known = self._contexts.get(context_id)
        if known is None:
            if len(self._contexts) >= _MOST_CONTEXTS:
                raise Refusal("too_many", f"{_MOST_CONTEXTS} contexts are already open")
            manner = wire.manner(message)
            self._service.narrator.voice_named(manner.voice, manner.language)
            context = _Context(self._service, self._connection, message)
            task = asyncio.create_task(self._run(context, context_id))
            task.add_done_callback(partial(self._forget, context_id))
            known = self._contexts[context_id] = (context, task)
        try:
            known[0].messages.put_nowait(message)
        except asyncio.QueueFull:
            raise Refusal("too_many", f"{_MOST_WAITING} messages wait in the context") from None

    def _cancel(self, context_id: str) -> None:
        known = self._contexts.pop(context_id, None)
        if known:
            known[1].cancel()

    async def _run(self, context: _Context, context_id: str) -> None:
        try:
            await context.run()
        except Refusal as refusal:
            await self._connection.send(self._error_event(refusal, context_id))

    def _forget(self, context_id: str, task: asyncio.Task[None]) -> None:
        # A cancelled context has left the table already, and its name may be in use again.
        if context_id in self._contexts and self._contexts[context_id][1] is task:
            del self._contexts[context_id]
        error = None if task.cancelled() else task.exception()
        if error and not self._failure.done():
            self._failure.set_exception(error)


class _Context:
    """A generation that takes text in pieces."""

    def __init__(self, service: Service, connection: Connection, first: Mapping[str, Any]) -> None:
        self.messages: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue(_MOST_WAITING)
        self._narrator = service.narrator
        self._connection = connection
        self._manner = wire.manner(first)
        self._request = first
        delay_ms = first.get("max_buffer_delay_ms")
        self._delay = (_DEFAULT_DELAY_MS if delay_ms is None else delay_ms) / 1000
        self._clock = 0.0
        self._flush_id = 1

    async def run(self) -> None:
        """Speak incoming text until no more will come."""
        buffer = ""
        while True:
            message = await self._next_message(has_text=has_letters(buffer))
            if message is None:
                await self._speak(buffer)
                buffer = ""
                continue
            buffer += message["transcript"]
            if len(buffer) > _LONGEST_TEXT:
                raise Refusal("too_long", f"over {_LONGEST_TEXT} characters are waiting")
            if message.get("flush"):
                await self._speak(buffer)
                buffer = ""
                await self._connection.send(self._flush_done())
                self._flush_id += 1
            if not message.get("continue"):
                await self._speak(buffer)
                await self._connection.send(wire.done_event(self._requested_events(labelled=False)))
                return
            ready, buffer = take_sentences(buffer)
            await self._speak(ready)

    async def _next_message(self, *, has_text: bool) -> Mapping[str, Any] | None:
        """Return the next message, or None if text has waited long enough."""
        try:
            return await asyncio.wait_for(self.messages.get(), self._delay if has_text else None)
        except TimeoutError:
            return None

    async def _speak(self, text: str) -> None:
        wanted = self._requested_events(labelled=True)
        for sentence in split_sentences(text) if has_letters(text) else ():
            begun = time.perf_counter()
            spoken = await self._narrator.speak(sentence, self._manner)
            utterance = await self._narrator.run(
                partial(spoken.resampled, wanted.format.sample_rate)
            )
            step_ms = (time.perf_counter() - begun) * 1000
            for event in wire.events(utterance, self._clock, wanted, step_ms=step_ms):
                if event["type"] == "chunk":
                    await self._connection.send_audio(event)
                else:
                    await self._connection.send(event)
            self._clock += utterance.samples.duration

    def _requested_events(self, *, labelled: bool) -> wire.Wanted:
        marks: dict[str, object] = {"context_id": self._request["context_id"]}
        return wire.wanted(
            self._request,
            timestamps_unavailable=self._connection.timestamps_unavailable,
            **marks,
            **({"flush_id": self._flush_id} if labelled else {}),
        )

    def _flush_done(self) -> dict[str, object]:
        return {
            "type": "flush_done",
            "flush_done": True,
            "flush_id": self._flush_id,
            "done": False,
            "status_code": 206,
            "context_id": self._request["context_id"],
        }
