"""vidsync in Blender: mouth movement, sound and captions of speech.

The add-on keys a file that vidsync has written, or runs vidsync from its panel. Visemes are
mapped to the shape keys of common rigs by name.
"""

from . import operators, panel, properties


def register():
    """Register the add-on; Blender calls this when it is enabled."""
    properties.register()
    operators.register()
    panel.register()


def unregister():
    """Unregister the add-on; Blender calls this when it is disabled."""
    panel.unregister()
    operators.unregister()
    properties.unregister()
