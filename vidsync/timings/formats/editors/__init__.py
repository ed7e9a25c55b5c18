"""Transcript formats of editing programs."""
