"""The text as alignment reads it: tokens, numbers, abbreviations and pronunciations."""
