"""AssemblyAI's client."""

import json
import sys

import assemblyai

url, path = sys.argv[1:]
assemblyai.settings.api_key = "sk-very-secret-0123456789"
assemblyai.settings.base_url = url
assemblyai.settings.polling_interval = 0.01
heard = assemblyai.Transcriber().transcribe(
    path,
    assemblyai.TranscriptionConfig(
        language_code="en",
        punctuate=True,
        format_text=True,
        speech_models=["universal-3-5-pro"],
        disfluencies=True,
        speaker_labels=True,
        speakers_expected=2,
        keyterms_prompt=["Ann", "Böb"],
    ),
)
print(json.dumps([[word.text, word.start / 1000, word.end / 1000] for word in heard.words]))
