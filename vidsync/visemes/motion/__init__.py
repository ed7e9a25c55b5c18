"""Mouth movement, from the gestures of articulators that neighbouring sounds share."""
