"""Cues: which mouth shape is shown, when, and for how long."""
