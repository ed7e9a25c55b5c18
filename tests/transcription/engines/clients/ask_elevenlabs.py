"""ElevenLabs' client."""

import json
import sys

from elevenlabs import ElevenLabs

url, path = sys.argv[1:]
client = ElevenLabs(api_key="sk-very-secret-0123456789", base_url=url)
with open(path, "rb") as file:  # noqa: PTH123 - as the client's examples do
    heard = client.speech_to_text.convert(
        file=file,
        model_id="scribe_v2",
        timestamps_granularity="word",
        tag_audio_events=False,
        diarize=True,
        language_code="en",
        num_speakers=2,
        seed=7,
        keyterms=["Ann", "Böb"],
    )
words = [word for word in heard.words if word.type == "word"]
print(json.dumps([[word.text, word.start, word.end] for word in words]))
