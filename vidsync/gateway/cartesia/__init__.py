"""Cartesia's HTTP and websocket API."""
