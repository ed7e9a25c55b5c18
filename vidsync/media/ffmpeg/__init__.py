"""The ffmpeg program: where it is, how it is run, and its filter graphs."""
