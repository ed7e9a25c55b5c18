"""The frames of a video and what is drawn on them."""
