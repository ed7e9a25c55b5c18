"""Speechbase: many vendors' voices behind one gateway, each speech with timestamps.

Conversations are spoken by the service itself. Streaming and timestamps don't combine
there, so a stream is played as it comes while its captions are made beside it.
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
from vidsync.tts.engine import Line
from vidsync.tts.engines.remote import RemoteEngine, Utterance
from vidsync.tts.speech.assemble import timed, wordless
from vidsync.tts.speech.many_requests import check_conversation, joined_text
from vidsync.tts.speech.missing_times import speech_with_words
from vidsync.tts.speech.text_stream import AudioChunk, Streamed, TextPieces
from vidsync.tts.wire.error_responses import shortened
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json

_UNAVAILABLE = {"timestamps_unavailable", "timestamps_unsupported"}
# Seconds that an encoder may add to a speech; two speeches of a text differ by more.
_PADDING = 0.1


@dataclass(frozen=True, kw_only=True)
class Speechbase(RemoteEngine):
    """The Speechbase gateway.

    A voice is a saved voice's id; with a `model`, it is that vendor's name of a voice.

    Attributes:
        model: ``provider/model``, or ``""`` for saved voices.
        output: the kind of file that `speak` returns.
        volume_dbfs: loudness to level to, at most 0; None leaves it to the service.
        retry_without_timestamps: when the service has speech but no times for it, ask it
            for the speech alone, so that the audio can be aligned here.
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
    # The service's own limit is not published; the vendors behind it take this much.
    longest_text: ClassVar[int] = 4000
    speeds: ClassVar[tuple[float, float]] = (0.25, 4.0)
    gives: ClassVar[frozenset[str]] = frozenset({"words", "stream", "conversation"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body = {
            "text": utterance.text,
            **self._voice(utterance.voice),
            **self._manner(utterance.speed),
            "output": self.output,
        }
        expected = Transcript((), 0.0, text=utterance.text, language=utterance.language)
        return await self._told(client, "speech", body, expected, utterance.timestamps)

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
        said = [
            self._utterance(line.text, line.voice, language, speed, timestamps) for line in lines
        ]
        body: dict[str, object] = {
            "turns": [{"text": each.text, **self._voice(each.voice)} for each in said],
            "gapMs": milliseconds(gap),
            **self._manner(speed),
            "output": self.output,
        }
        if self.model:
            # One for all of them: the service refuses a model on every turn and a shared one.
            body["model"] = self.model
            body["turns"] = [{"text": each.text, "voice": each.voice} for each in said]
        expected = Transcript(
            (),
            0.0,
            text=joined_text(lines),
            language=language or "",
            turns=tuple(
                Turn(line.speaker, each.voice) for line, each in zip(lines, said, strict=True)
            ),
        )
        async with HttpClient(self.service, self.policy) as client:
            return await self._told(client, "conversation", body, expected, timestamps)

    async def stream(
        self,
        text: TextPieces,
        *,
        voice: str | None = None,
        language: str | None = None,
        speed: float = 1.0,
        timestamps: bool = True,
    ) -> AsyncGenerator[Streamed, None]:
        """Play a text as it is spoken, with its captions at the end; see `Engine.stream`.

        The service can't time what it streams, so with timestamps the text is spoken
        twice, at the same time; the second speech's words are fitted to the first one's
        length. Text that comes in pieces is spoken sentence by sentence instead.
        """
        if not isinstance(text, str):
            spoken = super().stream(
                text, voice=voice, language=language, speed=speed, timestamps=timestamps
            )
        else:
            spoken = self._played(self._utterance(text, voice, language, speed, timestamps))
        async with aclosing(spoken) as items:
            async for item in items:
                yield item

    async def _played(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        body = {
            "text": utterance.text,
            **self._voice(utterance.voice),
            **self._manner(utterance.speed, leveled=False),
        }
        async with HttpClient(self.service, self.policy) as client:
            captions = (
                asyncio.create_task(self._spoken(client, utterance))
                if utterance.timestamps
                else None
            )
            try:
                played = bytearray()
                async with client.stream("POST", self._path("speech/stream"), json=body) as answer:
                    async for piece in answer.pieces:
                        played += piece
                        yield AudioChunk(piece, answer.media_type or "audio/mpeg")
                plain = wordless(
                    self.title, bytes(played), text=utterance.text, language=utterance.language
                )
                if captions is not None:
                    captioned = await speech_with_words(_captioned(plain, captions))
                    for word in captioned.transcript.words:
                        yield word
            finally:
                if captions is not None:
                    captions.cancel()
                    await asyncio.gather(captions, return_exceptions=True)

    async def _told(
        self,
        client: HttpClient,
        path: str,
        body: Mapping[str, object],
        expected: Transcript,
        timestamps: bool,
    ) -> Speech:
        """The envelope for a request, with times if they are wanted and to be had."""
        if not timestamps:
            return await self._envelope(client, path, {**body, "timestamps": "off"}, expected)
        try:
            return await self._envelope(client, path, {**body, "timestamps": "on"}, expected)
        except EngineError as error:
            if error.code not in _UNAVAILABLE:
                raise
        speech = None
        if self.retry_without_timestamps:
            speech = await self._envelope(client, path, {**body, "timestamps": "off"}, expected)
        raise TimestampsUnavailable(
            f"{self.title} can give no times for this speech",
            hint="" if speech else "ask for it without timestamps, to have the audio at least",
            speech=speech,
        )

    async def _envelope(
        self, client: HttpClient, path: str, body: Mapping[str, object], expected: Transcript
    ) -> Speech:
        answer = await client.request("POST", self._path(f"{path}/with-timestamps"), json=body)
        document = parse_json(answer.content, self.title)
        notices = _notices(document.pop("warnings", None))
        speech = wordless(
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
        return timed(self.title, speech, document, format_name="speechbase")

    def _path(self, path: str) -> str:
        # Its own clients are given the address with the version, other programs without.
        version = "" if self.service.base_url.endswith("/v1") else "/v1"
        return f"{version}/audio/{path}"

    def _voice(self, voice: str) -> dict[str, str]:
        return {"model": self.model, "voice": voice} if self.model else {"voiceId": voice}

    def _manner(self, speed: float, *, leveled: bool = True) -> dict[str, float]:
        given = {
            "speed": speed if speed != 1 else None,
            "volumeDbfs": self.volume_dbfs if leveled else None,
        }
        return {name: value for name, value in given.items() if value is not None}


async def _captioned(played: Speech, captions: asyncio.Task[Speech]) -> Speech:
    """What was played, with the words of the speech that was timed beside it."""
    try:
        other = (await captions).transcript
    except EngineError as error:
        raise TimestampsUnavailable(error.message, speech=played) from error
    length = played.transcript.duration
    if abs(length - other.duration) > _PADDING:
        change = abs(length / other.duration - 1)
        warnings.warn(
            f"the captions were timed on another speech of the text, {change:.0%} "
            f"{'shorter' if length > other.duration else 'longer'}: they are stretched to fit",
            VidsyncWarning,
            stacklevel=2,
        )
        other = other.scale(length / other.duration)
    return replace(played, transcript=replace(other, duration=max(length, other.duration)))


def _notices(value: object) -> tuple[str, ...]:
    """The service's warnings, as sentences of bounded length."""
    items = value if isinstance(value, list) else []
    return tuple(shortened(item) for item in items[:20] if isinstance(item, str) and item.strip())
