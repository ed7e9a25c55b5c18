"""Viseme sets and rigs."""
