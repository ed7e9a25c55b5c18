"""Websocket contexts in Cartesia's client: flush, cancel, interleaving, reuse."""

import json
import sys

from cartesia import Cartesia

url = sys.argv[1]
options = {
    "model_id": "sonic-latest",
    "voice": {"mode": "id", "id": "6ccbfb76-1fc6-48f7-b71d-91ac6298247b"},
    "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24000},
    "add_timestamps": True,
    "add_phoneme_timestamps": True,
}


def describe(event):
    content = event.model_dump(exclude_none=True)
    if event.type == "chunk":
        content["bytes"] = len(event.audio)
        del content["data"]
    return content


client = Cartesia(api_key="local", base_url=url, websocket_base_url=url.replace("http", "ws"))
result = {}
with client.tts.websocket_connect() as connection:
    flushed = connection.context(**options)
    flushed.push("Stay hungry, ")
    flushed.push("", flush=True)
    flushed.push("stay foolish. Al")
    flushed.push("ways.")
    flushed.no_more_inputs()
    result["flushed"] = [describe(event) for event in flushed.receive()]

    first, second, gone = (connection.context(**options) for _ in range(3))
    gone.push("This one will be cancelled before it is complete")
    first.push("First of two contexts.")
    second.push("Second of two contexts.")
    gone.cancel()
    first.no_more_inputs()
    second.no_more_inputs()
    result["second"] = [describe(event) for event in second.receive()]
    result["first"] = [describe(event) for event in first.receive()]
    result["gone"] = gone._context_id

    wrong = connection.context(**{**options, "output_format": {"container": "raw"}})
    wrong.push("Nothing")
    result["wrong"] = [describe(event) for event in wrong.receive()]
client.close()
print(json.dumps(result))
