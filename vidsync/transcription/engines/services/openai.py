"""OpenAI's transcriptions, and compatible servers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import exp
from typing import ClassVar

from vidsync.timings.word_lists.shapes import get_path
from vidsync.timings.word_lists.values import read_score
from vidsync.transcript import Word
from vidsync.transcription.engines.remote import RecognitionRequest, RemoteRecognizer
from vidsync.transcription.recognition import Recognition
from vidsync.wire.http import HttpClient

# Seconds; the service takes 1,400.
_LONGEST_TALK = 1200.0


@dataclass(frozen=True, kw_only=True)
class OpenAIRecognizer(RemoteRecognizer):
    """OpenAI's transcription endpoint, and compatible endpoints of other services.

    The models of the family ``gpt`` give no times: the words are spread over the window, and the
    aligner finds them. ``whisper-1``, and every model that is not of this family, is asked for
    the times of its words. Terms go into the field for them where the model has one
    (``gpt-transcribe``), else before the prompt.

    Attributes:
        model: the service's name of a model. One with ``diarize`` in its name tells speakers
            apart; it takes no prompt.

    Source:
        OpenAI, "Create transcription" and "Speech to text"; the client ``openai`` 3.57.0. It
        names ``gpt-transcribe`` as the model that stays: the others end on 26 February 2027.
    """

    model: str = "gpt-transcribe"
    finds_speakers: bool = field(init=False, repr=False, default=False)
    # Words without times are found more reliably in a short sound.
    max_window: float = field(init=False, repr=False, default=30.0)

    title: ClassVar[str] = "OpenAI"
    address: ClassVar[str] = "https://api.openai.com/v1"
    key_variable: ClassVar[str] = "OPENAI_API_KEY"
    base_url_variable: ClassVar[str] = "OPENAI_BASE_URL"
    largest_upload: ClassVar[int] = 25 * 1000 * 1000

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        if "diarize" in self.model:
            object.__setattr__(self, "finds_speakers", True)
            object.__setattr__(self, "max_window", _LONGEST_TALK)

    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        response = await client.request(
            "POST",
            "/audio/transcriptions",
            upload=self._encode(request.sound),
            form=self._build_form(request),
        )
        return self._parse(response)

    @property
    def _has_terms(self) -> bool:
        return self.model.startswith("gpt-transcribe")

    def _build_form(self, request: RecognitionRequest) -> dict[str, str | list[str]]:
        form: dict[str, str | list[str]] = {"model": self.model}
        if request.language:
            form["language"] = request.main_language
        if self.finds_speakers:
            return {**form, "response_format": "diarized_json", "chunking_strategy": "auto"}
        prompt = self._join_prompt(request.prompt)
        if self.terms and self._has_terms:
            form["keywords[]"] = list(self.terms)
            prompt = request.prompt
        if prompt:
            form["prompt"] = prompt
        if self.model.startswith("gpt-"):
            form["response_format"] = "json"
        else:
            form["response_format"] = "verbose_json"
            form["timestamp_granularities[]"] = ["word", "segment"]
        return form

    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        # The segments have speakers or probabilities, and are all that some servers send.
        has_segments = bool(answer.get("segments")) and not answer.get("words")
        recognition = self._build_recognition(
            answer, request, "whisper" if has_segments else "openai"
        )
        if recognition.language is None:
            spoken = get_path(answer, "languages", 0, "code")
            recognition = replace(recognition, language=spoken if isinstance(spoken, str) else None)
        return replace(recognition, words=_add_confidence(recognition.words, answer))


def _add_confidence(words: tuple[Word, ...], answer: dict[str, object]) -> tuple[Word, ...]:
    """Return the words with the probability of their segment, if they have none of their own."""
    segments = answer.get("segments")
    scored: list[tuple[float, float]] = []
    for segment in segments if isinstance(segments, list) else []:
        end, logarithm = get_path(segment, "end"), get_path(segment, "avg_logprob")
        if isinstance(end, int | float) and isinstance(logarithm, int | float) and logarithm <= 0:
            score = read_score(exp(logarithm))
            scored += [(end, score)] if score is not None else []
    if not scored or any(word.confidence is not None for word in words):
        return words
    rated: list[Word] = []
    place = 0
    for word in words:
        middle = (word.start + word.end) / 2
        while place < len(scored) - 1 and scored[place][0] < middle:
            place += 1
        rated.append(replace(word, confidence=scored[place][1]))
    return tuple(rated)
