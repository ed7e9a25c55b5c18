"""Long recordings: windows, anchors between them, and worker processes."""
