"""whisper.cpp's server: Whisper on this machine or another one of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from vidsync.errors import InputError
from vidsync.transcription.engines.remote import RecognitionRequest, RemoteRecognizer
from vidsync.transcription.recognition import Recognition
from vidsync.wire.http import HttpClient


@dataclass(frozen=True, kw_only=True)
class WhisperCppRecognizer(RemoteRecognizer):
    """The server that comes with whisper.cpp (``whisper-server -m model.bin``).

    It takes no key, and the model is the one that it was started with. Terms are put before
    the prompt.

    Attributes:
        path: where the server listens, as its options ``--request-path`` and
            ``--inference-path`` say.

    Source:
        whisper.cpp, examples/server/server.cpp (fields of the form, ``verbose_json``).
    """

    path: str = "/inference"
    # Whisper itself hears 30 seconds at a time.
    max_window: float = field(init=False, repr=False, default=29.0)

    title: ClassVar[str] = "whisper.cpp"
    address: ClassVar[str] = "http://127.0.0.1:8080"
    key_variable: ClassVar[str] = "WHISPER_CPP_API_KEY"
    base_url_variable: ClassVar[str] = "WHISPER_CPP_BASE_URL"
    needs_key: ClassVar[bool] = False
    largest_upload: ClassVar[int] = 64 * 1024 * 1024
    # The only format that a server without --convert reads in every version.
    suffix: ClassVar[str] = ".wav"

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        if not self.path.startswith("/") or not self.path.isascii() or set(self.path) & set("?# "):
            raise InputError(
                f"the path {self.path!r} is not one of a server", hint="give one like /inference"
            )

    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        form: dict[str, str | list[str]] = {
            "response_format": "verbose_json",
            "temperature": "0.0",
            # With detect_language=true the server detects it and hears no words.
            "language": request.main_language or "auto",
        }
        if request.language:
            # It would run the model once more for the probabilities of all languages.
            form["no_language_probabilities"] = "true"
        if prompt := self._join_prompt(request.prompt):
            form["prompt"] = prompt
        response = await client.request(
            "POST", self.path, upload=self._encode(request.sound), form=form
        )
        return self._parse(response)

    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        if request.language:
            answer.pop("detected_language_probability", None)
        return self._build_recognition(answer, request, "whisper")
