"""Phones of a transcript: from its words, its visemes, a lexicon or espeak-ng."""
