"""Cues as the files that players, editors and people read, and from such files.

One format is one file; `vidsync.captions.formats.base.CaptionFormat` says how to add
another. How files are read into blocks is the timings room's work; `read` makes cues of
them.
"""

from vidsync.captions.formats.base import CaptionFormat, Subtitles
from vidsync.captions.formats.reading import read
from vidsync.captions.formats.registry import FORMATS, format_for, write

__all__ = ["FORMATS", "CaptionFormat", "Subtitles", "format_for", "read", "write"]
