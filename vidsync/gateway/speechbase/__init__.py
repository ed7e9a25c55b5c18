"""Speechbase's HTTP API."""
