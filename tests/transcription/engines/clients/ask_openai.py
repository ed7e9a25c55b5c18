"""OpenAI's client: a transcription with words, and one without times."""

import json
import sys

from openai import OpenAI

url, path = sys.argv[1:]
client = OpenAI(api_key="sk-very-secret-0123456789", base_url=url, max_retries=0)
with open(path, "rb") as file:  # noqa: PTH123 - as the client's examples do
    heard = client.audio.transcriptions.create(
        file=file,
        model="whisper-1",
        language="en",
        prompt="Bom dia.",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
with open(path, "rb") as file:  # noqa: PTH123
    client.audio.transcriptions.create(
        file=file,
        model="gpt-transcribe",
        language="en",
        prompt="Bom dia.",
        keywords=["Ann", "Böb"],
        response_format="json",
    )
print(json.dumps([[word.word, word.start, word.end] for word in heard.words]))
