"""Answers of the services in their documented form, and a sound that they hear."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.misbehaving import Misbehaving, Wire
from vidsync.audio import Samples
from vidsync.transcription import Recognizer, find_recognizer
from vidsync.wire.policy import Policy

KEY = "sk-very-secret-0123456789"
SECONDS = 1.5
ADDRESS = "https://cdn.assemblyai.com/upload/1"
GOOD = ((0.1, 0.4), (0.5, 0.95))


@pytest.fixture(scope="session")
def sound() -> Samples:
    """A second and a half: silence, a tone from 0.1 to 1 s, silence."""
    time = np.arange(round(SECONDS * 16000)) / 16000
    tone = 0.3 * np.sin(2 * np.pi * 220 * time) * ((time > 0.1) & (time < 1.0))
    return Samples(tone.astype(np.float32)[:, None], 16000)


@dataclass(frozen=True)
class Answers:
    """What a service answers, request after request.

    Times are the (start, end) of the two words "Well," and "yes.", of any JSON value.
    """

    last: Callable[..., dict[str, object]]
    before: tuple[dict[str, object], ...] = ()
    options: dict[str, object] = field(default_factory=dict)

    def body(self, number: int, **changes: object) -> bytes:
        """Return the answer to the request with a number, from 1."""
        if number <= len(self.before):
            return json.dumps(self.before[number - 1]).encode()
        return json.dumps(self.last(**changes)).encode()

    def recognizer(self, name: str, url: str, policy: Policy, **options: object) -> Recognizer:
        given = {**self.options, **options}
        return find_recognizer(name, base_url=url, key=KEY, policy=policy, **given)

    def serve(self, server: Misbehaving, **changes: object) -> None:
        """Let a server answer well."""

        async def behave(wire: Wire) -> None:
            await wire.answer(self.body(wire.number, **changes))

        server.behave = behave


def whisper_cpp(times=GOOD):
    (a, b), (c, d) = times
    words = [
        {"word": " Well", "start": a, "end": b, "t_dtw": -1, "probability": 0.75},
        {"word": ",", "start": b, "end": b, "t_dtw": -1, "probability": 0.9},
        {"word": " y", "start": c, "end": c, "t_dtw": -1, "probability": 0.5},
        {"word": "es", "start": c, "end": d, "t_dtw": -1, "probability": 0.9},
        {"word": ".", "start": d, "end": d, "t_dtw": -1, "probability": 0.8},
    ]
    segment = {"id": 0, "text": " Well, yes.", "start": 0.0, "end": 1.5, "tokens": [1, 2, 3, 4, 5],
               "words": words, "temperature": 0.0, "avg_logprob": -0.2,
               "no_speech_prob": 0.01}  # fmt: skip
    return {"task": "transcribe", "language": "english", "duration": 1.5, "text": " Well, yes.\n",
            "segments": [segment], "detected_language": "english",
            "detected_language_probability": 0.98,
            "language_probabilities": {"en": 0.98, "de": 0.01}}  # fmt: skip


def openai(times=GOOD):
    (a, b), (c, d) = times
    words = [{"word": "Well", "start": a, "end": b}, {"word": "yes", "start": c, "end": d}]
    segment = {"id": 0, "seek": 0, "start": 0.0, "end": 1.5, "text": " Well, yes.",
               "tokens": [50364, 1], "temperature": 0.0, "avg_logprob": -0.5,
               "compression_ratio": 0.8, "no_speech_prob": 0.01}  # fmt: skip
    return {"task": "transcribe", "language": "english", "duration": 1.5, "text": "Well, yes.",
            "words": words, "segments": [segment],
            "usage": {"type": "duration", "seconds": 2}}  # fmt: skip


def deepgram(times=GOOD):
    (a, b), (c, d) = times
    words = [
        {"word": "well", "start": a, "end": b, "confidence": 0.75, "punctuated_word": "Well,",
         "speaker": 0, "speaker_confidence": 0.6},
        {"word": "yes", "start": c, "end": d, "confidence": 0.5, "punctuated_word": "yes.",
         "speaker": 1, "speaker_confidence": 0.6},
    ]  # fmt: skip
    alternative = {"transcript": "Well, yes.", "confidence": 0.9, "words": words}
    channel = {"alternatives": [alternative], "detected_language": "en",
               "language_confidence": 0.98}  # fmt: skip
    return {"metadata": {"request_id": "r", "duration": 1.5, "channels": 1},
            "results": {"channels": [channel]}}  # fmt: skip


def assemblyai(times=GOOD):
    (a, b), (c, d) = times
    words = [
        {"text": "Well,", "start": _ms(a), "end": _ms(b), "confidence": 0.75, "speaker": "A"},
        {"text": "yes.", "start": _ms(c), "end": _ms(d), "confidence": 0.5, "speaker": "B"},
    ]
    return {"id": "t-1", "status": "completed", "error": None, "audio_duration": 2,
            "audio_url": ADDRESS,
            "text": "Well, yes.", "words": words, "utterances": None, "language_code": "en_us",
            "language_confidence": 0.98, "speech_model_used": "universal-3-5-pro"}  # fmt: skip


def elevenlabs(times=GOOD):
    (a, b), (c, d) = times
    words = [
        {"text": "Well,", "type": "word", "start": a, "end": b, "speaker_id": "speaker_0",
         "logprob": -0.2876820724517809, "characters": None},
        {"text": " ", "type": "spacing", "start": b, "end": c, "speaker_id": "speaker_0",
         "logprob": 0.0},
        {"text": "yes.", "type": "word", "start": c, "end": d, "speaker_id": "speaker_1",
         "logprob": -0.6931471805599453, "characters": None},
    ]  # fmt: skip
    return {"language_code": "eng", "language_probability": 0.98, "text": "Well, yes.",
            "words": words, "transcription_id": "x", "audio_duration_secs": 1.5}  # fmt: skip


ANSWERS = {
    "whisper-cpp": Answers(whisper_cpp),
    "openai": Answers(openai, options={"model": "whisper-1"}),
    "deepgram": Answers(deepgram),
    "elevenlabs": Answers(elevenlabs),
    "assemblyai": Answers(
        assemblyai,
        before=(
            {"upload_url": ADDRESS},
            {"id": "t-1", "status": "queued", "audio_url": ADDRESS, "words": None, "text": None},
            {"id": "t-1", "status": "processing", "audio_url": ADDRESS, "words": None},
        ),
    ),
}


@pytest.fixture(params=ANSWERS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a recognizer of a service."""
    return request.param


@pytest.fixture
def answers(name: str) -> Answers:
    return ANSWERS[name]


def _ms(seconds):
    return round(seconds * 1000) if isinstance(seconds, float) and abs(seconds) < 1e6 else seconds
