"""ElevenLabs: speech with the times of its characters, whole, streamed, or as a dialogue.

Text that is still being written goes over a websocket, a whole text over HTTP.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote, urlencode

from vidsync.errors import EngineError, FormatError, InputError, TimingError, VidsyncWarning
from vidsync.timings.formats.services.elevenlabs import characters_of
from vidsync.timings.reading.columns import ChunkClock, Timed, words_of_characters
from vidsync.transcript import Speech, Turn
from vidsync.tts.engine import Line
from vidsync.tts.engines.remote import Utterance
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.assemble import (
    Encoding,
    RawFormat,
    SampleChunks,
    WordsInOrder,
    timed,
    unusable_times,
    wordless,
)
from vidsync.tts.speech.many_requests import check_conversation, joined_text
from vidsync.tts.speech.text_stream import AudioChunk, Streamed, TextPieces, sentences
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json
from vidsync.tts.wire.websocket import Session, session

# What the dialogue endpoint speaks reliably in one request.
_LONGEST_DIALOGUE = 2000
_MOST_VOICES = 10
_USUAL_GAP = 0.3
# Models that speak no text in pieces.
_WHOLE_ONLY = "eleven_v3"


@dataclass(frozen=True, kw_only=True)
class ElevenLabs(StreamedEngine):
    """ElevenLabs' speech service.

    Attributes:
        model: the service's name of it.
        output_format: ``codec_rate[_kbps]``: ``mp3_44100_128``, ``pcm_24000``, …
        stability: 0 to 1; None leaves it to the voice.
        similarity_boost: 0 to 1; None leaves it to the voice.
        dialogue_model: speaks a conversation in one go, with pauses of its own; ``""`` has
            each line spoken by itself, with the pauses that are asked for.
    """

    model: str = "eleven_multilingual_v2"
    output_format: str = "mp3_44100_128"
    stability: float | None = None
    similarity_boost: float | None = None
    dialogue_model: str = "eleven_v3"

    name: ClassVar[str] = "elevenlabs"
    title: ClassVar[str] = "ElevenLabs"
    address: ClassVar[str] = "https://api.elevenlabs.io"
    key_variable: ClassVar[str] = "ELEVENLABS_API_KEY"
    base_url_variable: ClassVar[str] = "ELEVENLABS_BASE_URL"
    key_header: ClassVar[str] = "xi-api-key"
    key_format: ClassVar[str] = "{}"
    # Models differ; this is under the limit of each.
    longest_text: ClassVar[int] = 2500
    speeds: ClassVar[tuple[float, float]] = (0.7, 1.2)
    gives: ClassVar[frozenset[str]] = frozenset({"words", "stream", "pieces", "conversation"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        path = _path(utterance)
        body, query, raw = self._body(utterance), {"output_format": self.output_format}, self._raw
        if not utterance.timestamps:
            answer = await client.request("POST", path, json=body, query=query)
            return self._wordless(utterance, answer.content, raw=raw)
        answer = await client.request("POST", f"{path}/with-timestamps", json=body, query=query)
        document = parse_json(answer.content, self.title)
        audio = decode_audio(document.get("audio_base64"), self.title)
        return self._speech(utterance, audio, document, raw=raw)

    async def speak_conversation(
        self,
        lines: Sequence[Line],
        *,
        language: str | None = None,
        speed: float = 1.0,
        gap: float = 0.3,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a conversation as one dialogue, whose pauses the service sets itself.

        With another speed, more than ten voices or over 2000 characters, each line is
        spoken by itself. See `Engine.speak_conversation`.

        Warns:
            VidsyncWarning: a `gap` was asked for that the dialogue does not have.
        """
        check_conversation(lines, gap)
        text = joined_text(lines)
        said = [
            self._utterance(line.text, line.voice, language, speed, timestamps) for line in lines
        ]
        is_dialogue = self.dialogue_model and speed == 1 and len(text) <= _LONGEST_DIALOGUE
        if not is_dialogue or len({each.voice for each in said}) > _MOST_VOICES:
            return await super().speak_conversation(
                lines, language=language, speed=speed, gap=gap, timestamps=timestamps
            )
        if gap != _USUAL_GAP:
            warnings.warn(
                f"{self.title} sets the pauses of a dialogue itself: the gap of {gap:g} s is not "
                "kept; dialogue_model='' speaks each line by itself",
                VidsyncWarning,
                stacklevel=2,
            )
        body: dict[str, object] = {
            "inputs": [{"text": each.text, "voice_id": each.voice} for each in said],
            "model_id": self.dialogue_model,
        }
        if language:
            body["language_code"] = _language(language)
        if self.stability is not None:
            body["settings"] = {"stability": self.stability}
        turns = tuple(
            Turn(line.speaker, each.voice) for line, each in zip(lines, said, strict=True)
        )
        return await self._dialogue(body, text, language or "", turns, timestamps)

    async def _dialogue(
        self,
        body: dict[str, object],
        text: str,
        language: str,
        turns: tuple[Turn, ...],
        timestamps: bool,
    ) -> Speech:
        query = {"output_format": self.output_format}
        path = f"/v1/text-to-dialogue{'/with-timestamps' if timestamps else ''}"
        async with HttpClient(self.service, self.policy) as client:
            answer = await client.request("POST", path, json=body, query=query)
        document = parse_json(answer.content, self.title) if timestamps else {}
        audio = answer.content
        if timestamps:
            audio = decode_audio(document.get("audio_base64"), self.title)
        speech = wordless(
            self.title, audio, text=text, language=language, raw=self._raw, turns=turns
        )
        return timed(self.title, speech, document, format_name=self.name) if timestamps else speech

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak a text while it is being written, each sentence as soon as it is complete.

        `Control.RESET` drops what is no whole sentence yet. See `Engine.stream`.
        """
        is_whole = isinstance(text, str) and len(text) <= self.longest_text
        if is_whole or self.model == _WHOLE_ONLY:
            spoken = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        else:
            utterance = self._utterance("", voice, language, speed, timestamps)
            spoken = self._exchanged(utterance, text)
        async with aclosing(spoken) as items:
            async for item in items:
                yield item

    async def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        reader = _LineReader(self.title, self._raw)
        path = f"{_path(utterance)}/stream/with-timestamps"
        query = {"output_format": self.output_format}
        async with aclosing(self._lines(path, self._body(utterance), query)) as lines:
            async for line in lines:
                for item in reader.read(line, words=utterance.timestamps):
                    yield item
        for item in reader.rest():
            yield item

    async def _exchanged(
        self, utterance: Utterance, text: TextPieces
    ) -> AsyncGenerator[Streamed, None]:
        """What comes over a websocket while the text goes the other way."""
        reader = _LineReader(self.title, self._raw)
        asked = self._body(utterance)
        query = {
            "model_id": self.model,
            "output_format": self.output_format,
            # Each message is a whole sentence, so that none has to wait for more.
            "auto_mode": "true",
            "sync_alignment": "true",
            # Seconds, the most there are: whoever writes the text may have to think.
            "inactivity_timeout": "180",
        }
        if "language_code" in asked:
            query["language_code"] = str(asked["language_code"])
        path = f"{_path(utterance)}/stream-input?{urlencode(query)}"
        settings = asked.get("voice_settings")
        async with (
            session(self.service, self.policy, path) as opened,
            aclosing(opened.exchange(_write(opened, text, settings))) as messages,
        ):
            async for message in messages:
                line = parse_json(message, self.title)
                if line.get("error") is not None:
                    said = line.get("message", line["error"])
                    raise refusal(
                        self.service,
                        said if isinstance(said, str) else "",
                        code=str(line["error"]),
                    )
                for item in reader.read(line, words=utterance.timestamps):
                    yield item
                if line.get("isFinal"):
                    break
        for item in reader.rest():
            yield item

    @property
    def _raw(self) -> RawFormat | None:
        codec, _, rate = self.output_format.partition("_")
        known: dict[str, Encoding] = {"pcm": "pcm_s16le", "ulaw": "pcm_mulaw", "alaw": "pcm_alaw"}
        if codec not in known:
            return None
        if not rate.isdecimal() or len(rate) > 6:
            raise InputError(
                f"{self.output_format!r} is no output format of {self.title}",
                hint="such as mp3_44100_128 or pcm_24000",
            )
        return RawFormat(known[codec], int(rate))

    def _body(self, utterance: Utterance) -> dict[str, object]:
        settings = {
            "speed": utterance.speed if utterance.speed != 1 else None,
            "stability": self.stability,
            "similarity_boost": self.similarity_boost,
        }
        settings = {name: value for name, value in settings.items() if value is not None}
        body: dict[str, object] = {"text": utterance.text, "model_id": self.model}
        if settings:
            body["voice_settings"] = settings
        # The multilingual model hears the language by itself and refuses to be told.
        if utterance.language and self.model != "eleven_multilingual_v2":
            body["language_code"] = _language(utterance.language)
        return body


def _path(utterance: Utterance) -> str:
    return f"/v1/text-to-speech/{quote(utterance.voice, safe='')}"


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()


async def _write(opened: Session, text: TextPieces, settings: object) -> None:
    first: dict[str, object] = {"text": " "}
    if settings is not None:
        first["voice_settings"] = settings
    await opened.send(first)
    async with aclosing(sentences(text)) as complete:
        async for sentence in complete:
            await opened.send({"text": sentence.strip() + " "})
    await opened.send({"text": ""})


class _LineReader:
    """The audio and the words in a stream's lines; a word is whole when a space follows."""

    def __init__(self, title: str, raw: RawFormat | None) -> None:
        self._title = title
        self._samples = SampleChunks(raw) if raw else None
        self._clock = ChunkClock()
        self._ordered = WordsInOrder(title)
        self._pending: list[Timed] = []
        self._has_audio = False

    def read(self, line: dict[str, object], *, words: bool) -> Iterator[Streamed]:
        encoded = line.get("audio_base64", line.get("audio"))
        if encoded is not None and (data := decode_audio(encoded, self._title)):
            self._has_audio = True
            if self._samples is None:
                yield AudioChunk(data, "audio/mpeg")
            else:
                yield from self._samples.chunks(data)
        if not words:
            return
        try:
            self._pending += characters_of(line, "a line", self._clock)
        except (FormatError, TimingError) as error:
            raise unusable_times(self._title, error) from None
        spaces = [index for index, timed in enumerate(self._pending) if not timed[0].strip()]
        end = spaces[-1] if spaces else 0
        complete, self._pending = self._pending[:end], self._pending[end:]
        yield from self._released(complete)

    def rest(self) -> Iterator[Streamed]:
        if not self._has_audio:
            raise EngineError(f"{self._title} ended the stream without any audio")
        yield from self._released(self._pending)

    def _released(self, characters: list[Timed]) -> Iterator[Streamed]:
        entries = [replace(entry, span=None) for entry, _ in words_of_characters(characters)]
        yield from self._ordered.words(entries)
