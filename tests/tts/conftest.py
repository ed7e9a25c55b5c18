"""Fixtures: a gateway, and valid responses of the services."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from tests.misbehaving import Upgraded, Wire
from vidsync.audio import Samples, wav_bytes
from vidsync.gateway import running
from vidsync.tts import find_engine
from vidsync.tts.engine import Engine
from vidsync.wire.policy import Policy

KEY = "sk-very-secret-0123456789"
TEXT = "Well, yes."


@pytest.fixture(scope="session")
def gateway() -> Iterator[str]:
    with running() as url:
        yield url


@pytest.fixture(scope="session")
def wav() -> bytes:
    """Half a second of a tone."""
    time = np.arange(12000) / 24000
    tone = 0.3 * np.sin(2 * np.pi * 220 * time)
    return wav_bytes(Samples(tone.astype(np.float32)[:, None], 24000))


@dataclass(frozen=True)
class Recorded:
    """A service's response to a speech request, in the documented form.

    Times are the (start, end) of the two words of `TEXT`, of any JSON value.
    """

    options: dict[str, object]
    answer: Callable[..., bytes]
    media_type: str = "application/json"
    has_times: bool = True
    further: Callable[..., object] | None = None

    def body(self, **changes: object) -> bytes:
        return _as_bytes(self.answer(**changes))

    def further_body(self, times: object = None, **_: object) -> bytes:
        """Return the content of the file to which the response refers."""
        return _as_bytes(self.further(GOOD if times is None else times))

    def engine(self, name: str, url: str, policy: Policy) -> Engine:
        return find_engine(name, base_url=url, key=KEY, policy=policy, **self.options)


@dataclass(frozen=True, kw_only=True)
class RecordedSession(Recorded):
    """A service's messages over a websocket.

    `last_heard` is a part of the last message for which it waits.
    """

    last_heard: bytes

    def messages(self, **changes: object) -> list[str | bytes]:
        return self.answer(**changes)

    async def opened(self, wire: Wire) -> Upgraded:
        """Open the websocket, and read the client's messages."""
        upgraded = Upgraded(wire)
        await upgraded.open()
        await upgraded.hear(self.last_heard)
        return upgraded


GOOD = ((0.02, 0.2), (0.25, 0.45))


@pytest.fixture(scope="session")
def recorded(wav: bytes) -> dict[str, Recorded]:
    encoded = base64.b64encode(wav).decode()
    samples = base64.b64encode(wav[44:]).decode()

    def lmnt(audio=encoded, times=GOOD):
        (a, b), (c, d) = times
        entries = [
            {"text": "Well", "start": a, "duration": _minus(b, a)},
            {"text": ",", "start": b, "duration": _minus(c, b)},
            {"text": "yes", "start": c, "duration": _minus(d, c)},
            {"text": ".", "start": d, "duration": 0.01},
        ]
        return {"audio": audio, "timestamps": entries}

    def playkit(audio=encoded, times=GOOD):
        items = [
            {"text": word, "start_ms": _ms(start), "end_ms": _ms(end)}
            for word, (start, end) in zip(("Well", "yes"), times, strict=True)
        ]
        alignment = {"granularity": "word", "items": items}
        return {
            "audio_base64": audio,
            "format": "wav",
            "audio_length_ms": 500,
            "alignment": alignment,
        }

    def speechbase(audio=encoded, times=GOOD):
        words = [
            {"text": word, "start": start, "end": end}
            for word, (start, end) in zip(("Well,", "yes."), times, strict=True)
        ]
        return {"audio": audio, "mediaType": "audio/wav", "warnings": [], "timestamps": words}

    def columns(times):
        starts, ends = zip(*times, strict=True)
        return {"words": ["Well,", "yes."], "start": starts, "end": ends}

    def cartesia(audio=samples, times=GOOD):
        events = (
            {"type": "chunk", "data": audio, "done": False, "status_code": 206},
            {
                "type": "timestamps",
                "word_timestamps": columns(times),
                "done": False,
                "status_code": 206,
            },
            {"type": "done", "done": True, "status_code": 206},
        )
        return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)

    def openai(audio=None, times=GOOD):
        return wav if audio is None else base64.b64decode(audio) if isinstance(audio, str) else b""

    def elevenlabs(audio=encoded, times=GOOD):
        (a, b), (c, d) = times
        table = {
            "characters": ["Well,", " ", "yes."],
            "character_start_times_seconds": [a, b, c],
            "character_end_times_seconds": [b, c, d],
        }
        # As it is read out: other words at the same times.
        read = {**table, "characters": ["Well,", " ", "yeah."]}
        return {"audio_base64": audio, "alignment": table, "normalized_alignment": read}

    def google(audio=encoded, times=GOOD):
        (a, _), (c, d) = times
        marks = (("0", a), ("1", c), ("end", d))
        points = [{"markName": name, "timeSeconds": time} for name, time in marks]
        return {"audioContent": audio, "timepoints": points}

    def inworld(audio=encoded, times=GOOD):
        sounds = [
            {"phoneSymbol": "w", "startTimeSeconds": start, "durationSeconds": _minus(end, start),
             "visemeSymbol": "qw"}
            for start, end in times
        ]  # fmt: skip
        words = {
            "words": ["Well,", "yes."],
            "wordStartTimeSeconds": [start for start, _ in times],
            "wordEndTimeSeconds": [end for _, end in times],
            "phoneticDetails": [
                {"wordIndex": index, "phones": [sound]} for index, sound in enumerate(sounds)
            ],
        }
        return {"audioContent": audio, "timestampInfo": {"wordAlignment": words}}

    def hume(audio=encoded, times=GOOD):
        stamps = [
            {"type": "word", "text": word, "time": {"begin": _ms(start), "end": _ms(end)}}
            for word, (start, end) in zip(("Well", "yes"), times, strict=True)
        ]
        return {"generations": [{"audio": audio, "snippets": [[{"timestamps": stamps}]]}]}

    in_hex = wav.hex()

    def minimax(audio=in_hex, times=GOOD):
        data = {"audio": audio, "status": 2, "subtitle_file": "@URL@/subtitles.json"}
        return {"data": data, "base_resp": {"status_code": 0, "status_msg": "success"}}

    def subtitles(times):
        words = [
            {"word": word, "word_begin": at, "word_end": at + len(word), "time_begin": _ms(start),
             "time_end": _ms(end)}
            for word, at, (start, end) in zip(("Well,", "yes."), (0, 6), times, strict=True)
        ]  # fmt: skip
        return [{"text": TEXT, "time_begin": 0, "time_end": 500, "timestamped_words": words}]

    def marks(times):
        (a, b), (c, _) = times
        told = (
            {"time": _ms(a), "type": "word", "start": 0, "end": 4, "value": "Well"},
            {"time": _ms(a), "type": "viseme", "value": "u"},
            {"time": _ms(b), "type": "viseme", "value": "sil"},
            {"time": _ms(c), "type": "word", "start": 6, "end": 9, "value": "yes"},
        )
        return b"\n".join(json.dumps(mark).encode() for mark in told)

    def azure(audio=samples, times=GOOD):
        (a, b), (c, d) = times
        told = (
            ("Well", a, _minus(b, a), "WordBoundary"),
            (",", b, 0.01, "PunctuationBoundary"),
            ("yes", c, _minus(d, c), "WordBoundary"),
        )
        events = [
            {"Offset": _ticks(start), "Duration": _ticks(duration),
             "text": {"Text": text, "Length": len(text), "BoundaryType": kind}}
            for text, start, duration, kind in told
        ]  # fmt: skip
        metadata = [{"Type": "WordBoundary", "Data": event} for event in events]
        heard = base64.b64decode(audio) if isinstance(audio, str) else audio
        return [
            _azure_message("audio", heard),
            _azure_message("audio.metadata", {"Metadata": metadata}),
            _azure_message("turn.end", {}),
        ]

    def rime(audio=encoded, times=GOOD):
        first, rest = (audio[:800], audio[800:]) if isinstance(audio, str) else (audio, audio)
        said = (
            {"type": "chunk", "data": first},
            {"type": "timestamps", "word_timestamps": columns(times)},
            {"type": "chunk", "data": rest},
        )
        return [json.dumps({**message, "contextId": None}) for message in said]

    return {
        "azure": RecordedSession({}, azure, last_heard=b"<speak "),
        "rime": RecordedSession({}, rime, last_heard=b'"eos"'),
        "polly": Recorded({}, openai, "audio/wav", further=marks),
        "elevenlabs": Recorded({}, elevenlabs),
        "google": Recorded({}, google),
        "inworld": Recorded({}, inworld),
        "hume": Recorded({}, hume),
        "minimax": Recorded({}, minimax, further=subtitles),
        "lmnt": Recorded({}, lmnt),
        "playkit": Recorded({"game_id": "game"}, playkit),
        "speechbase": Recorded({"model": "a/b"}, speechbase),
        "cartesia": Recorded({"sample_rate": 24000}, cartesia, "text/event-stream"),
        "openai": Recorded({}, openai, "audio/wav", has_times=False),
    }


def _as_bytes(answer):
    return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def _minus(end, start):
    return end - start if isinstance(end, float) and isinstance(start, float) else end


def _ms(seconds):
    return seconds * 1000 if isinstance(seconds, float) else seconds


def _ticks(seconds):
    return seconds * 1e7 if isinstance(seconds, float) else seconds


def _azure_message(path, body):
    head = f"X-RequestId:1\r\nPath:{path}\r\n"
    if isinstance(body, bytes):
        return len(head).to_bytes(2, "big") + head.encode() + body
    return f"{head}\r\n{json.dumps(body)}"
