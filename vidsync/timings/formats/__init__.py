"""The timing formats, one per file."""
