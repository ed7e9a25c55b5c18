"""The exact edges between sounds."""
