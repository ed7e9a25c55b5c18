"""Hume Octave: speech with the times of its words and their sounds."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import ClassVar, Literal

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.hume import Hume as HumeFormat
from vidsync.transcript import Speech
from vidsync.tts.engines.remote import Utterance
from vidsync.tts.engines.whole_text import StreamedEngine
from vidsync.tts.speech.assemble import WordsInText, unusable_times
from vidsync.tts.speech.text_stream import AudioChunk, Streamed
from vidsync.tts.wire.http import HttpClient
from vidsync.tts.wire.json_responses import decode_audio, parse_json

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, kw_only=True)
class Hume(StreamedEngine):
    """Hume's Octave speech service.

    A voice is an id, or the name of one in the `library`.

    Attributes:
        library: whose voices the names are of: Hume's own, or the account's.
        format: of the audio.
        description: how to speak, in words; None gives none.
    """

    library: Literal["HUME_AI", "CUSTOM_VOICE"] = "HUME_AI"
    format: Literal["wav", "mp3"] = "wav"
    description: str | None = None

    name: ClassVar[str] = "hume"
    title: ClassVar[str] = "Hume"
    address: ClassVar[str] = "https://api.hume.ai"
    key_variable: ClassVar[str] = "HUME_API_KEY"
    base_url_variable: ClassVar[str] = "HUME_BASE_URL"
    key_header: ClassVar[str] = "X-Hume-Api-Key"
    key_format: ClassVar[str] = "{}"
    longest_text: ClassVar[int] = 4500
    speeds: ClassVar[tuple[float, float]] = (0.5, 2.0)
    gives: ClassVar[frozenset[str]] = frozenset({"words", "phones", "stream"})

    async def _spoken(self, client: HttpClient, utterance: Utterance) -> Speech:
        body = self._body(utterance, "word", "phoneme")
        answer = await client.request("POST", "/v0/tts", json=body)
        document = parse_json(answer.content, self.title)
        generations = document.get("generations")
        first = generations[0] if isinstance(generations, list) and generations else None
        if not isinstance(first, dict):
            raise EngineError(f"{self.title} answered without audio")
        audio = decode_audio(first.get("audio"), self.title)
        return self._speech(utterance, audio, document)

    async def _streamed(self, utterance: Utterance) -> AsyncGenerator[Streamed, None]:
        # The sounds of a word come at any time after it: they would hold the words back.
        # Without headers the pieces are one file when they are put together.
        body = {**self._body(utterance, "word"), "strip_headers": True}
        ordered = WordsInText(self.title, utterance.text)
        media_type = {"wav": "audio/wav", "mp3": "audio/mpeg"}[self.format]
        async with aclosing(self._lines("/v0/tts/stream/json", body)) as lines:
            async for line in lines:
                if line.get("audio"):
                    yield AudioChunk(decode_audio(line["audio"], self.title), media_type)
                elif utterance.timestamps and line.get("type") == "timestamp":
                    try:
                        entries = HumeFormat().read(line).entries
                    except (FormatError, TimingError) as error:
                        raise unusable_times(self.title, error) from None
                    for word in ordered.words(entries):
                        yield word
        for word in ordered.rest():
            yield word

    def _body(self, utterance: Utterance, *timed: str) -> dict[str, object]:
        voice = utterance.voice
        said: dict[str, object] = {
            "text": utterance.text,
            "voice": {"id": voice}
            if _ID.fullmatch(voice)
            else {"name": voice, "provider": self.library},
        }
        if utterance.speed != 1:
            said["speed"] = utterance.speed
        if self.description:
            said["description"] = self.description
        body: dict[str, object] = {
            "version": "2",
            "utterances": [said],
            "format": {"type": self.format},
            "split_utterances": False,
        }
        if utterance.timestamps:
            body["include_timestamp_types"] = list(timed)
        return body
