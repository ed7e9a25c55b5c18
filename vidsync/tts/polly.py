"""Amazon Polly: audio from one request, speech marks from another.

The requests are signed here rather than by Amazon's own package, so that they are made
under the one policy. Credentials are those of the environment or given; profiles and
roles are turned into such by ``aws configure export-credentials --format env``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from vidsync.errors import AuthenticationError, EngineError, InputError, TimestampsUnavailable
from vidsync.transcript import Speech
from vidsync.tts.answers import parse_json_lines
from vidsync.tts.assembly import timed
from vidsync.tts.aws import sign
from vidsync.tts.http import HttpClient
from vidsync.tts.remote import RemoteEngine, Utterance
from vidsync.tts.service import Key, Service
from vidsync.tts.ssml import escaped

if TYPE_CHECKING:
    import httpx

_REGION = re.compile(r"[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}")
_ACCESS_KEY_ID = re.compile(r"\w{1,128}")


@dataclass(frozen=True, kw_only=True)
class Polly(RemoteEngine):
    """Amazon's speech service. The key is the secret access key.

    Attributes:
        access_key_id: names the key; ``""`` takes it from the environment.
        region: where the service runs.
        generation: of the voice.
        sample_rate: Hz, of the MP3.
    """

    access_key_id: str = ""
    region: str = "us-east-1"
    generation: Literal["standard", "neural", "long-form", "generative"] = "neural"
    sample_rate: Literal[8000, 16000, 22050, 24000] = 24000

    name: ClassVar[str] = "polly"
    title: ClassVar[str] = "Polly"
    address: ClassVar[str] = "https://polly.us-east-1.amazonaws.com"
    key_variable: ClassVar[str] = "AWS_SECRET_ACCESS_KEY"
    base_url_variable: ClassVar[str] = "AWS_ENDPOINT_URL_POLLY"
    # 3000 characters are spoken at most.
    longest_text: ClassVar[int] = 2900
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    default_voice: ClassVar[str | None] = "Joanna"
    gives: ClassVar[frozenset[str]] = frozenset({"words"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        if not _REGION.fullmatch(self.region):
            raise InputError(f"{self.region!r} is no region", hint="such as eu-central-1")
        base_url = base_url or os.environ.get(self.base_url_variable)
        home = f"https://polly.{self.region}.amazonaws.com"
        RemoteEngine.__post_init__(self, key, base_url or home)
        names = self.access_key_id or os.environ.get("AWS_ACCESS_KEY_ID", "")
        if not names and self.service.is_local:
            names = "local"
        if not _ACCESS_KEY_ID.fullmatch(names):
            raise AuthenticationError(
                "Polly needs the id of the access key",
                hint="set AWS_ACCESS_KEY_ID in the environment, or give access_key_id=…",
            )
        # Temporary credentials have a third part, which belongs to a key of the environment.
        token = "" if key else os.environ.get("AWS_SESSION_TOKEN", "")
        region = self.region

        def signature(request: httpx.Request, secret: Key) -> None:
            sign(
                request,
                access_key_id=names,
                secret=secret.reveal(),
                session_token=token,
                region=region,
                service="polly",
                now=datetime.now(UTC),
            )

        signed = Service(self.title, self.service.base_url, self.service.key, signature=signature)
        object.__setattr__(self, "service", signed)

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body: dict[str, object] = {
            "Engine": self.generation,
            "VoiceId": utterance.voice,
            "OutputFormat": "mp3",
            "SampleRate": str(self.sample_rate),
            "TextType": "text",
            "Text": utterance.text,
        }
        if utterance.speed != 1:
            text = escaped(utterance.text, self.title)
            body["TextType"] = "ssml"
            body["Text"] = f'<speak><prosody rate="{utterance.speed:.0%}">{text}</prosody></speak>'
        answer = await client.request("POST", "/v1/speech", json=body)
        speech = self._wordless(utterance, answer.content)
        if not utterance.timestamps:
            return speech
        asked = {"OutputFormat": "json", "SpeechMarkTypes": ["word", "viseme"]}
        try:
            marks = await client.request("POST", "/v1/speech", json={**body, **asked})
            lines = parse_json_lines(marks.content, self.title)
        except EngineError as error:
            raise TimestampsUnavailable(
                f"the speech marks can't be had: {error.message}", hint=error.hint, speech=speech
            ) from None
        # Marks have no ends: the last word's is the audio's.
        end_ms = speech.transcript.duration * 1000
        lines.append({"time": end_ms, "type": "viseme", "value": "sil"})
        return timed(self.title, speech, lines, format_name="polly")
