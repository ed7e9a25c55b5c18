"""vidsync's own cues as JSON: lines of words with their times.

{"format": "vidsync-cues", "version": 1, "language": "en",
 "cues": [{"start": 1.0, "end": 2.5, "speaker": "Ann",
           "lines": [[{"text": "Hi.", "start": 1.0, "end": 1.4}]]}]}
"""

from __future__ import annotations

import re

from vidsync.errors import FormatError, TimingError
from vidsync.timings.reading import fields, files
from vidsync.timings.reading.blocks import Block, BlockFormat, Blocks, Piece, in_order

_OPENING = re.compile(r'\s*\{\s*"format"\s*:\s*"vidsync-cues"')
_VERSION = 1


class CuesJson(BlockFormat):
    """Cues as vidsync writes them."""

    name = "cues"
    title = "vidsync cues (JSON)"

    def recognises(self, value: object) -> bool:
        """Whether it says that it is one, before anything else."""
        return isinstance(value, str) and _OPENING.match(value) is not None

    def blocks(self, text: str) -> Blocks:
        """The cues; every word has its times."""
        document = fields.as_object(files.parse(text, "the document"), "the document")
        version = fields.index_of(document, "version", "the document")
        if version != _VERSION:
            raise FormatError(f"the cues are of version {version}; this vidsync reads {_VERSION}")
        cues = fields.as_list(fields.required(document, "cues", "the document"), "cues")
        language = fields.text_of(document, "language", "the document", default="")
        blocks = [_block(cue, f"cue {number}") for number, cue in enumerate(cues, 1)]
        return Blocks(in_order(blocks), language=language)


def _block(value: object, name: str) -> Block:
    cue = fields.as_object(value, name)
    lines = fields.as_list(fields.required(cue, "lines", name), f"{name}: lines")
    pieces = tuple(
        tuple(_piece(word, f"{name}, a word") for word in fields.as_list(line, f"{name}: a line"))
        for line in lines
    )
    start, end = (fields.seconds_of(cue, key, name) for key in ("start", "end"))
    if not 0 <= start <= end:
        raise TimingError(f"{name}: {start:g} s to {end:g} s is no stretch of time")
    speaker = fields.text_of(cue, "speaker", name, default="")
    return Block(start, end, tuple(line for line in pieces if line), speaker)


def _piece(value: object, name: str) -> Piece:
    word = fields.as_object(value, name)
    text = fields.text_of(word, "text", name)
    if not text.strip():
        raise FormatError(f"{name} is blank")
    start, end = (fields.seconds_of(word, key, name) for key in ("start", "end"))
    return Piece(text, start, end)
