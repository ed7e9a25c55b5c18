"""Output formats of speech engines that run locally, and of the servers around them."""
