"""Mouth shapes one at a time: which, when and for how long."""
