"""Read the frames of an LMNT speech session: audio, timestamps, acknowledgements.

Frames of every generation of the API are understood. Timestamps arrive after the audio
that they describe. Their clock restarts with every chunk in the older generations, and
after a flush or a reset in the current one. Here they become seconds from the start of
all audio.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from vidsync.errors import EngineError, FormatError, TimingError
from vidsync.timings.formats.services.lmnt import LmntFormat
from vidsync.timings.reading import fields
from vidsync.transcript import Word
from vidsync.tts.speech.samples import RawFormat, SampleChunks
from vidsync.tts.speech.stream_words import WordReader, build_times_error
from vidsync.tts.speech.text_stream import StreamItem
from vidsync.wire.endpoint import Endpoint
from vidsync.wire.error_responses import build_service_error
from vidsync.wire.json_responses import parse_json
from vidsync.writing import has_letters

_TOLERANCE = 0.001
"""Seconds by which neighbouring times may overlap."""


class SessionReader:
    """Reads the frames of a session in order.

    Args:
        endpoint: the service, for errors.
        raw: the format of the samples in binary frames.
    """

    def __init__(self, endpoint: Endpoint, raw: RawFormat) -> None:
        self._endpoint = endpoint
        self._samples = SampleChunks(raw)
        self._entries: list[dict[str, object]] = []
        # Seconds of audio before each flush or reset, at which the clock restarts.
        self._restarts: deque[float] = deque()
        self._offset = 0.0
        self._local_end = 0.0
        self._words = WordReader(endpoint.name)

    @property
    def has_audio(self) -> bool:
        """Whether any audio has arrived."""
        return self._samples.duration > 0

    def read(self, message: str | bytes) -> Iterator[StreamItem]:
        """Yield the audio or the words of a frame. A word is held back until it is complete.

        Raises:
            EngineError: the service reports an error, or sends something unreadable.
            TimestampsUnavailable: the timestamps can't be used.
        """
        if isinstance(message, bytes):
            yield from self._samples.add(message)
            return
        frame = parse_json(message, self._endpoint.name)
        if frame.get("error") is not None:
            raise self._build_error(frame["error"])
        if frame.get("type") in {"flush_complete", "reset_complete"} or "complete" in frame:
            self._restarts.append(self._samples.duration)
        for field in ("timestamps", "durations"):
            if frame.get(field) is not None:
                yield from self._add_entries(frame[field])

    def finish(self) -> Iterator[StreamItem]:
        """Yield the words that were held back, after the last frame."""
        yield from self._read_words(self._entries)
        self._entries = []

    def _add_entries(self, value: object) -> Iterator[Word]:
        try:
            items = [
                dict(fields.as_object(i, "an entry")) for i in fields.as_list(value, "entries")
            ]
            for number, item in enumerate(items):
                start = fields.get_seconds(item, "start", "an entry")
                duration = fields.get_seconds(item, "duration", "an entry")
                if number == 0 and start < self._local_end - _TOLERANCE:
                    self._restart_clock()
                self._local_end = max(self._local_end, start + duration)
                item["start"] = start + self._offset
        except (FormatError, TimingError) as error:
            raise build_times_error(self._endpoint.name, error) from None
        self._entries += items
        last = max(
            (n for n, item in enumerate(self._entries) if _is_word(item.get("text"))), default=0
        )
        # Punctuation that arrives after the last word belongs to it.
        complete, self._entries = self._entries[:last], self._entries[last:]
        yield from self._read_words(complete)

    def _restart_clock(self) -> None:
        end = self._offset + self._local_end
        self._offset = max(end, self._restarts.popleft()) if self._restarts else end
        self._local_end = 0.0

    def _read_words(self, items: list[dict[str, object]]) -> Iterator[Word]:
        if not items:
            return
        try:
            entries = LmntFormat().read({"timestamps": items}).entries
        except (FormatError, TimingError) as error:
            raise build_times_error(self._endpoint.name, error) from None
        yield from self._words.read(entries)

    def _build_error(self, error: object) -> EngineError:
        if isinstance(error, dict):
            kind, message = error.get("type"), error.get("message")
            return build_service_error(
                self._endpoint,
                message if isinstance(message, str) else "",
                code=kind if isinstance(kind, str) else "",
            )
        return build_service_error(self._endpoint, error if isinstance(error, str) else "")


def _is_word(text: object) -> bool:
    return isinstance(text, str) and has_letters(text)
