"""Captions as YouTube writes them."""
