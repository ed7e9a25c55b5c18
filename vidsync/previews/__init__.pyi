from .animation import animate
from .contact_sheet import preview, still
from .gallery_page import gallery
from .platform_interface import draw_interface

__all__ = ["animate", "draw_interface", "gallery", "preview", "still"]
