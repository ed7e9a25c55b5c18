"""Deepgram's client."""

import json
import sys
from pathlib import Path

from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment

url, path = sys.argv[1:]
environment = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
client = DeepgramClient(api_key="sk-very-secret-0123456789", environment=environment)
heard = client.listen.v1.media.transcribe_file(
    request=Path(path).read_bytes(),
    model="nova-3",
    language="en",
    punctuate=True,
    smart_format=True,
    filler_words=True,
    diarize_model="latest",
    keyterm=["Ann", "Böb"],
)
words = heard.results.channels[0].alternatives[0].words
print(json.dumps([[word.word, word.start, word.end] for word in words]))
