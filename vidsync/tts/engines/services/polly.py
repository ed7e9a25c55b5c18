"""Amazon Polly: audio from one request, speech marks from another.

The requests are signed here rather than by Amazon's own package, so that they are made
under the one policy. Credentials are those given or those of the environment; without
any, boto3 looks for them where it does (profiles, single sign-on, roles), if the extra
``polly`` is installed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlsplit

from vidsync.errors import AuthenticationError, EngineError, InputError, TimestampsUnavailable
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.engines.services.aws import Credentials, FoundCredentials, find_credentials, sign
from vidsync.tts.engines.ssml import escaped
from vidsync.tts.speech.assemble import timed
from vidsync.tts.wire.endpoint import Key, Service, is_loopback
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import parse_json_lines

if TYPE_CHECKING:
    import httpx

_REGION = re.compile(r"[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}")
_ACCESS_KEY_ID = re.compile(r"\w{1,128}")


@dataclass(frozen=True, kw_only=True)
class Polly(RemoteEngine):
    """Amazon's speech service. The key is the secret access key.

    Attributes:
        access_key_id: names the key; ``""`` takes it from where the key comes from.
        region: where the service runs; ``""`` takes the environment's, then the
            profile's, then us-east-1.
        profile: of Amazon's configuration files, whose credentials boto3 finds; ``""``
            takes the environment's keys first, then what boto3 finds by itself.
        generation: of the voice.
        sample_rate: Hz, of the MP3.
    """

    access_key_id: str = ""
    region: str = ""
    profile: str = field(default="", repr=False, compare=False)
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
    gives: ClassVar[frozenset[str]] = frozenset({"words", "visemes"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        found = None if key else self._found(base_url)
        region = self.region or _region_of_environment() or (found.region if found else "")
        object.__setattr__(self, "region", region or "us-east-1")
        if not _REGION.fullmatch(self.region):
            raise InputError(f"{self.region!r} is no region", hint="such as eu-central-1")
        base_url = base_url or os.environ.get(self.base_url_variable)
        home = f"https://polly.{self.region}.amazonaws.com"
        RemoteEngine.__post_init__(self, found.current().secret if found else key, base_url or home)
        given = None if found else self._given(key)
        region = self.region

        def signature(request: httpx.Request, secret: Key) -> None:
            # Roles' credentials expire: each request takes those of its own time.
            credentials = found.current() if found else given
            if credentials is not None:
                sign(
                    request,
                    access_key_id=credentials.access_key_id,
                    secret=credentials.secret or secret.reveal(),
                    session_token=credentials.session_token,
                    region=region,
                    service="polly",
                    now=datetime.now(UTC),
                )

        signed = Service(self.title, self.service.base_url, self.service.key, signature=signature)
        object.__setattr__(self, "service", signed)

    def _found(self, base_url: str | None) -> FoundCredentials | None:
        """What boto3 finds, where neither an argument nor the environment has a key."""
        address = base_url or os.environ.get(self.base_url_variable, "")
        is_local = is_loopback(urlsplit(address).hostname or "")
        if not self.profile and (os.environ.get(self.key_variable) or is_local):
            return None
        return find_credentials(self.profile)

    def _given(self, key: str | None) -> Credentials:
        """The parts beside the secret of credentials that are given or the environment's."""
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
        return Credentials(names, "", token)

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


def _region_of_environment() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
