"""AssemblyAI: a file is uploaded, a transcript is ordered, and asked for until it is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from vidsync.errors import EngineError, InputError
from vidsync.transcription.engines.remote import LONGEST_TALK, RecognitionRequest, RemoteRecognizer
from vidsync.transcription.recognition import Recognition
from vidsync.wire.error_responses import build_service_error, shorten
from vidsync.wire.http import HttpClient, Upload
from vidsync.wire.json_responses import parse_json

_NOTHING_SPOKEN = "no spoken audio"


@dataclass(frozen=True, kw_only=True)
class AssemblyAIRecognizer(RemoteRecognizer):
    """AssemblyAI.

    Attributes:
        model: the service's name of a model; ``""`` leaves the choice to the service.
        diarize: whether to tell speakers apart.
        speakers: how many speakers there are; None leaves it open.
        fillers: whether to keep "uh" and "um".
        pause: seconds between two questions whether the transcript is done.
        longest_job: seconds after which a transcript that is not done is given up.

    Source:
        AssemblyAI's OpenAPI document 1.3.4 (https://www.assemblyai.com/docs/openapi.json); the
        client ``assemblyai`` 1.8.2. A file may have 2.2 GB.
    """

    model: str = ""
    diarize: bool = False
    speakers: int | None = None
    fillers: bool = True
    pause: float = field(default=3.0, repr=False)
    longest_job: float = field(default=3600.0, repr=False)
    finds_speakers: bool = field(init=False, repr=False, default=False)

    title: ClassVar[str] = "AssemblyAI"
    address: ClassVar[str] = "https://api.assemblyai.com"
    key_variable: ClassVar[str] = "ASSEMBLYAI_API_KEY"
    base_url_variable: ClassVar[str] = "ASSEMBLYAI_BASE_URL"
    key_format: ClassVar[str] = "{}"
    largest_upload: ClassVar[int] = 2_200_000_000

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        if self.diarize:
            object.__setattr__(self, "finds_speakers", True)
            object.__setattr__(self, "max_window", LONGEST_TALK)
        if self.speakers is not None and self.speakers < 1:
            raise InputError(f"speakers is {self.speakers!r}: it must be 1 or more")
        if self.pause <= 0 or self.longest_job <= 0:
            raise InputError("pause and longest_job must be more than 0 seconds")

    @property
    def _has_terms(self) -> bool:
        return True

    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        sound = self._encode(request.sound)
        # The service tells the kind of a file by its content.
        file = Upload(sound.content, "application/octet-stream", sound.name)
        uploaded = self._parse(await client.request("POST", "/v2/upload", upload=file))
        order = self._build_order(_check_address(uploaded.get("upload_url"), self), request)
        ordered = parse_json(
            (await client.request("POST", "/v2/transcript", json=order)).content, self.title
        )
        number = ordered.get("id")
        if not isinstance(number, str) or not re.fullmatch(r"[\w-]{1,100}", number, re.ASCII):
            raise EngineError(f"{self.title} accepted the sound, but gave no id of a transcript")
        return await self._wait_for(client, ordered, f"/v2/transcript/{number}")

    def _build_order(self, address: str, request: RecognitionRequest) -> dict[str, object]:
        order: dict[str, object] = {"audio_url": address, "punctuate": True, "format_text": True}
        if request.language:
            order["language_code"] = request.main_language
        else:
            order["language_detection"] = True
        if self.model:
            order["speech_models"] = [self.model]
        if self.fillers:
            order["disfluencies"] = True
        if self.diarize:
            order["speaker_labels"] = True
            if self.speakers is not None:
                order["speakers_expected"] = self.speakers
        # The service takes one of the two.
        if self.terms:
            order["keyterms_prompt"] = list(self.terms)
        elif request.prompt:
            order["prompt"] = request.prompt
        return order

    async def _wait_for(
        self, client: HttpClient, answer: dict[str, object], path: str
    ) -> dict[str, object]:
        """Ask for a transcript until it is done.

        Raises:
            EngineError: it fails, or takes longer than `longest_job`.
        """
        deadline = self.policy.clock() + self.longest_job
        while True:
            status, said = answer.get("status"), answer.get("error")
            if status == "completed":
                return answer
            message = said if isinstance(said, str) else ""
            if status == "error" and _NOTHING_SPOKEN in message:
                return {"status": "completed", "words": [], "text": ""}
            if status == "error":
                raise build_service_error(self.endpoint, message)
            if status not in {"queued", "processing"}:
                shown = shorten(str(status))[:40]
                raise EngineError(f"{self.title} answered with the unknown status {shown!r}")
            if self.policy.clock() + self.pause > deadline:
                raise EngineError(
                    f"{self.title} has not finished after {self.longest_job:g} s: it is {status}",
                    hint="try again later, or allow more time with longest_job=…",
                )
            await self.policy.sleep(self.pause)
            answer = parse_json((await client.request("GET", path)).content, self.title)

    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        return self._build_recognition(answer, request, "assemblyai")


def _check_address(value: object, recognizer: AssemblyAIRecognizer) -> str:
    """Return the address of an uploaded file, which goes back to the service.

    Raises:
        EngineError: it is not an address.
    """
    is_address = isinstance(value, str) and len(value) < 2000
    if not (is_address and urlsplit(str(value)).scheme in {"https", "http"}):
        raise EngineError(f"{recognizer.title} took the sound, but gave no address of it")
    return str(value)
