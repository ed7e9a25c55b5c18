r"""Writes portable ASS: one event per cue, words swept by ``\kf``, for karaoke players and Aegisub.

Programs that read it lay out the text themselves, and break lines that are too long.
"""

from __future__ import annotations

import re

from vidsync.captions.cues.cue import Cue
from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.timecode import ass_time, centiseconds
from vidsync.transcript.spacing import word_gaps
from vidsync.writing import collapse_spaces

_HEADER = """[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 0
ScaledBorderAndShadow: yes
Kerning: yes{language}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,64,&H0000E1FF,&H00FFFFFF,&H00000000,&H80000000,-1,0,0,0,100,100,0,0,1,3,1,\
2,60,60,60,-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class KaraokeAss(CaptionFormat):
    """ASS with ``\\kf`` karaoke."""

    name = "ass-karaoke"
    title = "portable ASS with \\kf karaoke"
    suffixes = (".ass",)

    def write(self, subtitles: Subtitles) -> str:
        """Write one dialogue event per cue; silences between words are karaoke without text."""
        valid = re.fullmatch(r"[A-Za-z0-9-]+", subtitles.language)
        language = f"\nLanguage: {subtitles.language}" if valid else ""
        events = [
            f"Dialogue: 0,{ass_time(cue.start)},{ass_time(cue.end)},Default,"
            f"{_name(cue.speaker)},0,0,0,,{_text(cue)}\n"
            for cue in subtitles.cues
            if centiseconds(cue.end) > centiseconds(cue.start)
        ]
        return _HEADER.format(language=language) + "".join(events)


def _text(cue: Cue) -> str:
    if not cue.word_times:
        return "\\N".join(map(escape, cue.text.split("\n")))
    now, until = centiseconds(cue.start), centiseconds(cue.end)
    written = ""
    for number, line in enumerate(cue.lines):
        written += "\\N" if number else ""
        for gap, word in zip(word_gaps(line), line, strict=True):
            # Every duration is the difference of two rounded times, so none drifts.
            start = min(max(now, centiseconds(word.start)), until)
            end = min(max(start, centiseconds(word.end)), until)
            written += gap
            if start > now:
                written += f"{{\\k{start - now}}}"
            written += f"{{\\kf{end - start}}}{escape(word.text)}"
            now = end
    return written


def escape(text: str) -> str:
    """Escape text: an invisible character after a backslash prevents overrides, and after a
    vertical bar that the rest is read as furigana.
    """
    text = collapse_spaces(text).replace("|", "|\u2060").replace("｜", "｜\u2060")
    return text.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")


def _name(speaker: str) -> str:
    return " ".join(speaker.replace(",", ";").split())
