"""The tiers of forced aligners: intervals of words and phones, for each speaker."""

from __future__ import annotations

import re

from vidsync.timings.base import Entry, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.phones import SILENCES, assign_phones
from vidsync.timings.word_lists.collector import WordCollector
from vidsync.transcript import Phone

Interval = tuple[float, float, str]
"""Start, end and label."""

Tiers = dict[str, dict[str, list[Interval]]]
"""Intervals by speaker, then by ``word`` and ``phone``."""

_KINDS = ("word", "phone")
_NOT_WORDS = SILENCES | {"<eps>", "<unk>", "spn", "<spn>", "nsn", "<nsn>", "@", "[noise]"}
_NOISE = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")


def split_tier_name(name: str) -> tuple[str, str]:
    """Return the speaker of a tier, and its kind: ``word``, ``phone`` or ``""``.

    The tiers of several speakers have names like ``ann - words``.
    """
    speaker, _, kind = name.rpartition(" - ")
    return speaker, next((key for key in _KINDS if key in kind.lower()), "")


def is_spoken(label: str) -> bool:
    """Tell whether a label is a word or a phone, not a silence, a noise or an unknown word."""
    return label.strip().lower() not in _NOT_WORDS and not _NOISE.fullmatch(label.strip())


def build_timings(tiers: Tiers, duration: float | None, *, missing: str = "") -> Timings:
    """Return the words of all speakers with their phones; one speaker's silences are pauses.

    Args:
        tiers: the intervals of each speaker.
        duration: seconds of the audio, if known.
        missing: the reason why there are no words, for the error.
    """
    words = WordCollector()
    # The only speaker of a recording is often named after its file or folder.
    for speaker, kinds in tiers.items():
        phones = [
            Phone(label.strip(), start, end)
            for start, end, label in kinds.get("phone", [])
            if is_spoken(label)
        ]
        spoken = [
            Entry(fields.name_item("word", index, text), " ".join(text.split()), start, end)
            for index, (start, end, text) in enumerate(kinds.get("word", []))
        ]
        said = [entry for entry in spoken if is_spoken(entry.text)]
        for entry in assign_phones(said, phones):
            words.add_word(
                entry.text,
                entry.start,
                entry.end,
                speaker=speaker if len(tiers) > 1 else "",
                phones=entry.phones,
            )
        for entry in spoken:
            if not is_spoken(entry.text) and len(tiers) == 1:
                silent = entry.text.lower() in SILENCES
                words.add_sound("" if silent else entry.text, entry.start, entry.end)
    return words.build(duration=duration, missing=missing or "it has no words")
