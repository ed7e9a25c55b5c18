"""Pictures and pages that show a mouth, its sounds and its curves on one time axis."""

from vidsync.inspect.page import build_page
from vidsync.inspect.picture import TimelinePicture, draw_picture

__all__ = ["TimelinePicture", "build_page", "draw_picture"]
