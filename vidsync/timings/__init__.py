"""Timing documents to transcripts, and back.

Every service saves its word times in a shape of its own; here each shape is read into
the one `Transcript`, and written again where the shape is known well enough. One format
is one file; `vidsync.timings.base.TimingFormat` says how to add another. Which words a
text has, or where they are in a sound, is not found out here: that is the engines' and
the alignment room's work.
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
