"""Keyframes of a track."""
