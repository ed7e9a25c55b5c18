"""ElevenLabs: speech with the times of its characters, whole, streamed, or as a dialogue.

A whole text is sent over HTTP, and text in pieces over a websocket.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, urlencode

from vidsync.errors import EngineError, FormatError, InputError, TimingError, VidsyncWarning
from vidsync.timings.formats.services.elevenlabs import read_characters
from vidsync.timings.reading.columns import ChunkClock, Timed, join_characters
from vidsync.transcript import Speech, Turn
from vidsync.tts.engines.remote import Feature, SpeechRequest
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.line import Line
from vidsync.tts.speech.assemble import add_word_times, build_untimed_speech
from vidsync.tts.speech.many_requests import check_conversation, join_lines
from vidsync.tts.speech.samples import RawFormat, SampleChunks, SampleEncoding
from vidsync.tts.speech.stream_words import WordReader, build_times_error
from vidsync.tts.speech.text_stream import AudioChunk, StreamItem, TextPieces, iter_sentences
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json
from vidsync.wire.websocket import Session, open_session

# Characters that the dialogue endpoint speaks reliably in one request.
_LONGEST_DIALOGUE = 2000
_MOST_VOICES = 10
_DEFAULT_GAP = 0.3
# The model that does not take text in pieces.
_WHOLE_TEXT_MODEL = "eleven_v3"


@dataclass(frozen=True, kw_only=True)
class ElevenLabsEngine(StreamedEngine):
    """ElevenLabs' speech service.

    Attributes:
        model: the service's name of a model.
        output_format: ``codec_rate[_kbps]``: ``mp3_44100_128``, ``pcm_24000``, …
        stability: 0 to 1; None leaves it to the voice.
        similarity_boost: 0 to 1; None leaves it to the voice.
        dialogue_model: speaks a conversation in one request, with pauses of its own.
            ``""`` speaks each line by itself, with the pauses of the `gap`.
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
    # The limits of the models differ; this is below all of them.
    longest_text: ClassVar[int] = 2500
    speeds: ClassVar[tuple[float, float]] = (0.7, 1.2)
    features: ClassVar[frozenset[Feature]] = frozenset(
        {"words", "stream", "pieces", "conversation"}
    )

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        path = _build_path(request)
        body, query, raw = (
            self._build_body(request),
            {"output_format": self.output_format},
            self._raw,
        )
        if not request.timestamps:
            response = await client.request("POST", path, json=body, query=query)
            return self._build_speech(request, response.content, raw=raw)
        response = await client.request("POST", f"{path}/with-timestamps", json=body, query=query)
        document = parse_json(response.content, self.title)
        audio = decode_audio(document.get("audio_base64"), self.title)
        return self._build_timed_speech(request, audio, document, raw=raw)

    async def speak_conversation(
        self,
        lines: Sequence[Line],
        *,
        language: str | None = None,
        speed: float = 1.0,
        gap: float = 0.3,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a conversation as one dialogue. The service sets the pauses itself.

        With a speed other than 1, more than ten voices or over 2000 characters, each line
        is spoken by itself. See `Engine.speak_conversation`.

        Warns:
            VidsyncWarning: the dialogue ignores a `gap` that was given.
        """
        check_conversation(lines, gap)
        text = join_lines(lines)
        requests = [
            self._build_request(line.text, line.voice, language, speed, timestamps)
            for line in lines
        ]
        is_dialogue = self.dialogue_model and speed == 1 and len(text) <= _LONGEST_DIALOGUE
        if not is_dialogue or len({each.voice for each in requests}) > _MOST_VOICES:
            return await super().speak_conversation(
                lines, language=language, speed=speed, gap=gap, timestamps=timestamps
            )
        if gap != _DEFAULT_GAP:
            warnings.warn(
                f"{self.title} sets the pauses of a dialogue itself and ignores the gap of "
                f"{gap:g} s; with dialogue_model='' each line is spoken by itself",
                VidsyncWarning,
                stacklevel=2,
            )
        body: dict[str, object] = {
            "inputs": [{"text": each.text, "voice_id": each.voice} for each in requests],
            "model_id": self.dialogue_model,
        }
        if language:
            body["language_code"] = _language(language)
        if self.stability is not None:
            body["settings"] = {"stability": self.stability}
        turns = tuple(
            Turn(line.speaker, each.voice) for line, each in zip(lines, requests, strict=True)
        )
        return await self._speak_dialogue(body, text, language or "", turns, timestamps)

    async def _speak_dialogue(
        self,
        body: dict[str, object],
        text: str,
        language: str,
        turns: tuple[Turn, ...],
        timestamps: bool,
    ) -> Speech:
        query = {"output_format": self.output_format}
        path = f"/v1/text-to-dialogue{'/with-timestamps' if timestamps else ''}"
        async with HttpClient(self.endpoint, self.policy) as client:
            response = await client.request("POST", path, json=body, query=query)
        document = parse_json(response.content, self.title) if timestamps else {}
        audio = response.content
        if timestamps:
            audio = decode_audio(document.get("audio_base64"), self.title)
        speech = build_untimed_speech(
            self.title, audio, text=text, language=language, raw=self._raw, turns=turns
        )
        return (
            add_word_times(self.title, speech, document, format_name=self.name)
            if timestamps
            else speech
        )

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Speak a text while it is being written, each sentence as soon as it is complete.

        `Control.RESET` drops an incomplete sentence. See `Engine.stream`.
        """
        is_whole = isinstance(text, str) and len(text) <= self.longest_text
        if is_whole or self.model == _WHOLE_TEXT_MODEL:
            items = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        else:
            request = self._build_request("", voice, language, speed, timestamps)
            items = self._stream_websocket(request, text)
        async with aclosing(items):
            async for item in items:
                yield item

    async def _stream_response(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        reader = _StreamReader(self.title, self._raw)
        path = f"{_build_path(request)}/stream/with-timestamps"
        query = {"output_format": self.output_format}
        async with aclosing(self._read_lines(path, self._build_body(request), query)) as lines:
            async for line in lines:
                for item in reader.read(line, words=request.timestamps):
                    yield item
        for item in reader.finish():
            yield item

    async def _stream_websocket(
        self, request: SpeechRequest, text: TextPieces
    ) -> AsyncGenerator[StreamItem, None]:
        """Send sentences over a websocket, and yield audio and words as they arrive."""
        reader = _StreamReader(self.title, self._raw)
        body = self._build_body(request)
        query = {
            "model_id": self.model,
            "output_format": self.output_format,
            # Each message is a whole sentence, so none has to wait for more text.
            "auto_mode": "true",
            "sync_alignment": "true",
            # Seconds, the largest value: the writer of the text may pause.
            "inactivity_timeout": "180",
        }
        if "language_code" in body:
            query["language_code"] = str(body["language_code"])
        path = f"{_build_path(request)}/stream-input?{urlencode(query)}"
        settings = body.get("voice_settings")
        async with (
            open_session(self.endpoint, self.policy, path) as websocket,
            aclosing(websocket.exchange(_write(websocket, text, settings))) as messages,
        ):
            async for content in messages:
                line = parse_json(content, self.title)
                if line.get("error") is not None:
                    message = line.get("message", line["error"])
                    raise build_service_error(
                        self.endpoint,
                        message if isinstance(message, str) else "",
                        code=str(line["error"]),
                    )
                for item in reader.read(line, words=request.timestamps):
                    yield item
                if line.get("isFinal"):
                    break
        for item in reader.finish():
            yield item

    @property
    def _raw(self) -> RawFormat | None:
        codec, _, rate = self.output_format.partition("_")
        known: dict[str, SampleEncoding] = {
            "pcm": "pcm_s16le",
            "ulaw": "pcm_mulaw",
            "alaw": "pcm_alaw",
        }
        if codec not in known:
            return None
        if not rate.isdecimal() or len(rate) > 6:
            raise InputError(
                f"{self.output_format!r} is not an output format of {self.title}",
                hint="give one like mp3_44100_128 or pcm_24000",
            )
        return RawFormat(known[codec], int(rate))

    def _build_body(self, request: SpeechRequest) -> dict[str, object]:
        settings = {
            "speed": request.speed if request.speed != 1 else None,
            "stability": self.stability,
            "similarity_boost": self.similarity_boost,
        }
        settings = {name: value for name, value in settings.items() if value is not None}
        body: dict[str, object] = {"text": request.text, "model_id": self.model}
        if settings:
            body["voice_settings"] = settings
        # The multilingual model detects the language itself, and refuses a language code.
        if request.language and self.model != "eleven_multilingual_v2":
            body["language_code"] = _language(request.language)
        return body


def _build_path(request: SpeechRequest) -> str:
    return f"/v1/text-to-speech/{quote(request.voice, safe='')}"


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()


async def _write(websocket: Session, text: TextPieces, settings: object) -> None:
    first: dict[str, object] = {"text": " "}
    if settings is not None:
        first["voice_settings"] = settings
    await websocket.send(first)
    async with aclosing(iter_sentences(text)) as complete:
        async for sentence in complete:
            await websocket.send({"text": sentence.strip() + " "})
    await websocket.send({"text": ""})


class _StreamReader:
    """Reads the audio and the words in a stream's lines.

    A word is complete when a space follows it.
    """

    def __init__(self, title: str, raw: RawFormat | None) -> None:
        self._title = title
        self._samples = SampleChunks(raw) if raw else None
        self._clock = ChunkClock()
        self._words = WordReader(title)
        self._pending: list[Timed] = []
        self._has_audio = False

    def read(self, line: dict[str, object], *, words: bool) -> Iterator[StreamItem]:
        encoded = line.get("audio_base64", line.get("audio"))
        if encoded is not None and (data := decode_audio(encoded, self._title)):
            self._has_audio = True
            if self._samples is None:
                yield AudioChunk(data, "audio/mpeg")
            else:
                yield from self._samples.add(data)
        if not words:
            return
        try:
            self._pending += read_characters(line, "a line", self._clock)
        except (FormatError, TimingError) as error:
            raise build_times_error(self._title, error) from None
        spaces = [index for index, timed in enumerate(self._pending) if not timed[0].strip()]
        end = spaces[-1] if spaces else 0
        complete, self._pending = self._pending[:end], self._pending[end:]
        yield from self._read_words(complete)

    def finish(self) -> Iterator[StreamItem]:
        if not self._has_audio:
            raise EngineError(f"{self._title} ended the stream without any audio")
        yield from self._read_words(self._pending)

    def _read_words(self, characters: list[Timed]) -> Iterator[StreamItem]:
        entries = [entry._replace(span=None) for entry, _ in join_characters(characters)]
        yield from self._words.read(entries)
