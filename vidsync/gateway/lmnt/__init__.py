"""LMNT's HTTP and websocket API."""
