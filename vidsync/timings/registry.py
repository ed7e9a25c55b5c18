"""Which timing formats there are, and which one a document is of.

`FORMATS` is the list of what ships; packages outside add theirs by entry points in the
group ``vidsync.timings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from vidsync.errors import FormatError, near_matches
from vidsync.extensions import with_extensions
from vidsync.timings.base import TimingFormat
from vidsync.timings.formats.aligners.gentle_aeneas import Aeneas, Gentle
from vidsync.timings.formats.aligners.rows import Audacity, Csv, Ctm
from vidsync.timings.formats.aligners.textgrid import TextGrid
from vidsync.timings.formats.cues_json import CuesJson
from vidsync.timings.formats.editors.headed_text import HeadedText
from vidsync.timings.formats.editors.premiere import Premiere, StampedText
from vidsync.timings.formats.recognizers.whisper import Whisper
from vidsync.timings.formats.services.azure import Azure
from vidsync.timings.formats.services.cartesia import Cartesia
from vidsync.timings.formats.services.elevenlabs import ElevenLabs
from vidsync.timings.formats.services.google import Google
from vidsync.timings.formats.services.hume import Hume
from vidsync.timings.formats.services.inworld import Inworld
from vidsync.timings.formats.services.lmnt import Lmnt
from vidsync.timings.formats.services.minimax import MiniMax
from vidsync.timings.formats.services.openai import OpenAI
from vidsync.timings.formats.services.playkit import PlayKit
from vidsync.timings.formats.services.polly import Polly
from vidsync.timings.formats.services.rime import Rime
from vidsync.timings.formats.services.speechbase import Speechbase
from vidsync.timings.formats.subtitles.ass import Ass, OtherSubtitles
from vidsync.timings.formats.subtitles.lrc import Lrc
from vidsync.timings.formats.subtitles.scc import Scc
from vidsync.timings.formats.subtitles.srt import Srt
from vidsync.timings.formats.subtitles.ttml import Ttml
from vidsync.timings.formats.subtitles.webvtt import WebVtt
from vidsync.timings.formats.vidsync_json import VidsyncJson
from vidsync.timings.reading.text_format import TextFormat

ENTRY_POINTS = "vidsync.timings"

FORMATS: dict[str, TimingFormat] = {
    "vidsync": VidsyncJson(),
    "lmnt": Lmnt(),
    "playkit": PlayKit(),
    "speechbase": Speechbase(),
    "cartesia": Cartesia(),
    "elevenlabs": ElevenLabs(),
    "azure": Azure(),
    "polly": Polly(),
    "google": Google(),
    "inworld": Inworld(),
    "hume": Hume(),
    "rime": Rime(),
    "minimax": MiniMax(),
    "openai": OpenAI(),
    "whisper": Whisper(),
    "gentle": Gentle(),
    "aeneas": Aeneas(),
    "premiere": Premiere(),
    "stamped-text": StampedText(),
    "headed-text": HeadedText(),
    "srt": Srt(),
    "webvtt": WebVtt(),
    "ass": Ass(),
    "ttml": Ttml(),
    "scc": Scc(),
    "lrc": Lrc(),
    "subtitles": OtherSubtitles(),
    "textgrid": TextGrid(),
    "ctm": Ctm(),
    "audacity": Audacity(),
    "csv": Csv(),
    "cues": CuesJson(),
}


@cache
def formats() -> Mapping[str, TimingFormat]:
    """Every format by name: those that ship, then those of other packages."""
    return with_extensions(FORMATS, ENTRY_POINTS, TimingFormat)


def format_names() -> tuple[str, ...]:
    """The names that ``format=`` takes."""
    return tuple(formats())


def format_named(name: str) -> TimingFormat:
    """A format by its name.

    Raises:
        FormatError: there is none of that name.
    """
    if name not in formats():
        raise FormatError(f"no timing format {name!r}", hint=near_matches(name, formats()))
    return formats()[name]


def is_text(text: str, name: str | None = None) -> bool:
    """Whether a document is of a format that is text of its own, not JSON.

    Args:
        text: the whole document.
        name: its format, if that is known; else its content decides.
    """
    if name is not None:
        return isinstance(format_named(name), TextFormat)
    return any(f.recognises(text) for f in formats().values() if isinstance(f, TextFormat))


def detected(value: object, document: str) -> tuple[str, TimingFormat]:
    """The one format that knows a document by its content.

    Args:
        value: the parsed document.
        document: what an error calls it.

    Raises:
        FormatError: no format knows it, or more than one does.
    """
    own = formats()["vidsync"]
    if own.recognises(value):  # it says what it is: that is no guess
        return "vidsync", own
    known = [
        (name, format_)
        for name, format_ in formats().items()
        if isinstance(format_, TextFormat) == isinstance(value, str) and format_.recognises(value)
    ]
    if len(known) == 1:
        return known[0]
    if known:
        names = " and ".join(repr(name) for name, _ in known)
        raise FormatError(f"{document} could be {names}", hint="say which: format=…")
    titles = "; ".join(f"{name}: {format_.title}" for name, format_ in formats().items())
    raise FormatError(
        f"{document} is of no timing format that is known", hint=f"known are {titles}"
    )
