"""Styles and presets."""
