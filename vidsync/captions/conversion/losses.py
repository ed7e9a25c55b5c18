"""Counts what a format cannot hold, and says it in one warning."""

from __future__ import annotations

from collections import Counter

from vidsync.captions.conversion.document import StyledDocument


class Losses:
    """What is lost when a document is written in a format."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, what: str, count: int = 1, *, plural: str = "") -> None:
        """Count something that is lost.

        Args:
            what: the name of one: ``"note"``.
            count: how many are lost.
            plural: the name of several; by default with an s.
        """
        if count:
            self._counts[what, plural or f"{what}s"] += count

    @property
    def message(self) -> str:
        """All losses in one sentence, or ``""``."""
        if not self._counts:
            return ""
        counted = [
            f"{count} {one if count == 1 else several}"
            for (one, several), count in self._counts.items()
        ]
        return f"the format cannot hold {', '.join(counted)}: left out"


def count_styles(document: StyledDocument, losses: Losses, *names: str) -> None:
    """Count the spans that have one of the named styles.

    Args:
        document: the document that is written.
        losses: where they are counted.
        names: attributes of `TextStyle`, or ``ruby``.
    """
    kinds = {
        "italic": "italic text",
        "bold": "bold text",
        "underline": "underlined text",
        "colour": "coloured text",
        "ruby": "ruby reading",
    }
    for cue in document.cues:
        for span in cue.spans:
            for name in names:
                value = span.ruby if name == "ruby" else getattr(span.style, name)
                losses.add(kinds[name], int(bool(value)))


def count_document_parts(document: StyledDocument, losses: Losses) -> None:
    """Count the style sheets, regions and notes, which only WebVTT has."""
    losses.add("style sheet", len(document.style_sheets))
    losses.add("region", len(document.regions))
    count_notes(document, losses)


def count_notes(document: StyledDocument, losses: Losses) -> None:
    """Count the notes of a document and its cues."""
    losses.add("note", len(document.notes) + sum(len(cue.notes) for cue in document.cues))


def count_exact_places(document: StyledDocument, losses: Losses) -> None:
    """Count the cues whose exact place is rounded to a third of the picture."""
    losses.add("exact place", sum(cue.place.top is not None for cue in document.cues))


def count_identifiers(document: StyledDocument, losses: Losses) -> None:
    """Count the identifiers that are not numbers."""
    named = [cue for cue in document.cues if cue.identifier and not cue.identifier.isdecimal()]
    losses.add("identifier", len(named))


def count_speakers(document: StyledDocument, losses: Losses) -> None:
    """Count the cues whose speaker is named."""
    named = sum(bool(cue.speaker) for cue in document.cues)
    losses.add("name of a speaker", named, plural="names of speakers")


def count_word_times(document: StyledDocument, losses: Losses) -> None:
    """Count the words with times of their own."""
    losses.add(
        "word time", sum(span.start is not None for cue in document.cues for span in cue.spans)
    )
