"""vidsync in Blender: mouth movement, sound and captions of speech.

Import a file that vidsync has written, or run vidsync from the panel; the visemes find
the shape keys of common rigs by name. Registering is all that happens here.
"""

from . import operators, panel, properties


def register():
    """Called by Blender when the add-on is switched on."""
    properties.register()
    operators.register()
    panel.register()


def unregister():
    """Called by Blender when the add-on is switched off."""
    panel.unregister()
    operators.unregister()
    properties.unregister()
