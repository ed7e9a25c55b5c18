"""The Cartesia SSE example, with another base URL: sync or async, and an output file."""

import asyncio
import json
import sys
from pathlib import Path

from cartesia import AsyncCartesia, Cartesia

url, mode, path = sys.argv[1:]
request = {
    "model_id": "sonic-3",
    "transcript": "The road goes ever on, and on. Down from the door where it began!",
    "voice": {"mode": "id", "id": "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"},
    "output_format": {"container": "raw", "encoding": "pcm_f32le", "sample_rate": 44100},
    "add_timestamps": True,
}
words = []


def take(event, file):
    """Collect the times or the audio of an event. Return whether it was the last event."""
    if event.type == "timestamps":
        times = event.word_timestamps
        if times is not None:
            words.extend(zip(times.words, times.start, times.end, strict=True))
    elif event.type == "chunk":
        if event.audio is not None:
            file.write(event.audio)
    elif event.type == "done":
        return True
    elif event.type == "error":
        raise RuntimeError(event.error)
    return False


def run():
    client = Cartesia(api_key="local", base_url=url)
    with Path(path).open("wb") as file:
        for event in client.tts.generate_sse(**request):
            if take(event, file):
                break
    client.close()


async def run_async():
    async with AsyncCartesia(api_key="local", base_url=url) as client:
        stream = await client.tts.generate_sse(**request)
        with Path(path).open("wb") as file:
            async for event in stream:
                if take(event, file):
                    break


if mode == "sync":
    run()
else:
    asyncio.run(run_async())
print(json.dumps(words))
