"""A small set of sound effects, synthesized on request."""

from vidsync.sound_effects.effects import EFFECTS, VARIANTS, Effect, effect

__all__ = ["EFFECTS", "VARIANTS", "Effect", "effect"]
