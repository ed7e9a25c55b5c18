"""The command line: one command per file."""

from vidsync.cli.app import main

__all__ = ["main"]
