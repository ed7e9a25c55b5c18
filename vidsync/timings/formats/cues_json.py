"""vidsync's own cues as JSON: lines of words with their times.

{"format": "vidsync-cues", "version": 1, "language": "en",
 "cues": [{"start": 1.0, "end": 2.5, "speaker": "Ann",
           "lines": [[{"text": "Hi.", "start": 1.0, "end": 1.4}]]}]}

A cue with "estimated": true has no word times of its own; those in it are ignored.
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading import fields, files
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, Piece, sort_blocks

_OPENING = re.compile(r'\s*\{\s*"format"\s*:\s*"vidsync-cues"')
_VERSION = 1


class CuesJsonFormat(BlockFormat):
    """Cues as vidsync writes them."""

    name = "cues"
    title = "vidsync cues (JSON)"

    def recognises(self, value: object) -> bool:
        """Tell whether the document begins with this format's name."""
        return isinstance(value, str) and _OPENING.match(value) is not None

    def blocks(self, text: str) -> Blocks:
        """Return the cues; words have times unless their cue says that they are estimated."""
        document = fields.as_object(files.parse_document(text, "the document"), "the document")
        version = fields.get_index(document, "version", "the document")
        if version != _VERSION:
            raise FormatError(f"the cues are of version {version}; this vidsync reads {_VERSION}")
        cues = fields.as_list(fields.get_required(document, "cues", "the document"), "cues")
        language = fields.get_text(document, "language", "the document", default="")
        blocks = [_read_block(cue, f"cue {number}") for number, cue in enumerate(cues, 1)]
        return Blocks(sort_blocks(blocks), language=language)


def _read_block(value: object, name: str) -> Block:
    cue = fields.as_object(value, name)
    lines = fields.as_list(fields.get_required(cue, "lines", name), f"{name}: lines")
    pieces = tuple(
        tuple(
            _read_piece(word, f"{name}, a word") for word in fields.as_list(line, f"{name}: a line")
        )
        for line in lines
    )
    start, end = (fields.get_seconds(cue, key, name) for key in ("start", "end"))
    if not 0 <= start <= end:
        raise TimingError(f"{name}: {start:g} s to {end:g} s is not a stretch of time")
    speaker = fields.get_text(cue, "speaker", name, default="")
    if cue.get("estimated") is True:
        pieces = tuple(tuple(Piece(piece.text) for piece in line) for line in pieces)
    return Block(start, end, tuple(line for line in pieces if line), speaker)


def _read_piece(value: object, name: str) -> Piece:
    word = fields.as_object(value, name)
    text = fields.get_text(word, "text", name)
    if not text.strip():
        raise FormatError(f"{name} is blank")
    start, end = (fields.get_seconds(word, key, name) for key in ("start", "end"))
    return Piece(text, start, end)
