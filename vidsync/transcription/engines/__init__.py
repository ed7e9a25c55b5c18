"""The recognizers, one module each."""
