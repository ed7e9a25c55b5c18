"""Captions for reading: a plain transcript, one with speakers, and chapters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from vidsync.captions.cues.cue import Cue
from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.timecode import milliseconds
from vidsync.transcript import Word
from vidsync.transcript.spacing import join_words
from vidsync.writing import ends_sentence

# Seconds of silence that begin a paragraph, and that begin a chapter.
_PARAGRAPH = 1.5
_CHAPTER = 2.0
# YouTube shows chapters of at least 10 seconds, at least three, the first at 0:00.
_SHORTEST_CHAPTER = 10.0
_TITLE_WORDS = 7


class PlainText(CaptionFormat):
    """The words alone."""

    name = "text"
    title = "plain transcript"
    suffixes = (".txt",)

    def write(self, subtitles: Subtitles) -> str:
        """Write a paragraph for every stretch between long silences or speakers."""
        return "\n".join(f"{text}\n" for _, text in _paragraphs(subtitles.cues))


class SpeakerText(CaptionFormat):
    """The words with times and speakers."""

    name = "speakers"
    title = "transcript with times and speakers"
    suffixes = (".md",)

    def write(self, subtitles: Subtitles) -> str:
        """Write paragraphs as ``[00:00:01] Ann: …``."""
        return "\n".join(
            f"[{_hms(cue.start)}] {f'{name}: ' if (name := _name(cue.speaker)) else ''}{text}\n"
            for cue, text in _paragraphs(subtitles.cues)
        )


class Chapters(CaptionFormat):
    """Chapters for a video's description."""

    name = "chapters"
    title = "chapters for a video's description"
    suffixes = (".chapters", ".chapters.txt")

    def write(self, subtitles: Subtitles) -> str:
        """Write a time and the first words after each long silence."""
        lines: list[str] = []
        begun = -_SHORTEST_CHAPTER
        silent_until = 0.0
        sentence_ended = True
        for cue in subtitles.cues:
            new_part = cue.start - silent_until >= _CHAPTER or not lines
            if new_part and sentence_ended and cue.start - begun >= _SHORTEST_CHAPTER:
                begun = cue.start if lines else 0.0
                lines.append(f"{_short_hms(begun)} {_title(cue.words)}\n")
            silent_until = max((word.end for word in cue.words), default=cue.end)
            sentence_ended = ends_sentence(cue.words[-1].text)
        return "".join(lines)


def _paragraphs(cues: tuple[Cue, ...]) -> Iterator[tuple[Cue, str]]:
    number = 0
    numbered = []
    for index, cue in enumerate(cues):
        before = cues[index - 1] if index else None
        if before is not None and (
            cue.speaker != before.speaker or cue.start - before.words[-1].end >= _PARAGRAPH
        ):
            number += 1
        numbered.append((number, cue))
    for _, group in groupby(numbered, key=lambda item: item[0]):
        members = [cue for _, cue in group]
        yield members[0], join_words([word for cue in members for word in cue.words])


def _title(words: tuple[Word, ...]) -> str:
    kept: list[Word] = []
    for word in words[:_TITLE_WORDS]:
        kept.append(word)
        if ends_sentence(word.text):
            break
    return join_words(kept).rstrip(".,;:!?…")


def _name(speaker: str) -> str:
    return " ".join(speaker.replace(":", " ").replace("[", "(").replace("]", ")").split())


def _hms(seconds: float) -> str:
    whole = milliseconds(seconds) // 1000
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _short_hms(seconds: float) -> str:
    whole = milliseconds(seconds) // 1000
    hours = f"{whole // 3600}:" if whole >= 3600 else ""
    minutes = f"{whole // 60 % 60:02}" if hours else f"{whole // 60}"
    return f"{hours}{minutes}:{whole % 60:02}"
