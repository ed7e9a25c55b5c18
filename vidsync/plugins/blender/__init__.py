"""The Blender add-on: its sources, and how an extension is made of them.

What the add-on does in Blender is in `addon`; nothing there imports vidsync, since Blender
has a Python of its own. `build` puts it into the zip that Blender installs.
"""

from vidsync.plugins.blender.package import build

__all__ = ["build"]
