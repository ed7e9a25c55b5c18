"""Speechbase: the voices of many vendors behind one service.

The service speaks conversations itself. It gives no timestamps with a stream, so a
stream makes a second request for them.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from vidsync.errors import EngineError, TimestampsUnavailable, VidsyncWarning
from vidsync.timecode import milliseconds
from vidsync.transcript import Speech, Transcript, Turn
from vidsync.tts.engines.remote import Feature, RemoteEngine, SpeechRequest
from vidsync.tts.line import Line
from vidsync.tts.speech.assemble import add_word_times, build_untimed_speech
from vidsync.tts.speech.many_requests import check_conversation, join_lines
from vidsync.tts.speech.missing_times import ensure_words
from vidsync.tts.speech.text_stream import AudioChunk, StreamItem, TextPieces
from vidsync.wire.error_responses import shorten
from vidsync.wire.http import HttpClient
from vidsync.wire.json_responses import decode_audio, parse_json

_UNAVAILABLE = {"timestamps_unavailable", "timestamps_unsupported"}
# Seconds that an encoder may add. Two different speeches of one text differ by more.
_PADDING = 0.1


@dataclass(frozen=True, kw_only=True)
class SpeechbaseEngine(RemoteEngine):
    """The Speechbase gateway.

    A voice is the id of a saved voice; with a `model`, it is the vendor's name of a voice.

    Attributes:
        model: ``provider/model``, or ``""`` for saved voices.
        output: the kind of file that `speak` returns.
        volume_dbfs: target loudness in dBFS, at most 0; None leaves it to the service.
        retry_without_timestamps: if the service can't time the speech, request the speech
            without times, so that the audio can be aligned.
    """

    model: str = ""
    output: Literal["wav", "mp3"] = "wav"
    volume_dbfs: float | None = None
    retry_without_timestamps: bool = True

    name: ClassVar[str] = "speechbase"
    title: ClassVar[str] = "Speechbase"
    address: ClassVar[str] = "https://api.speechbase.ai/v1"
    key_variable: ClassVar[str] = "SPEECHBASE_API_KEY"
    base_url_variable: ClassVar[str] = "SPEECHBASE_BASE_URL"
    # The service's limit is not published. Its vendors accept this length.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.25, 4.0)
    features: ClassVar[frozenset[Feature]] = frozenset({"words", "stream", "conversation"})

    async def _request_speech(self, client: HttpClient, request: SpeechRequest) -> Speech:
        body = {
            "text": request.text,
            **self._build_voice(request.voice),
            **self._build_settings(request.speed),
            "output": self.output,
        }
        expected = Transcript((), 0.0, text=request.text, language=request.language)
        return await self._request_timed(client, "speech", body, expected, request.timestamps)

    async def speak_conversation(
        self,
        lines: Sequence[Line],
        *,
        language: str | None = None,
        speed: float = 1.0,
        gap: float = 0.3,
        timestamps: bool = True,
    ) -> Speech:
        """Speak a conversation in one request; see `Engine.speak_conversation`."""
        check_conversation(lines, gap)
        requests = [
            self._build_request(line.text, line.voice, language, speed, timestamps)
            for line in lines
        ]
        body: dict[str, object] = {
            "turns": [{"text": each.text, **self._build_voice(each.voice)} for each in requests],
            "gapMs": milliseconds(gap),
            **self._build_settings(speed),
            "output": self.output,
        }
        if self.model:
            # The service refuses a request that has a model both for all turns and in a turn.
            body["model"] = self.model
            body["turns"] = [{"text": each.text, "voice": each.voice} for each in requests]
        expected = Transcript(
            (),
            0.0,
            text=join_lines(lines),
            language=language or "",
            turns=tuple(
                Turn(line.speaker, each.voice) for line, each in zip(lines, requests, strict=True)
            ),
        )
        async with HttpClient(self.endpoint, self.policy) as client:
            return await self._request_timed(client, "conversation", body, expected, timestamps)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[StreamItem, None]:
        """Stream a whole text, with all words at the end; see `Engine.stream`.

        The service can't time a stream. So with timestamps the text is spoken twice, at
        the same time, and the words of the second speech are scaled to the length of the
        first. Text in pieces is spoken sentence by sentence instead.
        """
        if not isinstance(text, str):
            items = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        else:
            items = self._stream_whole(
                self._build_request(text, voice, language, speed, timestamps)
            )
        async with aclosing(items):
            async for item in items:
                yield item

    async def _stream_whole(self, request: SpeechRequest) -> AsyncGenerator[StreamItem, None]:
        body = {
            "text": request.text,
            **self._build_voice(request.voice),
            **self._build_settings(request.speed, with_volume=False),
        }
        async with HttpClient(self.endpoint, self.policy) as client:
            timing_task = (
                asyncio.create_task(self._request_speech(client, request))
                if request.timestamps
                else None
            )
            try:
                streamed = bytearray()
                async with client.stream(
                    "POST", self._build_path("speech/stream"), json=body
                ) as answer:
                    async for piece in answer.pieces:
                        streamed += piece
                        yield AudioChunk(piece, answer.media_type or "audio/mpeg")
                untimed = build_untimed_speech(
                    self.title, bytes(streamed), text=request.text, language=request.language
                )
                if timing_task is not None:
                    timed = await ensure_words(_add_words(untimed, timing_task))
                    for word in timed.transcript.words:
                        yield word
            finally:
                if timing_task is not None:
                    timing_task.cancel()
                    await asyncio.gather(timing_task, return_exceptions=True)

    async def _request_timed(
        self,
        client: HttpClient,
        path: str,
        body: Mapping[str, object],
        expected: Transcript,
        timestamps: bool,
    ) -> Speech:
        """Make a request, with timestamps if they are wanted.

        Raises:
            TimestampsUnavailable: the service can't time the speech.
            EngineError: the request failed.
        """
        if not timestamps:
            return await self._request_envelope(
                client, path, {**body, "timestamps": "off"}, expected
            )
        try:
            return await self._request_envelope(
                client, path, {**body, "timestamps": "on"}, expected
            )
        except EngineError as error:
            if error.code not in _UNAVAILABLE:
                raise
        speech = None
        if self.retry_without_timestamps:
            speech = await self._request_envelope(
                client, path, {**body, "timestamps": "off"}, expected
            )
        raise TimestampsUnavailable(
            f"{self.title} has no word times for this speech",
            hint="" if speech else "use timestamps='off' to get the audio alone",
            speech=speech,
        )

    async def _request_envelope(
        self, client: HttpClient, path: str, body: Mapping[str, object], expected: Transcript
    ) -> Speech:
        response = await client.request(
            "POST", self._build_path(f"{path}/with-timestamps"), json=body
        )
        document = parse_json(response.content, self.title)
        notices = _read_notices(document.pop("warnings", None))
        speech = build_untimed_speech(
            self.title,
            decode_audio(document.get("audio"), self.title),
            text=expected.text,
            language=expected.language,
            turns=expected.turns,
            notices=notices,
        )
        for notice in notices:
            if "native" not in notice.lower():
                warnings.warn(f"{self.title}: {notice}", VidsyncWarning, stacklevel=2)
        if body["timestamps"] == "off":
            return speech
        return add_word_times(self.title, speech, document, format_name="speechbase")

    def _build_path(self, path: str) -> str:
        # The address may have the version, as for the service's own clients, or not.
        version = "" if self.endpoint.base_url.endswith("/v1") else "/v1"
        return f"{version}/audio/{path}"

    def _build_voice(self, voice: str) -> dict[str, str]:
        return {"model": self.model, "voice": voice} if self.model else {"voiceId": voice}

    def _build_settings(self, speed: float, *, with_volume: bool = True) -> dict[str, float]:
        settings = {
            "speed": speed if speed != 1 else None,
            "volumeDbfs": self.volume_dbfs if with_volume else None,
        }
        return {name: value for name, value in settings.items() if value is not None}


async def _add_words(streamed: Speech, timing_task: asyncio.Task[Speech]) -> Speech:
    """Add the words of the timed speech to the speech that was streamed."""
    try:
        other = (await timing_task).transcript
    except EngineError as error:
        raise TimestampsUnavailable(error.message, speech=streamed) from error
    length = streamed.transcript.duration
    if abs(length - other.duration) > _PADDING:
        change = abs(length / other.duration - 1)
        warnings.warn(
            f"the words were timed on another speech of the text, {change:.0%} "
            f"{'shorter' if length > other.duration else 'longer'}: they are scaled to fit",
            VidsyncWarning,
            stacklevel=2,
        )
        other = other.scale(length / other.duration)
    return replace(streamed, transcript=replace(other, duration=max(length, other.duration)))


def _read_notices(value: object) -> tuple[str, ...]:
    """Return the service's warnings, each of limited length, 20 at most."""
    items = value if isinstance(value, list) else []
    return tuple(shorten(item) for item in items[:20] if isinstance(item, str) and item.strip())
