"""How words and cues move."""
