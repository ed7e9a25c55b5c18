"""Long recordings: windows, and anchors that split them into parts."""
