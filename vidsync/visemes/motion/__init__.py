"""Mouth movement as gestures of the articulators."""
