"""The sounds of speech, and what each asks of the mouth."""
