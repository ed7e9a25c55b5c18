"""Builds timings from the lists of words that recognisers and other programs write."""
