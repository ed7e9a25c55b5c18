"""Commands for speech."""
