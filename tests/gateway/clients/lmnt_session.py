"""A speech session with flush, reset and finish: base URL, generation (P2 or V1.2), format."""

import asyncio
import base64
import json
import sys

from lmnt import AsyncLmnt

url, generation, audio_format = sys.argv[1:]
messages = []
if generation == "P2":
    import lmnt.lib.websocket_streaming

    lmnt.lib.websocket_streaming.URL_STREAMING = url.replace("http", "ws") + "/v1/ai/speech/stream"


async def write(session):
    text, flush, reset, finish = (
        (session.append_text, session.flush, session.reset, session.finish)
        if generation == "P2"
        else (session.send_text, session.send_flush, session.send_reset, session.send_finish)
    )
    await text("The first sen")
    await text("tence. And the second one. A third with no end")
    await flush()
    await text("After the flush. And so on.")
    await flush()
    await text("Never heard, as it is incomplete")
    await reset()
    await text("The last words")
    await finish()


async def read(session):
    async for message in session:
        content = {
            key: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for key, value in message.model_dump().items()
        }
        messages.append(content)


async def main():
    times = {"return_extras" if generation == "P2" else "return_timestamps": True}
    async with AsyncLmnt(api_key="local", base_url=url) as client:
        session = await client.speech.sessions.create(
            voice="leah", format=audio_format, sample_rate=24000, **times
        )
        await asyncio.gather(write(session), read(session))
        await session.close()


asyncio.run(main())
print(json.dumps(messages))
