"""Requests to speech services: HTTP, websockets, retries, limits and errors."""
