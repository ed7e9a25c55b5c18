"""Tells who speaks when: by the channels of a recording, or by the sound of the voices."""
