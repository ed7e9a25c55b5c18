"""The APIs of speech services, answered on this machine by the embedded engine.

Use it to develop, test and demonstrate without a key: the services' official clients work with
only their base URL changed, and get real audio with exact times.
"""

from vidsync.gateway.faults import Fault, parse_fault
from vidsync.gateway.launch import running, serve
from vidsync.gateway.settings import Settings

__all__ = ["Fault", "Settings", "parse_fault", "running", "serve"]
