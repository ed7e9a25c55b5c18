from .base import CaptionFormat, Subtitles
from .reading import read
from .registry import FORMATS, format_for, write

__all__ = ["FORMATS", "CaptionFormat", "Subtitles", "format_for", "read", "write"]
