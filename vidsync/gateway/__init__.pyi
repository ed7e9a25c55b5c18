from .faults import Fault, parse_fault
from .launch import running, serve
from .settings import Settings

__all__ = ["Fault", "Settings", "parse_fault", "running", "serve"]
