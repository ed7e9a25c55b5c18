"""PlayKit's HTTP API."""
