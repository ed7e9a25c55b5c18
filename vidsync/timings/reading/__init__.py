"""Helpers that read the parts which timing documents have in common."""
