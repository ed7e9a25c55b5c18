"""Phones and pronunciations."""
