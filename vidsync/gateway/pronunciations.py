"""Respells words for the engine, and maps the times back to the words as they were written.

A request may say that ``SQL`` is to be read ``sequel``. The engine speaks the respelled text. The
client gets the words of its own text with the times of what was spoken for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vidsync.transcript import Transcript, Word


@dataclass(frozen=True, slots=True)
class _Change:
    """A range of the written text, and the range of the spoken text that replaces it."""

    written: tuple[int, int]
    spoken: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Respelling:
    """A text as it is written and as it is spoken."""

    written: str
    spoken: str
    changes: tuple[_Change, ...] = ()


def respell(text: str, rules: Iterable[Mapping[str, Any]]) -> Respelling:
    """Apply rules to the whole words of a text. Where several rules match, the first one applies.

    Args:
        text: the written text.
        rules: ``word``, ``replacement`` and optionally ``caseSensitive``.
    """
    rules = list(rules)
    alternatives = [
        f"({'' if rule.get('caseSensitive') else '(?i:'}{re.escape(rule['word'])}"
        f"{'' if rule.get('caseSensitive') else ')'})"
        for rule in rules
    ]
    if not alternatives:
        return Respelling(text, text)
    changes: list[_Change] = []
    spoken = ""
    end = 0
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", text):
        spoken += text[end : match.start()]
        begun = len(spoken)
        spoken += rules[(match.lastindex or 1) - 1]["replacement"]
        changes.append(_Change(match.span(), (begun, len(spoken))))
        end = match.end()
    return Respelling(text, spoken + text[end:], tuple(changes))


def as_written(transcript: Transcript, respelling: Respelling) -> Transcript:
    """Convert the transcript of the spoken text to one of the written text.

    Everything that was spoken for one written word becomes one word.
    """
    words: list[Word] = []
    for word in transcript.words:
        if word.span is None:
            words.append(word)
            continue
        start, end = _place(word.span, respelling)
        before = words[-1] if words else None
        if before and before.span and before.span[1] > start:
            start = before.span[0]
            words[-1] = replace(
                before,
                text=respelling.written[start:end],
                span=(start, end),
                end=max(before.end, word.end),
                phones=before.phones + word.phones,
            )
        else:
            words.append(replace(word, text=respelling.written[start:end], span=(start, end)))
    return replace(transcript, words=tuple(words), text=respelling.written)


def _place(span: tuple[int, int], respelling: Respelling) -> tuple[int, int]:
    """Return the range of the written text for a range of the spoken one; whole changed words."""
    start, end = span
    written_start, written_end = start, end
    for change in respelling.changes:
        begun, ended = change.spoken
        if ended <= start:
            written_start = start - ended + change.written[1]
        elif begun <= start:
            written_start = change.written[0]
        if ended <= end:
            written_end = end - ended + change.written[1]
        elif begun < end:
            written_end = change.written[1]
    return written_start, written_end
