"""What the readers of timing documents have in common."""
