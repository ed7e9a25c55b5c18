"""Recognizers that use a service, one module each."""
