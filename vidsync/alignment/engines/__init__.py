"""The engines that align, one per file, and the choice between them."""
