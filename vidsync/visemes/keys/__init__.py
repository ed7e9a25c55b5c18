"""Keys of curves, and their reduction."""
