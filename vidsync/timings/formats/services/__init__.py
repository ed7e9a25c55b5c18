"""Answers of speech services."""
