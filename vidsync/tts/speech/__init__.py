"""Speech from one or many requests: splitting, streaming, joining, and missing word times."""
