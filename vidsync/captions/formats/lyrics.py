"""Writes enhanced LRC: one line per cue, a time before every word."""

from __future__ import annotations

import re

from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.timecode import centiseconds
from vidsync.transcript.spacing import word_gaps


class Lrc(CaptionFormat):
    """Lyrics, enhanced: by word."""

    name = "lrc"
    title = "enhanced LRC lyrics, every word timed"
    suffixes = (".lrc",)

    def write(self, subtitles: Subtitles) -> str:
        """Write one line per cue.

        The time after its last word is its end. A cue without times of words ends at the next
        line, so an empty line marks its end if the next begins later.
        """
        valid = re.fullmatch(r"[A-Za-z0-9-]{2,35}", subtitles.language)
        lines = [f"[la:{subtitles.language}]\n"] if valid else []
        starts = [cue.words[0].start for cue in subtitles.cues]
        for index, cue in enumerate(subtitles.cues):
            written = f"[{_time(cue.words[0].start)}]"
            words = cue.words
            for gap, word in zip(word_gaps(words), words, strict=True):
                # Brackets would be read as times.
                text = word.text.translate({ord("<"): "‹", ord(">"): "›"})
                stamp = f"<{_time(word.start)}>" if cue.word_times else ""
                written += f"{gap}{stamp}{text.replace('[', '(').replace(']', ')')}"
            end = f"<{_time(max(word.end for word in words))}>" if cue.word_times else ""
            lines.append(f"{written}{end}\n")
            following = starts[index + 1] if index + 1 < len(starts) else None
            if not cue.word_times and (following is None or _time(cue.end) < _time(following)):
                lines.append(f"[{_time(cue.end)}]\n")
        return "".join(lines)


def _time(seconds: float) -> str:
    minutes, rest = divmod(centiseconds(seconds), 6000)
    return f"{minutes:02}:{rest // 100:02}.{rest % 100:02}"
