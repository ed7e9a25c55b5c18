from .page import build_page
from .picture import TimelinePicture, draw_picture

__all__ = ["TimelinePicture", "build_page", "draw_picture"]
