"""Output formats of speech recognisers."""
