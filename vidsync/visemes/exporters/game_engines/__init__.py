"""Exporters for game engines and real-time viewers."""
