"""Reads sound piece by piece, finds speech in it, and cuts it into windows at pauses."""
