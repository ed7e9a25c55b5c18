"""Subtitle and lyrics formats."""
