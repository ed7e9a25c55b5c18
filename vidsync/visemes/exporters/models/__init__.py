"""Exporters for 3D models and rigs."""
