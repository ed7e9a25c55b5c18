"""Text inside a caption: case, emphasis, hyphenation and direction."""
