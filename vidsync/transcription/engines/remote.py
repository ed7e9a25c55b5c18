"""The base class of recognizers that use a service over HTTP.

A recognizer of a service declares its address and its limits, makes the requests for one
window, and says in which timing format the answer is.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from vidsync.errors import InputError
from vidsync.transcription.engines.answers import build_recognition
from vidsync.transcription.recognition import Recognition
from vidsync.transcription.recognizer import Recognizer
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient, ServiceResponse, Upload
from vidsync.wire.json_responses import parse_json
from vidsync.wire.policy import Policy
from vidsync.wire.service import Service

if TYPE_CHECKING:
    from vidsync.audio import Samples

LONGEST_TALK = 3600.0
"""Seconds that are sent at a time to tell speakers apart: some 30 MB."""

_MOST_TERMS = 1000
_LONGEST_TERM = 200
_LONGEST_PROMPT = 20_000


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """What a service is asked about one window.

    Attributes:
        sound: mono.
        language: BCP 47 tag; ``""`` to detect it.
        prompt: text that could come before, or ``""``.
    """

    sound: Samples
    language: str
    prompt: str

    @property
    def main_language(self) -> str:
        """The language without region and script: ``pt`` for ``pt-BR``."""
        return self.language.partition("-")[0].lower()


@dataclass(frozen=True, kw_only=True)
class RemoteRecognizer(Service, Recognizer):
    """A recognizer that uses a service; see `Service` for the attributes.

    Attributes:
        terms: names and terms that may be spoken.
    """

    policy: Policy = field(
        default=Policy(read_timeout=600.0, total_timeout=1800.0), repr=False, compare=False
    )
    terms: Sequence[str] = ()
    max_window: float = field(init=False, repr=False, default=1200.0)

    largest_upload: ClassVar[int]
    """The most bytes of one file."""
    suffix: ClassVar[str] = ".flac"
    """Of the files that are sent; see `vidsync.audio.encode`."""

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        super().__post_init__(key, base_url)
        object.__setattr__(self, "terms", _check_terms(self.terms))

    def recognize(
        self, sound: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> Recognition:
        """Send a sound to the service and wait for the words; see `Recognizer.recognize`.

        Raises:
            InputError: an option can't be used, or the sound is longer than the service takes.
            AuthenticationError: the service refuses the key.
            CreditError: the account has no credit left.
            EngineError: the service can't be reached, refuses the request, takes too long, or
                answers with something that can't be used.
        """
        from vidsync.wire.sync import run_coroutine  # asyncio is slow to import

        if not len(sound.data):
            return Recognition(())
        if prompt and len(prompt) > _LONGEST_PROMPT:
            raise InputError(
                f"the prompt has {len(prompt):,} characters: at most {_LONGEST_PROMPT:,} are taken"
            )
        request = RecognitionRequest(sound.mono(), language or "", prompt or "")
        return run_coroutine(self._recognize(request))

    async def _recognize(self, request: RecognitionRequest) -> Recognition:
        async with HttpClient(self.endpoint, self.policy) as client:
            answer = await self._request_answer(client, request)
        return self._read_answer(answer, request)

    def prepare(
        self,
        *,
        terms: Sequence[str] = (),
        speakers: int | Literal["auto"] | None = None,
    ) -> Self:
        """Return the recognizer for a recording; see `Recognizer.prepare`."""
        changes: dict[str, object] = {}
        if terms and self._has_terms:
            every = dict.fromkeys((*self.terms, *terms))
            changes["terms"] = _check_terms(tuple(every)[:_MOST_TERMS])
        options = {option.name for option in fields(self)}
        if speakers is not None and "diarize" in options:
            changes |= {"diarize": True, "finds_speakers": True, "max_window": LONGEST_TALK}
            if speakers != "auto" and "speakers" in options:
                changes["speakers"] = speakers
        prepared = copy(self)
        for name, value in changes.items():
            object.__setattr__(prepared, name, value)
        return prepared

    @property
    def _has_terms(self) -> bool:
        """Whether the service has a field for terms; else they are put into the prompt."""
        return False

    @abstractmethod
    async def _request_answer(
        self, client: HttpClient, request: RecognitionRequest
    ) -> dict[str, object]:
        """Make the requests for one window, and return the document with the words."""

    @abstractmethod
    def _read_answer(self, answer: dict[str, object], request: RecognitionRequest) -> Recognition:
        """Return the words of an answer."""

    def _build_recognition(
        self, answer: dict[str, object], request: RecognitionRequest, format_name: str
    ) -> Recognition:
        """Return the words of an answer that is a document of a timing format."""
        return build_recognition(self.title, answer, format_name, request.sound)

    def _encode(self, sound: Samples) -> Upload:
        """Return a sound as a file.

        Raises:
            InputError: it is larger than the service takes.
        """
        from vidsync.audio import encode  # needs numpy and PyAV

        content = encode(sound, self.suffix)
        if len(content) > self.largest_upload:
            raise InputError(
                f"{sound.duration:.0f} s of sound are {len(content):,} bytes, and {self.title} "
                f"takes {self.largest_upload:,}",
                hint="recognize a shorter sound at a time",
            )
        return Upload(content, f"audio/{self.suffix[1:]}", f"sound{self.suffix}")

    def _parse(self, response: ServiceResponse) -> dict[str, object]:
        """Return the JSON object in a response.

        Raises:
            EngineError: it is not one, or it holds an error.
        """
        answer = parse_json(response.content, self.title)
        if error := answer.get("error"):
            raise build_service_error(self.endpoint, error if isinstance(error, str) else "")
        return answer

    def _join_prompt(self, prompt: str) -> str:
        """Return a prompt with the terms in it, for services that have no field for terms."""
        return " ".join(filter(None, (", ".join(self.terms), prompt)))


def _check_terms(terms: Sequence[str]) -> tuple[str, ...]:
    if isinstance(terms, str):
        raise InputError(f"terms is the text {terms[:40]!r}: give a list of names and terms")
    if len(terms) > _MOST_TERMS:
        raise InputError(f"there are {len(terms)} terms: at most {_MOST_TERMS} are taken")
    for term in terms:
        if not isinstance(term, str) or not term.strip() or not term.isprintable():
            raise InputError(f"the term {term!r} is not a name or a word")
        if len(term) > _LONGEST_TERM:
            raise InputError(
                f"the term {term[:40]!r}… has {len(term)} characters: at most {_LONGEST_TERM} "
                "are taken"
            )
    return tuple(terms)
