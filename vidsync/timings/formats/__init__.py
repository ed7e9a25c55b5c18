"""Timing formats, one per file."""
