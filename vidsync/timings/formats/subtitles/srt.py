"""SubRip (SRT): numbered blocks of text with a start and an end.

    1
    00:00:01,000 --> 00:00:02,500
    Hello <i>there</i>.

Markup is removed. As in players, numbers may be missing, blank lines may occur inside
a text, and clocks and arrows may be written in other ways.
"""

from __future__ import annotations

from vidsync.errors import FormatError
from vidsync.timings.formats.subtitles.cue_text import build_block, read_stretches
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.repeats import (
    drop_repeats,
    join_cut_words,
    merge_highlights,
)
from vidsync.timings.formats.subtitles.text_cues import (
    find_cues,
    find_timings,
    is_number,
    is_timing,
)
from vidsync.timings.reading.blocks import BlockFormat, Blocks


class SrtFormat(BlockFormat):
    """SubRip subtitles."""

    name = "srt"
    title = "SubRip subtitles (SRT)"

    def recognises(self, value: object) -> bool:
        """Tell whether the text begins with a number and a line of times, or with such a line."""
        if not isinstance(value, str):
            return False
        lines = [line for line in value[:4096].splitlines() if line.strip()][:2]
        return any(is_timing(line) for line in lines) and (
            is_timing(lines[0]) or is_number(lines[0])
        )

    def blocks(self, text: str) -> Blocks:
        """Return the blocks; a line of times begins each."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n\ufeff", "\n").split("\n")
        timings = find_timings(lines, self.frame_rate)
        if not timings:
            raise FormatError("the document has no line like 00:00:01,000 --> 00:00:02,000")
        cues = find_cues(lines, timings, identified=False)
        cues = [read_stretches(cue, is_vtt=False) for cue in cues]
        cues = drop_repeats(merge_highlights(join_cut_words(cues)))
        return build_blocks([build_block(cue) for cue in cues])
