"""Answer formats of speech services."""
