"""The command line: one command per file, and the one place where errors become exit codes.

A mistake of the user's ends in one line, a hint, and exit code 2; a fault of vidsync's own
ends in a traceback and exit code 1; Ctrl-C ends in 130. Commands import what they need when
they run, so that `vidsync --help` is quick.
"""

from vidsync.cli.app import main

__all__ = ["main"]
