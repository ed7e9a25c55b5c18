"""The session sample of the LMNT timing guide, for the clients it was written for (2.0, 2.1)."""

import asyncio
import base64
import json
import sys

import lmnt.lib.websocket_streaming
from lmnt import AsyncLmnt

lmnt.lib.websocket_streaming.URL_STREAMING = (
    sys.argv[1].replace("http", "ws") + "/v1/ai/speech/stream"
)
wants_extras = sys.argv[2] == "extras"
frames = []


async def write(session):
    for text in ("Hello, wor", "ld! This is ", "a test. ", "Good", "bye."):
        await session.append_text(text)
    await session.finish()


async def read(session):
    async for message in session:
        times = [(word.text, word.start, word.duration) for word in message.durations or ()]
        frames.append([times, base64.b64encode(message.audio).decode()])


async def main():
    async with AsyncLmnt(api_key="local", base_url=sys.argv[1]) as client:
        session = await client.speech.sessions.create(
            voice="leah", format="pcm_s16le", sample_rate=24000, return_extras=wants_extras
        )
        await asyncio.gather(write(session), read(session))
        await session.close()


asyncio.run(main())
print(json.dumps(frames))
