"""Commands for mouths."""
