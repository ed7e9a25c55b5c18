"""Output of speech recognizers."""
