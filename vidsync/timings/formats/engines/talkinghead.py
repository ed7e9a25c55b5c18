"""HeadTTS and TalkingHead: parallel lists of words and visemes, in milliseconds.

    {"words": ["Hi", "there"], "wtimes": [90, 260], "wdurations": [150, 190],
     "visemes": ["kk", "aa"], "vtimes": [90, 150], "vdurations": [60, 90],
     "audio": "…", "audioEncoding": "wav"}

A word may have spaces around it. The visemes are those of Oculus. A message of HeadTTS has
the lists in ``data``.
"""

from __future__ import annotations

from dataclasses import replace

from vidsync.timings.base import TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.columns import Columns, Timed
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.timings.word_lists.shapes import get_path
from vidsync.transcript import Viseme

_WORDS = Columns("words", "wtimes", "wdurations", unit=1000, durations=True)
_VISEMES = Columns("visemes", "vtimes", "vdurations", unit=1000, durations=True)
_SET = "oculus"


class TalkingHeadFormat(TimingFormat):
    """Words and visemes as TalkingHead speaks them."""

    name = "talkinghead"
    title = "HeadTTS or TalkingHead words and visemes"
    shape = ("words", "wtimes", "wdurations", "vtimes")

    def recognises(self, value: object) -> bool:
        """Tell whether there are times of words beside a list of words."""
        parts = value if isinstance(value, list) else [value]
        return any("wtimes" in _unwrap(part) for part in parts[:64])

    def read(self, value: object) -> Timings:
        """Return the words and the visemes of all messages."""
        parts = fields.as_list(value if isinstance(value, list) else [value], "the document")
        words = WordCollector()
        visemes: list[Viseme] = []
        audio: list[str] = []
        encoding = ""
        rate: int | None = None
        for number, part in enumerate(parts, 1):
            name = f"message {number}" if len(parts) > 1 else "the document"
            message = _unwrap(part)
            if "wtimes" not in message:
                continue
            for text, start, end in _read_columns(_WORDS, message, name):
                words.add_word(text, start, end)
            if message.get("visemes"):
                visemes += [
                    Viseme(_SET, shape, start, end)
                    for shape, start, end in _read_columns(_VISEMES, message, name)
                    if shape
                ]
            if isinstance(message.get("audio"), str):
                audio.append(fields.get_text(message, "audio", name))
            encoding = fields.get_text(message, "audioEncoding", name, default=encoding)
            if message.get("audioSampleRate") is not None:
                rate = fields.get_index(message, "audioSampleRate", name)
        timings = words.build(source="native", audio=tuple(audio), visemes=tuple(visemes))
        # Only "pcm" is samples without a header; they have 16 bits.
        return replace(
            timings,
            encoding="pcm_s16le" if encoding == "pcm" else "",
            sample_rate=rate,
            raw_audio=encoding == "pcm",
        )


def _unwrap(value: object) -> Object:
    """Return the object that has the lists."""
    data = get_path(value, "data")
    found = data if isinstance(data, dict) else value
    return found if isinstance(found, dict) else {}


def _read_columns(columns: Columns, message: Object, name: str) -> list[Timed]:
    """Return a table's rows; without durations each lasts until the next."""
    if message.get(columns.ends) is None:
        times = fields.as_list(message.get(columns.starts), f"{name}.{columns.starts}")
        gaps = [
            later - earlier
            if isinstance(later, int | float) and isinstance(earlier, int | float)
            else 0
            for earlier, later in zip(times, [*times[1:], None], strict=True)
        ]
        message = {**message, columns.ends: gaps}
    return columns.read(message, name)
