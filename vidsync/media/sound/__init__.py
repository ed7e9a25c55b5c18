"""The sound of a video: narration, short sounds and their loudness."""
