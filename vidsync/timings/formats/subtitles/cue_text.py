"""Reads the text of cues in SRT and WebVTT: markup, voices and times inside it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise

from vidsync.timings.formats.subtitles.text_cues import Stretch, TextCue
from vidsync.timings.reading.blocks import Block, Piece, split_pieces, split_simple
from vidsync.timings.reading.clock import CLOCK, parse_clock_time
from vidsync.writing import is_spaceless

_TOKEN = re.compile(
    rf"<(?P<time>{CLOCK})>|<v(?:\.[^\s>]{{0,200}})?\s+(?P<voice>[^<>\n]{{0,400}})>"
    r"|<rt[^<>\n]{0,200}>[^<\n]*(?:</rt>)?"
    r"|<(?P<closes>/?)(?P<tag>[A-Za-z][\w-]{0,20})(?P<rest>[^<>\n]{0,400})>"
    r"|\{(?P<override>\\[^{}\n]{0,400})\}"
    r"|\{[yY]:[biusBIUS,]{1,9}\}"  # MicroDVD's italics, which some SRT files keep
)
# Signs of markup, of escapes, and of plain text that is kept apart from markup.
_MARKS = ("<", "{", "&", "\u2060", "\\", "[/")
_OTHER_TAG = re.compile(r"</?>|<[^<>A-Za-z/\s][^<>\n]{0,200}>|<[/A-Za-z][\w.-]{0,40}$")
# Whole references only: an address may have &copy=2 in it.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# Tags in other brackets, or with spaces; they count where one is closed.
_ODD_CLOSER = re.compile(
    r"<(?:\s{0,2}\\|/\s|\s{1,2}/)\s{0,2}[bius]\s{0,2}>|\{/[bius]\}|\[/[bius]\]", re.I
)
_ODD_TAG = re.compile(
    r"<\s{0,2}[/\\]?\s{0,2}([bius])\s{0,2}>|\{/?([bius])\}|\[/?([bius])\]", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_RESET = re.compile(r"\\r|\\1?c(?![&\w])")
# An invisible character that keeps plain text from being read as markup or a time.
_KEPT_APART = re.compile("(?<=[<{\\\\])\u2060|(?<=--)\u2060(?=>)")
# The beginning of a path of Windows, in which a backslash before n breaks no line.
_PATH = re.compile(r"\b[A-Za-z]:\\")


def find_marks(text: str) -> tuple[str, ...]:
    """Return the signs of markup that a text has; few files have many."""
    return tuple(mark for mark in _MARKS if mark in text)


def read_stretches(cue: TextCue, *, is_vtt: bool, marks: Sequence[str] = _MARKS) -> TextCue:
    """Return a cue with the stretches of its lines.

    Args:
        cue: only its lines are known.
        is_vtt: whether character references and all tags are markup, as in WebVTT.
        marks: the signs of markup that its file has; see `find_marks`.
    """
    lines = cue.lines
    if not marks or _is_plain("".join(lines), marks):
        stretches = tuple([(Stretch(line),) for line in lines if line.strip()])
        return TextCue(cue.number, cue.start, cue.end, lines, stretches)
    cue = cue._replace(lines=_break_lines(lines, is_vtt=is_vtt))
    reader = _Reader(cue, is_vtt)
    return cue._replace(
        stretches=tuple([reader.read_line(line) for line in cue.lines if line.strip()])
    )


def _break_lines(lines: tuple[str, ...], *, is_vtt: bool) -> tuple[str, ...]:
    """Return lines, broken where tags or the escapes of ASS break them."""
    text = "\n".join(lines)
    if "<" in text:
        text = _BREAK.sub("\n", text)
    if not is_vtt and _ODD_CLOSER.search(text):
        text = _ODD_TAG.sub(_write_tag, text)
    if "\\" in text and not is_vtt:
        breaks = r"\\N" if _PATH.search(text) else r"\\[Nn]"
        text = re.sub(breaks, "\n", text).replace("\\h", "\u00a0")
    return tuple(text.split("\n"))


def _write_tag(match: re.Match[str]) -> str:
    """Return a tag as HTML writes it."""
    closes = "/" if re.search(r"[/\\]", match[0]) else ""
    return f"<{closes}{match[1] or match[2] or match[3]}>"


def _is_plain(text: str, marks: Sequence[str] = _MARKS) -> bool:
    """Tell whether a text has neither markup nor marks that keep it apart from markup."""
    for mark in marks:  # noqa: SIM110 - faster than a generator
        if mark in text:
            return False
    return True


class _Reader:
    """The markup that is open, from line to line of a cue."""

    def __init__(self, cue: TextCue, is_vtt: bool) -> None:
        self._cue = cue
        self._is_vtt = is_vtt
        self._open: list[str] = []
        self._override = ""
        self._speaker = ""
        self._time: float | None = None
        text = "\n".join(cue.lines)
        if "<" in text and any(match["time"] for match in _TOKEN.finditer(text)):
            self._time = cue.start

    def read_line(self, line: str) -> tuple[Stretch, ...]:
        """Return the stretches of one line."""
        if _is_plain(line):
            return (self._build(line),)
        found: list[Stretch] = []
        position = 0
        for match in _TOKEN.finditer(line):
            if match.start() > position:
                found.append(self._build(line[position : match.start()]))
            position = match.end()
            self._take(match)
        if position < len(line):
            found.append(self._build(line[position:]))
        return tuple(found)

    def _take(self, match: re.Match[str]) -> None:
        if match["time"]:
            cue = self._cue
            time = parse_clock_time(match["time"], cue.name)
            self._time = min(max(time, cue.start), cue.end)
        elif match["voice"]:
            self._speaker = html.unescape(match["voice"]).strip()
        elif match["override"]:
            reset = _RESET.search(match["override"])
            self._override = "" if reset else self._override + match["override"]
        elif match["tag"]:
            tag = match["tag"].lower()
            if not match["closes"]:
                if len(self._open) < 20:
                    self._open.append((tag + match["rest"]).lower().strip())
            elif tag == "v":
                self._speaker = ""
            else:
                names = [style.split(" ")[0].split(".")[0] for style in self._open]
                if tag in names:
                    del self._open[len(names) - 1 - names[::-1].index(tag)]

    def _build(self, text: str) -> Stretch:
        if self._is_vtt:
            text = html.unescape(_OTHER_TAG.sub("", text))
        else:
            if "&" in text:
                text = decode_references(text)
            if "\u2060" in text:
                text = _KEPT_APART.sub("", text)
        style = "|".join((*self._open, self._override)) if self._open or self._override else ""
        return Stretch(text, style, self._speaker, self._time)


def decode_references(text: str) -> str:
    """Return a text with the characters that its whole references stand for: ``&amp;``."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def join_stretches(cue: TextCue) -> str:
    """Return a cue's text, with a line feed between its lines."""
    return "\n".join([join_line(line) for line in cue.stretches])


def join_line(line: Sequence[Stretch]) -> str:
    """Return the text of a line."""
    return line[0].text if len(line) == 1 else "".join(part.text for part in line)


def build_block(cue: TextCue, language: str = "") -> Block:
    """Return a cue as a block of words."""
    plain = [_split_plain(line) for line in cue.stretches]
    if all(plain):
        return Block(cue.start, cue.end, tuple(filter(None, plain)))
    speaker = next((part.speaker for line in cue.stretches for part in line if part.speaker), "")
    lines = [tuple(read_words(line, speaker, language)) for line in cue.stretches]
    return Block(cue.start, cue.end, tuple(filter(None, lines)), speaker)


def _split_plain(line: Sequence[Stretch]) -> tuple[Piece, ...] | None:
    """Return the words of a line of one stretch in a simple script; None for others."""
    if len(line) != 1:
        return None
    text, _, speaker, start, end = line[0]
    return None if speaker or start is not None or end is not None else split_simple(text)


def read_words(stretches: Sequence[Stretch], speaker: str, language: str) -> list[Piece]:
    """Return the words of a line: the first word after a time starts there.

    Parts that touch are one word.

    The other words share the rest of the time.
    """
    if len(stretches) == 1:
        only = stretches[0]
        if only.start is None and only.speaker == speaker:
            return split_pieces(only.text, language=language)
    text = ""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    voices: list[tuple[int, str]] = []
    known: float | None = None
    for part in stretches:
        if part.text.strip():
            first = len(text) + len(part.text) - len(part.text.lstrip())
            if part.start is not None and part.start != known:
                starts[first] = known = part.start
            if part.end is not None:
                ends[len(text) + len(part.text.rstrip())] = part.end
            if not voices or voices[-1][1] != part.speaker:
                voices.append((first, part.speaker))
        text += part.text
    pieces: list[Piece] = []
    position = 0
    for piece in split_pieces(text, language=language):
        position = text.index(piece.text, position)
        until = position + len(piece.text)
        voice = next((name for at, name in reversed(voices) if at <= position), "")
        # In scripts without spaces, a time begins a word.
        cuts = [
            at
            for at in starts
            if position < at < until and is_spaceless(text[at - 1]) and is_spaceless(text[at])
        ]
        for first, last in pairwise([position, *cuts, until]):
            pieces.append(
                Piece(
                    text[first:last],
                    starts.get(first),
                    ends.get(last),
                    piece.gap if first == position else None,
                    voice if voice != speaker else "",
                )
            )
        position = until
    return pieces
