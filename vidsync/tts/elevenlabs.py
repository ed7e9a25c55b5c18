"""ElevenLabs: speech with the times of its characters, whole or as it is spoken."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote

from vidsync.errors import EngineError, FormatError, InputError, TimingError
from vidsync.timings.columns import ChunkClock, Timed, words_of_characters
from vidsync.timings.elevenlabs import characters_of
from vidsync.transcript import Speech
from vidsync.tts.answers import decode_audio, parse_json
from vidsync.tts.assembly import Encoding, RawFormat, WordsInOrder, unusable_times
from vidsync.tts.events import json_lines
from vidsync.tts.http import HttpClient
from vidsync.tts.remote import RemoteEngine, Utterance
from vidsync.tts.streams import AudioChunk, Streamed, TextPieces


@dataclass(frozen=True, kw_only=True)
class ElevenLabs(RemoteEngine):
    """ElevenLabs' speech service.

    Attributes:
        model: the service's name of it.
        output_format: ``codec_rate[_kbps]``: ``mp3_44100_128``, ``pcm_24000``, …
        stability: 0 to 1; None leaves it to the voice.
        similarity_boost: 0 to 1; None leaves it to the voice.
    """

    model: str = "eleven_multilingual_v2"
    output_format: str = "mp3_44100_128"
    stability: float | None = None
    similarity_boost: float | None = None

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
    gives: ClassVar[frozenset[str]] = frozenset({"words", "stream"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        path = f"/v1/text-to-speech/{quote(utterance.voice, safe='')}"
        body, query, raw = self._body(utterance), {"output_format": self.output_format}, self._raw
        if not utterance.timestamps:
            answer = await client.request("POST", path, json=body, query=query)
            return self._wordless(utterance, answer.content, raw=raw)
        answer = await client.request("POST", f"{path}/with-timestamps", json=body, query=query)
        document = parse_json(answer.content, self.title)
        audio = decode_audio(document.get("audio_base64"), self.title)
        return self._speech(utterance, audio, document, raw=raw)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Speak a whole text as it is spoken; one in pieces sentence by sentence.

        See `Engine.stream`.
        """
        if isinstance(text, str):
            spoken = self._streamed(self._utterance(text, voice, language, speed, timestamps))
        else:
            spoken = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        async with aclosing(spoken) as items:
            async for item in items:
                yield item

    async def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        reader = _LineReader(self.title, self._raw)
        path = f"/v1/text-to-speech/{quote(utterance.voice, safe='')}/stream/with-timestamps"
        async with (
            HttpClient(self.service, self.policy) as client,
            client.stream(
                "POST",
                path,
                json=self._body(utterance),
                query={"output_format": self.output_format},
            ) as answer,
            aclosing(json_lines(answer.pieces, self.title)) as lines,
        ):
            async for line in lines:
                for item in reader.read(line, words=utterance.timestamps):
                    yield item
        for item in reader.rest():
            yield item
        if not reader.has_audio:
            raise EngineError(f"{self.title} ended the stream without any audio")

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
            body["language_code"] = utterance.language.partition("-")[0].lower()
        return body


class _LineReader:
    """The audio and the words in a stream's lines; a word is whole when a space follows."""

    def __init__(self, title: str, raw: RawFormat | None) -> None:
        self._title = title
        self._raw = raw
        self._clock = ChunkClock()
        self._ordered = WordsInOrder(title)
        self._pending: list[Timed] = []
        self.has_audio = False

    def read(self, line: dict[str, object], *, words: bool) -> Iterator[Streamed]:
        if line.get("audio_base64") is not None:
            data = decode_audio(line["audio_base64"], self._title)
            self.has_audio = self.has_audio or bool(data)
            if self._raw is None:
                yield AudioChunk(data, "audio/mpeg")
            else:
                yield AudioChunk(data, "audio/pcm", self._raw.sample_rate, self._raw.encoding)
        if not words:
            return
        try:
            self._pending += self._clock.placed(characters_of(line, "a line"))
        except (FormatError, TimingError) as error:
            raise unusable_times(self._title, error) from None
        spaces = [index for index, timed in enumerate(self._pending) if not timed[0].strip()]
        end = spaces[-1] if spaces else 0
        complete, self._pending = self._pending[:end], self._pending[end:]
        yield from self._released(complete)

    def rest(self) -> Iterator[Streamed]:
        yield from self._released(self._pending)

    def _released(self, characters: list[Timed]) -> Iterator[Streamed]:
        entries = [replace(entry, span=None) for entry, _ in words_of_characters(characters)]
        yield from self._ordered.words(entries)
