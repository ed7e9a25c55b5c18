"""Reads caption files with everything that they say about their cues."""
