"""Captions as an ASS script."""
