"""What the engines of services have in common.

An engine of a service says where the service is, what it takes and how one request is
made and read; finding the key, checking the text, splitting it, and time-outs and
retries come from here and from the modules beside it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, fields, replace
from math import isfinite
from types import MappingProxyType
from typing import ClassVar, Literal, get_args, get_origin, get_type_hints

from vidsync.errors import InputError, VoiceError, near_matches
from vidsync.transcript import Speech
from vidsync.tts.engine import Engine
from vidsync.tts.speech.assemble import RawFormat, timed, wordless
from vidsync.tts.speech.text_stream import is_speakable
from vidsync.tts.wire.endpoint import Service, find_base_url, find_key
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.policy import Policy


@dataclass(frozen=True, slots=True)
class Utterance:
    """One request: what to say, and how.

    Attributes:
        text: not longer than the service takes.
        voice: the service's name of it.
        language: BCP 47 tag, or ``""``.
        speed: 1 is the voice's own pace.
        timestamps: whether word times are wanted.
    """

    text: str
    voice: str
    language: str = ""
    speed: float = 1.0
    timestamps: bool = True


@dataclass(frozen=True, kw_only=True)
class RemoteEngine(Engine):
    """An engine that a service speaks for.

    Attributes:
        key: the service's key; None takes it from the environment. It is not kept.
        base_url: another address of the service; None takes the environment's, else
            the service's own. Plain http is for this machine only.
        policy: time-outs, retries and limits.
        service: the address and the key, found.
    """

    key: InitVar[str | None] = None
    base_url: InitVar[str | None] = None
    policy: Policy = field(default=Policy(), repr=False, compare=False)
    service: Service = field(init=False)

    name: ClassVar[str]
    """As ``engine=`` takes it."""
    title: ClassVar[str]
    """As the service calls itself."""
    address: ClassVar[str]
    key_variable: ClassVar[str]
    base_url_variable: ClassVar[str]
    key_header: ClassVar[str] = "Authorization"
    key_format: ClassVar[str] = "Bearer {}"
    headers: ClassVar[Mapping[str, str]] = MappingProxyType({})
    longest_text: ClassVar[int]
    """Characters that one request may have."""
    speeds: ClassVar[tuple[float, float]] = (1.0, 1.0)
    """The slowest and the fastest that the service speaks."""
    default_voice: ClassVar[str | None] = None
    gives: ClassVar[frozenset[str]] = frozenset()
    """Of ``words``, ``phones``, ``visemes``, ``stream``, ``pieces`` (text that is still being
    written), ``conversation``: what the service itself does."""

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        address = find_base_url(self.title, base_url, self.base_url_variable, self.address)
        secret = find_key(self.title, key, self.key_variable, base_url=address)
        service = Service(
            self.title, address, secret, self.key_header, self.key_format, self.headers
        )
        object.__setattr__(self, "service", service)
        self._check_options()

    def _check_options(self) -> None:
        """Refuse numbers that are none, and what is not among the choices there are."""
        hints = get_type_hints(type(self))
        for option in fields(self):
            value = getattr(self, option.name)
            if isinstance(value, float) and not isfinite(value):
                raise InputError(f"{option.name} is {value!r}, not a number")
            choices = get_args(hints[option.name])
            if get_origin(hints[option.name]) is Literal and value not in choices:
                raise InputError(
                    f"{self.title} has no {option.name} {value!r}",
                    hint=near_matches(str(value), map(str, choices)),
                )

    async def speak(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a text of any length; see `Engine.speak`."""
        from vidsync.tts.speech.many_requests import in_parts  # decodes audio, so it needs numpy

        if not is_speakable(text):
            raise InputError("there is nothing in the text that can be spoken")
        utterance = self._utterance(text, voice, language, speed, timestamps)
        async with HttpClient(self.service, self.policy) as client:
            return await in_parts(
                text,
                self.longest_text,
                lambda part: self._spoken(client, replace(utterance, text=part)),
            )

    @abstractmethod
    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        """Make one request and read its answer."""

    def _speech(
        self,
        utterance: Utterance,
        audio: bytes,
        answer: dict[str, object] | list[object],
        *,
        raw: RawFormat | None = None,
    ) -> Speech:
        """What an answer holds, with words if they are wanted.

        Args:
            utterance: what was asked for.
            audio: out of the answer, decoded.
            answer: the timing document, of the format that has the engine's name.
            raw: how to read samples without a header.

        Raises:
            TimestampsUnavailable: words are wanted, and there are none to be had.
            EngineError: the audio can't be used.
        """
        speech = self._wordless(utterance, audio, raw=raw)
        if not utterance.timestamps:
            return speech
        return timed(self.title, speech, answer, format_name=self.name)

    def _wordless(
        self, utterance: Utterance, audio: bytes, *, raw: RawFormat | None = None
    ) -> Speech:
        """Audio as a speech without words."""
        return wordless(
            self.title, audio, text=utterance.text, language=utterance.language, raw=raw
        )

    def _utterance(
        self,
        text: str,
        voice: str | None,
        language: str | None,
        speed: float,
        timestamps: bool,
    ) -> Utterance:
        """What the caller wants, checked against what the service takes."""
        chosen = voice or self.default_voice
        if chosen is None:
            raise VoiceError(
                f"{self.title} needs to be told a voice", hint="give voice=…, one of its voices"
            )
        slowest, fastest = self.speeds
        if not isfinite(speed) or not slowest <= speed <= fastest:
            allowed = f"{slowest:g} to {fastest:g}" if slowest < fastest else "1 only"
            raise InputError(f"a speed of {speed!r} is not what {self.title} takes: {allowed}")
        return Utterance(text, chosen, language or "", speed, timestamps)
