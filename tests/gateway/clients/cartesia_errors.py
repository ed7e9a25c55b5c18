"""Print how the current Cartesia client reports errors: base URL, key, transcript."""

import json
import sys

import cartesia
from cartesia import Cartesia

client = Cartesia(api_key=sys.argv[2], base_url=sys.argv[1])
try:
    audio = client.tts.generate(
        model_id="sonic-3",
        transcript=sys.argv[3],
        voice="v",
        output_format={"container": "wav", "encoding": "pcm_s16le", "sample_rate": 16000},
    )
    print(json.dumps(["ok", len(audio.read())]))
except cartesia.APIStatusError as error:
    print(json.dumps([type(error).__name__, error.status_code, error.response.json()]))
