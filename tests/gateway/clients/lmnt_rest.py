"""The REST sample of the LMNT timing guide: base URL, name of the option, format."""

import base64
import json
import sys

from lmnt import Lmnt

url, option, audio_format = sys.argv[1:]

with Lmnt(api_key="local", base_url=url) as client:
    response = client.speech.generate_detailed(
        text="Hello, world! This is a test.", voice="leah", format=audio_format, **{option: True}
    )
    entries = getattr(response, option.removeprefix("return_"))
    plain = client.speech.generate(text="Hello, world!", voice="leah", format=audio_format)
    voices = client.voices.list()
    account = client.accounts.retrieve()

print(
    json.dumps(
        {
            "audio": response.audio,
            "entries": [[entry.text, entry.start, entry.duration] for entry in entries],
            "seed": getattr(response, "seed", None),
            "plain": base64.b64encode(plain.read()).decode(),
            "voices": len(voices),
            "characters": account.usage.characters,
        }
    )
)
