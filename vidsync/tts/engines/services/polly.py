"""Amazon Polly: audio from one request, speech marks from another.

The requests are signed without boto3, so that the engine's policy applies to them.
Credentials come from the arguments or the environment. If there are none, boto3 looks
for them in profiles, single sign-on and roles; it comes with the extra ``polly``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlsplit

from vidsync.checks import is_loopback
from vidsync.errors import AuthenticationError, EngineError, InputError, TimestampsUnavailable
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.engines.services.aws import Credentials, FoundCredentials, find_credentials, sign
from vidsync.tts.engines.ssml import escape_ssml
from vidsync.tts.speech.assemble import add_word_times
from vidsync.wire.endpoint import Endpoint, Key
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import parse_json_lines

if TYPE_CHECKING:
    import httpx

_REGION = re.compile(r"[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}")
_ACCESS_KEY_ID = re.compile(r"\w{1,128}")


@dataclass(frozen=True, kw_only=True)
class PollyEngine(RemoteEngine):
    """Amazon's speech service. The key is the secret access key.

    Attributes:
        access_key_id: identifies the key; ``""`` takes it from the source of the key.
        region: of the service; ``""`` takes the environment's, then the profile's, then
            us-east-1.
        profile: of Amazon's configuration files; boto3 reads its credentials. ``""``
            takes the environment's keys, then the credentials that boto3 finds.
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
    # The limit is 3000 characters.
    longest_text: ClassVar[int] = 2900
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    default_voice: ClassVar[str | None] = "Joanna"
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "visemes"})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        found = None if key else self._find_credentials(base_url)
        region = self.region or _read_region() or (found.region if found else "")
        object.__setattr__(self, "region", region or "us-east-1")
        if not _REGION.fullmatch(self.region):
            raise InputError(
                f"{self.region!r} is not a region of Amazon's",
                hint="give one like region='eu-central-1'",
            )
        base_url = base_url or os.environ.get(self.base_url_variable)
        home = f"https://polly.{self.region}.amazonaws.com"
        RemoteEngine.__post_init__(self, found.current().secret if found else key, base_url or home)
        given = None if found else self._read_credentials(key)
        region = self.region

        def signature(request: httpx.Request, secret: Key) -> None:
            # Credentials of roles expire, so each request uses the current ones.
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

        signed = Endpoint(
            self.title, self.endpoint.base_url, self.endpoint.key, signature=signature
        )
        object.__setattr__(self, "endpoint", signed)

    def _find_credentials(self, base_url: str | None) -> FoundCredentials | None:
        """Find credentials with boto3, if neither an argument nor the environment has a key."""
        address = base_url or os.environ.get(self.base_url_variable, "")
        is_local = is_loopback(urlsplit(address).hostname or "")
        if not self.profile and (os.environ.get(self.key_variable) or is_local):
            return None
        return find_credentials(self.profile)

    def _read_credentials(self, key: str | None) -> Credentials:
        """Return given credentials or the environment's, without the secret."""
        access_key_id = self.access_key_id or os.environ.get("AWS_ACCESS_KEY_ID", "")
        if not access_key_id and self.endpoint.is_local:
            access_key_id = "local"
        if not _ACCESS_KEY_ID.fullmatch(access_key_id):
            raise AuthenticationError(
                "Polly needs the id of the access key",
                hint="set AWS_ACCESS_KEY_ID in the environment, or give access_key_id=…",
            )
        # The session token of temporary credentials belongs to the environment's key.
        token = "" if key else os.environ.get("AWS_SESSION_TOKEN", "")
        return Credentials(access_key_id, "", token)

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body: dict[str, object] = {
            "Engine": self.generation,
            "VoiceId": request.voice,
            "OutputFormat": "mp3",
            "SampleRate": str(self.sample_rate),
            "TextType": "text",
            "Text": request.text,
        }
        if request.speed != 1:
            text = escape_ssml(request.text, self.title)
            body["TextType"] = "ssml"
            body["Text"] = f'<speak><prosody rate="{request.speed:.0%}">{text}</prosody></speak>'
        response = await client.request("POST", "/v1/speech", json=body)
        speech = self._build_speech(request, response.content)
        if not request.timestamps:
            return speech
        marks_options = {"OutputFormat": "json", "SpeechMarkTypes": ["word", "viseme"]}
        try:
            marks = await client.request("POST", "/v1/speech", json={**body, **marks_options})
            lines = parse_json_lines(marks.content, self.title)
        except EngineError as error:
            raise TimestampsUnavailable(
                f"the speech marks can't be fetched: {error.message}",
                hint=error.hint,
                speech=speech,
            ) from None
        # Marks have no end times: the last word ends with the audio.
        end_ms = speech.transcript.duration * 1000
        lines.append({"time": end_ms, "type": "viseme", "value": "sil"})
        return add_word_times(self.title, speech, lines, format_name="polly")


def _read_region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
