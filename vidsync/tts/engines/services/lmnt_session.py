"""Reading an LMNT speech session: audio frames, timestamps, acknowledgements.

Frames of every generation of the API are understood. Timestamps lag behind the audio
that they describe, and their clock restarts, with every chunk in the older generations
and after a flush or a reset in the current one; here they go onto the clock of all the
audio. How a session is opened and written to is in `lmnt`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.lmnt import Lmnt as LmntFormat
from vidsync.timings.reading import fields
from vidsync.transcript import Word
from vidsync.tts.speech.assemble import RawFormat, WordsInOrder, unusable_times
from vidsync.tts.speech.text_stream import AudioChunk, Streamed
from vidsync.tts.wire.endpoint import Service
from vidsync.tts.wire.error_responses import refusal
from vidsync.tts.wire.json_responses import parse_json

_HAIR = 0.001
_ACKNOWLEDGEMENTS = {"ready", "flush_complete", "reset_complete"}


class SessionReader:
    """What a session's frames say, in order.

    Args:
        service: whose session it is, for errors.
        raw: what the binary frames hold.
    """

    def __init__(self, service: Service, raw: RawFormat) -> None:
        self._service = service
        self._raw = raw
        self._bytes = 0
        self._odd = b""
        self._entries: list[dict[str, object]] = []
        # Where the clock restarts: the seconds of audio before each flush or reset.
        self._restarts: deque[float] = deque()
        self._offset = 0.0
        self._local_end = 0.0
        self._ordered = WordsInOrder(service.name)

    @property
    def has_audio(self) -> bool:
        """Whether any sound has come."""
        return self._bytes > 0

    def read(self, message: str | bytes) -> Iterator[Streamed]:
        """Audio or words of a frame; a word is held back until it is certain to be whole.

        Raises:
            EngineError: the service reports an error, or sends what can't be read.
            TimestampsUnavailable: the timestamps make no sense.
        """
        if isinstance(message, bytes):
            yield from self._audio(message)
            return
        frame = parse_json(message, self._service.name)
        if frame.get("error") is not None:
            raise self._refused(frame["error"])
        if frame.get("type") in {"flush_complete", "reset_complete"} or "complete" in frame:
            self._restarts.append(self._bytes / self._raw.sample_size / self._raw.sample_rate)
        for field in ("timestamps", "durations"):
            if frame.get(field) is not None:
                yield from self._words(frame[field])

    def rest(self) -> Iterator[Streamed]:
        """The words that were held back, when no more frames come."""
        yield from self._released(self._entries)
        self._entries = []

    def _audio(self, data: bytes) -> Iterator[AudioChunk]:
        data = self._odd + data
        whole = len(data) - len(data) % self._raw.sample_size
        self._odd = data[whole:]
        self._bytes += whole
        if whole:
            yield AudioChunk(data[:whole], "audio/pcm", self._raw.sample_rate, self._raw.encoding)

    def _words(self, value: object) -> Iterator[Word]:
        try:
            items = [
                dict(fields.as_object(i, "an entry")) for i in fields.as_list(value, "entries")
            ]
            for number, item in enumerate(items):
                start = fields.seconds_of(item, "start", "an entry")
                duration = fields.seconds_of(item, "duration", "an entry")
                if number == 0 and start < self._local_end - _HAIR:
                    self._restart()
                self._local_end = max(self._local_end, start + duration)
                item["start"] = start + self._offset
        except (FormatError, TimingError) as error:
            raise unusable_times(self._service.name, error) from None
        self._entries += items
        last = max(
            (n for n, item in enumerate(self._entries) if _is_word(item.get("text"))), default=0
        )
        # Punctuation that comes after the last word belongs to it.
        complete, self._entries = self._entries[:last], self._entries[last:]
        yield from self._released(complete)

    def _restart(self) -> None:
        end = self._offset + self._local_end
        self._offset = max(end, self._restarts.popleft()) if self._restarts else end
        self._local_end = 0.0

    def _released(self, items: list[dict[str, object]]) -> Iterator[Word]:
        if not items:
            return
        try:
            entries = LmntFormat().read({"timestamps": items}).entries
        except (FormatError, TimingError) as error:
            raise unusable_times(self._service.name, error) from None
        yield from self._ordered.words(entries)

    def _refused(self, error: object) -> EngineError:
        if isinstance(error, dict):
            kind, said = error.get("type"), error.get("message")
            code = kind if isinstance(kind, str) else ""
            return refusal(self._service, said if isinstance(said, str) else "", code=code)
        return refusal(self._service, error if isinstance(error, str) else "")


def _is_word(text: object) -> bool:
    return isinstance(text, str) and any(character.isalnum() for character in text)
