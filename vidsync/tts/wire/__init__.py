"""How services are asked: HTTP, websockets, retries, limits and errors."""
