"""Speech engines of online services, one per file."""
