"""Subtitle and lyrics files."""
