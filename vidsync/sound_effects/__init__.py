"""Sound effects: a short set, synthesized when they are asked for.

What there is and how loud it is; how each is made is synthesis' work. When one is heard
is said by a caption style, and mixing them into a video is the media room's work.
"""

from vidsync.sound_effects.effects import EFFECTS, VARIANTS, Effect, effect

__all__ = ["EFFECTS", "VARIANTS", "Effect", "effect"]
