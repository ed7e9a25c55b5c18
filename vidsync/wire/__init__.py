"""Requests to the services that speak and listen: HTTP, websockets, retries, limits and errors."""
