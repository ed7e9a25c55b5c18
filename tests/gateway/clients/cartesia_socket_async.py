"""Websocket in Cartesia's asynchronous client: writes and reads at the same time."""

import asyncio
import json
import sys

from cartesia import AsyncCartesia

url = sys.argv[1]
heard = []
words = []


async def write(context):
    for piece in ("One sentence. And ano", "ther one. A rest with", "out an end"):
        await context.push(piece)
    await context.no_more_inputs()


async def read(context):
    async for event in context.receive():
        if event.type == "chunk":
            heard.append(len(event.audio))
        elif event.type == "timestamps":
            words.extend(event.word_timestamps.words)


async def main():
    async with (
        AsyncCartesia(
            api_key="local", base_url=url, websocket_base_url=url.replace("http", "ws")
        ) as client,
        client.tts.websocket_connect() as connection,
    ):
        context = connection.context(
            model_id="sonic-latest",
            voice={"mode": "id", "id": "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"},
            output_format={"container": "raw", "encoding": "pcm_f32le", "sample_rate": 44100},
            add_timestamps=True,
        )
        await asyncio.gather(write(context), read(context))


asyncio.run(main())
print(json.dumps({"bytes": sum(heard), "words": words}))
