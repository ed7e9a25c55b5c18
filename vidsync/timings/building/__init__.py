"""Builds a transcript from what a format reads."""
