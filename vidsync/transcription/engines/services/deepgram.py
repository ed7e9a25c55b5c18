"""Deepgram's pre-recorded transcription."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from vidsync.transcription.engines.remote import LONGEST_TALK, RecognitionRequest, RemoteRecognizer
from vidsync.transcription.recognition import Recognition
from vidsync.wire.http import HttpClient


@dataclass(frozen=True, kw_only=True)
class DeepgramRecognizer(RemoteRecognizer):
    """Deepgram.

    Attributes:
        model: the service's name of a model.
        diarize: whether to tell speakers apart.
        fillers: whether to keep "uh" and "um", where the model knows them.
        smart_format: whether to write numbers, dates and amounts as digits.

    Source:
        Deepgram, "Pre-Recorded Audio" (reference); the client ``deepgram-sdk`` 7.17.0. A file
        may have 2 GB.
    """

    model: str = "nova-3"
    diarize: bool = False
    fillers: bool = True
    smart_format: bool = True
    finds_speakers: bool = field(init=False, repr=False, default=False)

    title: ClassVar[str] = "Deepgram"
    address: ClassVar[str] = "https://api.deepgram.com"
    key_variable: ClassVar[str] = "DEEPGRAM_API_KEY"
    base_url_variable: ClassVar[str] = "DEEPGRAM_BASE_URL"
    key_format: ClassVar[str] = "Token {}"
    largest_upload: ClassVar[int] = 2_000_000_000

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        if self.diarize:
            object.__setattr__(self, "finds_speakers", True)
            object.__setattr__(self, "max_window", LONGEST_TALK)

    @property
    def _has_terms(self) -> bool:
        return True

    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        query: dict[str, str | list[str]] = {"model": self.model, "punctuate": "true"}
        if request.language:
            query["language"] = request.language
        else:
            query["detect_language"] = "true"
        if self.smart_format:
            query["smart_format"] = "true"
        if self.fillers:
            query["filler_words"] = "true"
        if self.diarize:
            query["diarize_model"] = "latest"
        if self.terms:
            # Older models have only keywords, and the newer ones refuse them.
            name = "keyterm" if self.model.startswith(("nova-3", "flux")) else "keywords"
            query[name] = list(self.terms)
        response = await client.request(
            "POST", "/v1/listen", query=query, upload=self._encode(request.sound)
        )
        return self._parse(response)

    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        return self._build_recognition(answer, request, "deepgram")
