r"""ASS and SSA: dialogue events, with optional karaoke tags.

A sentence whose words are highlighted one after the other in several events is read once, with
the times of the words. Comments are no text; but where scripts made effects out of karaoke, the
comments have the words, and the effects repeat their letters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

from vidsync.timings.formats.subtitles.cue_text import build_block, join_stretches
from vidsync.timings.formats.subtitles.cue_times import build_blocks
from vidsync.timings.formats.subtitles.highlights import time_highlights
from vidsync.timings.formats.subtitles.substation.ass_file import AssEvent, AssFile, parse_ass
from vidsync.timings.formats.subtitles.substation.event_text import TextRun, read_event_text
from vidsync.timings.formats.subtitles.text_cues import Stretch, TextCue
from vidsync.timings.reading.blocks import BlockFormat, Blocks

_SIGN = re.compile(
    r"^[ \t\ufeff]*(?:\[(?:script info|v4\+{0,2} styles\+{0,2}|events)\][ \t]*$"
    r"|dialogue:[^,\n]{0,40},[ \t]*\d{1,3}:\d\d:\d\d[.:]\d\d)",
    re.IGNORECASE | re.MULTILINE,
)
_KARAOKE = re.compile(r"\{[^{}]*\\[kK][fot]?\d")
_BREAK = re.compile(r"\\[Nn]|\n")
_HIDES = re.compile(r"\\alpha&?HFF", re.IGNORECASE)
# Seconds by which copies of a sentence may differ.
_SLACK = 0.05


class AssFormat(BlockFormat):
    """Advanced SubStation Alpha."""

    name = "ass"
    title = "ASS or SSA subtitles"

    def recognises(self, value: object) -> bool:
        """Tell whether the text has the heading of a section, or an event."""
        return isinstance(value, str) and _SIGN.search(_normalise_ends(value[:8192])) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the dialogue."""
        return build_blocks([build_block(cue) for cue in read_dialogue(parse_ass(text))])


def _normalise_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_dialogue(file: AssFile) -> list[TextCue]:
    """Return the events that are spoken, with the times of their words.

    A cue's number is the index of its event. Of the same text at the same time, such as an outline
    or a shadow on another layer, one is kept.
    """
    cues = []
    spoken = choose_spoken(file.events)
    hides = any(_HIDES.search(event.text) for _, event in spoken)
    for number, event in spoken:
        cue = _build_cue(number, event, file, hides=hides)
        if cue.stretches:
            cues.append(cue)
    by_layer = [
        sorted(layer, key=lambda cue: cue.start)
        for _, layer in groupby(
            sorted(cues, key=lambda cue: file.events[cue.number].layer),
            key=lambda cue: file.events[cue.number].layer,
        )
    ]
    timed = [time_highlights(layer) for layer in by_layer]
    found = sorted([cue for layer in timed for cue in layer], key=lambda cue: cue.number)
    return _drop_copies(found)


def choose_spoken(events: Sequence[AssEvent]) -> list[tuple[int, AssEvent]]:
    """Return the events with the words, each with its index."""
    numbered = list(enumerate(events))
    karaoke = [each for each in numbered if each[1].effect.lower() == "karaoke"]
    if karaoke:
        return [
            (number, event)
            for number, event in numbered
            if event.effect.lower() == "karaoke"
            or not (event.is_comment or event.effect.lower() == "fx")
        ]
    shown = [each for each in numbered if not each[1].is_comment]
    return shown or [each for each in numbered if _KARAOKE.search(each[1].text)]


def _build_cue(number: int, event: AssEvent, file: AssFile, *, hides: bool) -> TextCue:
    if not (hides or "{" in event.text or "}" in event.text):
        shown = _BREAK.split(event.text.replace("\\h", "\u00a0").replace("\u2060", ""))
        plain = tuple([(Stretch(line, "", event.name),) for line in shown if line.strip()])
        return TextCue(number, event.start, event.end, (event.text,), plain)
    lines = read_event_text(event, file.styles.get(event.style)).lines
    stretches = tuple(
        tuple(_build_stretch(run, event.name, hides=hides) for run in line) for line in lines
    )
    return TextCue(number, event.start, event.end, (event.text,), stretches)


def _build_stretch(run: TextRun, speaker: str, *, hides: bool) -> Stretch:
    if hides:  # what is seen is spoken already
        style = "" if run.look.get("alpha") == "HFF" else "shown"
    else:
        style = "|".join(f"{name}={value}" for name, value in sorted(run.look.items()))
    text = run.text.replace("\u2060", "")
    return Stretch(text, style, speaker, run.start, run.end)


def _drop_copies(cues: Sequence[TextCue]) -> list[TextCue]:
    """Return the cues without those whose text another one shows at the time, if it is timed."""
    timed: dict[str, list[TextCue]] = {}
    for cue in sorted(filter(_is_timed, cues), key=lambda cue: cue.start):
        timed.setdefault(join_stretches(cue), []).append(cue)
    seen: set[tuple[object, ...]] = set()
    kept = []
    for cue in cues:
        text = tuple(part._replace(style="") for line in cue.stretches for part in line)
        copy = (cue.start, cue.end, len(cue.stretches), text)
        others = timed.get(join_stretches(cue), ()) if timed and not _is_timed(cue) else ()
        at = bisect_right(others, cue.start + _SLACK, key=lambda other: other.start) - 1
        repeated = at >= 0 and cue.end <= others[at].end + _SLACK
        if copy not in seen and not repeated:
            seen.add(copy)
            kept.append(cue)
    return kept


def _is_timed(cue: TextCue) -> bool:
    return any(part.start is not None for line in cue.stretches for part in line)
