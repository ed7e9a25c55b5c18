"""What alignment measures in a recording, and how it cleans the recording first."""
