"""What the websockets have in common: the handshake, messages, faults and closing."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Coroutine, Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from vidsync.gateway import validation
from vidsync.gateway.faults import Effects
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.service import Service, log


class Cut(Exception):  # noqa: N818 - a way out, not an error
    """Ends a connection in the middle: the handler returns without closing it."""


class Connection:
    """An accepted websocket.

    Args:
        websocket: accepted.
        effects: faults to apply to what is sent.
    """

    def __init__(self, websocket: WebSocket, effects: Effects) -> None:
        self._websocket = websocket
        self._effects = effects
        self._spoilt = not effects.malformed

    @property
    def timestamps_unavailable(self) -> bool:
        """Whether times must not be sent."""
        return self._effects.timestamps_unavailable

    async def receive(self) -> dict[str, Any]:
        """Return the next message's JSON object.

        Raises:
            WebSocketDisconnect: the client has gone.
            Refusal: the message is not a JSON object.
        """
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        return validation.parse_object(message.get("text") or message.get("bytes") or b"")

    async def send(self, message: Mapping[str, object]) -> None:
        """Send a JSON text frame; the fault `malformed` breaks the first one."""
        text = json.dumps(message, ensure_ascii=False)
        if not self._spoilt:
            self._spoilt = True
            text = text[: len(text) // 2]
        await self._websocket.send_text(text)
        await self._drip()

    async def send_audio(self, audio: bytes | Mapping[str, object]) -> None:
        """Send a binary frame, or an event that holds audio.

        Raises:
            Cut: after the first one, if the fault is injected.
        """
        if isinstance(audio, bytes):
            await self._websocket.send_bytes(audio)
            await self._drip()
        else:
            await self.send(audio)
        if self._effects.cut:
            raise Cut

    async def close(self) -> None:
        """Close the connection."""
        await self._websocket.close(1000)

    async def _drip(self) -> None:
        if self._effects.drip:
            await asyncio.sleep(self._effects.drip)


async def accepted(
    service: Service, websocket: WebSocket, *, key: str | None = None
) -> Connection | None:
    """Answer a handshake.

    Args:
        service: the service that the websocket belongs to.
        websocket: not yet accepted.
        key: the key that came with the handshake, if keys come with it.

    Returns:
        The connection, or None if a fault or the key prevented it.
    """
    try:
        effects = await service.effects_on(websocket)
        if key is not None:
            service.check_key(key)
    except Refusal as refusal:
        log.info("WS %s %d", websocket.url.path, refusal.status)
        response = service.refused(refusal, str(uuid.uuid4()), websocket)
        await websocket.send_denial_response(response)
        return None
    log.info("WS %s 101", websocket.url.path)
    await websocket.accept()
    return Connection(websocket, effects)


async def first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Run several tasks until the first one ends, then end the others.

    Raises:
        Exception: whatever the task that ended first raised.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        if task in ended:
            task.result()
