"""Reads and writes timing documents: the word times of speech services, aligners and subtitles.

Each service saves word times in its own format. `load` reads every format into a
`Transcript`; `save` writes those formats that can be written. Each format is a class in
``formats/``; `vidsync.timings.base.TimingFormat` tells how to add one.
"""

from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.documents import (
    Document,
    dumps,
    is_cut,
    load,
    load_blocks,
    load_document,
    loads,
    save,
)
from vidsync.timings.edited_text import retext
from vidsync.timings.reading.blocks import Block, Blocks, Piece
from vidsync.timings.registry import format_names

__all__ = [
    "Block",
    "Blocks",
    "Document",
    "Entry",
    "Piece",
    "TimingFormat",
    "Timings",
    "dumps",
    "format_names",
    "is_cut",
    "load",
    "load_blocks",
    "load_document",
    "loads",
    "retext",
    "save",
]
