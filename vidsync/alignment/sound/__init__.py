"""Measures a recording for alignment, and removes noise and clipping from it."""
