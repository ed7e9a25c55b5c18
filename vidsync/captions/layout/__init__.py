"""Cues as placed words: fonts, shaping, size, lines and positions."""
