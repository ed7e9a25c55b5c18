"""Looking before rendering: stills, contact sheets, animations and a gallery of presets.

The pictures come from the very script and libass that would draw the video; here they
are only chosen, scaled and laid out.
"""

from vidsync.previews.animation import animate
from vidsync.previews.contact_sheet import preview, still
from vidsync.previews.gallery_page import gallery
from vidsync.previews.platform_interface import draw_interface

__all__ = ["animate", "draw_interface", "gallery", "preview", "still"]
