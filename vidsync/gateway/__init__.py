"""The speech services' own APIs, answered on this machine by the embedded engine.

For developing, testing and demonstrating without a key: the services' official clients work
with only their base URL changed, and get real audio with exact times. One file is one
service's HTTP API; `vidsync.gateway.app` puts them below one root. Engines that call the real
services live in the tts room.
"""

from vidsync.gateway.faults import Fault, parse_fault
from vidsync.gateway.launch import running, serve
from vidsync.gateway.settings import Settings

__all__ = ["Fault", "Settings", "parse_fault", "running", "serve"]
