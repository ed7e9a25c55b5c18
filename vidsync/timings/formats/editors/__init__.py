"""Editing programs' transcripts."""
