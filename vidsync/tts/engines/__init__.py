"""Speech engines, and their base classes."""
