"""SubRip (SRT): numbered blocks of text with a start and an end.

    1
    00:00:01,000 --> 00:00:02,500
    Hello <i>there</i>.

Markup is removed. As in players, numbers may be missing, blank lines may occur inside
a text, any text may stand above the first cue, and clocks and arrows may be written in
other ways. Times that count frames need the frame rate.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import (
    build_block,
    find_marks,
    read_stretches,
)
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.highlights import time_highlights
from vidsync.timings.formats.subtitles.repeats import drop_repeats, join_cut_words
from vidsync.timings.formats.subtitles.text_cues import (
    find_cues,
    find_timings,
    is_timing,
    split_lines,
)
from vidsync.timings.formats.subtitles.webvtt import is_webvtt
from vidsync.timings.reading.blocks import BlockFormat, Blocks

# JSON, markup and WebVTT.
_OTHER = re.compile(r"\s*(?:[{<]|\[\s*(?:[\[{\"]|\d+\s*,))")


class SrtFormat(BlockFormat):
    """SubRip subtitles."""

    name = "srt"
    title = "SubRip subtitles (SRT)"

    def recognises(self, value: object) -> bool:
        """Tell whether the text has a line of times, and is not WebVTT.

        A text or a header may stand above the first cue.
        """
        if not isinstance(value, str) or _OTHER.match(value) or is_webvtt(value):
            return False
        lines = [line for line in split_lines(value[:8192]) if line.strip()]
        return any(is_timing(line) for line in lines)

    def blocks(self, text: str) -> Blocks:
        """Return the blocks; a line of times begins each."""
        lines = split_lines(text)
        timings = find_timings(lines, self.frame_rate)
        if not timings:
            raise FormatError("the document has no line like 00:00:01,000 --> 00:00:02,000")
        cues = find_cues(lines, timings, identified=False)
        marks = find_marks(text)
        cues = [read_stretches(cue, is_vtt=False, marks=marks) for cue in cues]
        cues = drop_repeats(time_highlights(join_cut_words(cues)))
        return build_blocks([build_block(cue) for cue in cues])
