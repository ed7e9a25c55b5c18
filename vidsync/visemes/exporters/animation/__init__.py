"""Exporters for 2D animation programs."""
