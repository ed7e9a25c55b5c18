"""Commands for video."""
