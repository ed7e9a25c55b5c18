"""The Blender add-on, and `build`, which packs it into an extension for Blender.

The sources in `addon` do not import vidsync, because Blender has its own Python.
"""

from vidsync.plugins.blender.package import build

__all__ = ["build"]
