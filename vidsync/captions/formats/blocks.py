"""SRT and WebVTT as caption formats."""

from __future__ import annotations

from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.captions.formats.srt_vtt import to_srt, to_vtt


class Srt(CaptionFormat):
    """SubRip: text in blocks, no times of words."""

    name = "srt"
    title = "SubRip subtitles (SRT)"
    suffixes = (".srt",)
    one_at_a_time = True

    def write(self, subtitles: Subtitles) -> str:
        """Numbered blocks."""
        return to_srt(subtitles.cues)


class WebVtt(CaptionFormat):
    """WebVTT with voices and the time of every word."""

    name = "webvtt"
    title = "WebVTT captions, every word timed"
    suffixes = (".vtt",)

    def write(self, subtitles: Subtitles) -> str:
        """Cues with inner times."""
        return to_vtt(subtitles.cues, language=subtitles.language)
