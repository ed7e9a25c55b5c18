from .base import Entry, TimingFormat, Timings
from .documents import (
    Document,
    dumps,
    load,
    load_blocks,
    load_document,
    loads,
    open_subtitles,
    save,
)
from .edited_text import retext
from .reading.blocks import Block, Blocks, Piece
from .registry import format_names

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
    "load",
    "load_blocks",
    "load_document",
    "loads",
    "open_subtitles",
    "retext",
    "save",
]
