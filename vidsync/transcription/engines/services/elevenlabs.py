"""ElevenLabs Scribe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from vidsync.errors import InputError
from vidsync.transcription.engines.remote import LONGEST_TALK, RecognitionRequest, RemoteRecognizer
from vidsync.transcription.recognition import Recognition
from vidsync.wire.http import HttpClient

_MOST_SPEAKERS = 32


@dataclass(frozen=True, kw_only=True)
class ElevenLabsRecognizer(RemoteRecognizer):
    """ElevenLabs' speech to text. It writes every word, also "um"; terms cost extra.

    Attributes:
        model: the service's name of a model.
        diarize: whether to tell speakers apart.
        speakers: the most speakers that there may be; None leaves it open.
        seed: makes repeated answers alike; None leaves it to chance.

    Source:
        ElevenLabs, "Create transcript" (reference); the client ``elevenlabs`` 2.78.0. A file may
        have 3 GB.
    """

    model: str = "scribe_v2"
    diarize: bool = False
    speakers: int | None = None
    seed: int | None = None
    finds_speakers: bool = field(init=False, repr=False, default=False)

    title: ClassVar[str] = "ElevenLabs"
    address: ClassVar[str] = "https://api.elevenlabs.io"
    key_variable: ClassVar[str] = "ELEVENLABS_API_KEY"
    base_url_variable: ClassVar[str] = "ELEVENLABS_BASE_URL"
    key_header: ClassVar[str] = "xi-api-key"
    key_format: ClassVar[str] = "{}"
    largest_upload: ClassVar[int] = 3_000_000_000

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        if self.diarize:
            object.__setattr__(self, "finds_speakers", True)
            object.__setattr__(self, "max_window", LONGEST_TALK)
        if self.speakers is not None and not 1 <= self.speakers <= _MOST_SPEAKERS:
            raise InputError(
                f"speakers is {self.speakers!r}: {self.title} tells 1 to {_MOST_SPEAKERS} apart"
            )

    @property
    def _has_terms(self) -> bool:
        return True

    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        form: dict[str, str | list[str]] = {
            "model_id": self.model,
            "timestamps_granularity": "word",
            "tag_audio_events": "false",
            "diarize": "true" if self.diarize else "false",
        }
        if request.language:
            form["language_code"] = request.main_language
        if self.diarize and self.speakers is not None:
            form["num_speakers"] = str(self.speakers)
        if self.seed is not None:
            form["seed"] = str(self.seed)
        if self.terms:
            form["keyterms"] = list(self.terms)
        response = await client.request(
            "POST", "/v1/speech-to-text", upload=self._encode(request.sound), form=form
        )
        return self._parse(response)

    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        return self._build_recognition(answer, request, "elevenlabs-scribe")
