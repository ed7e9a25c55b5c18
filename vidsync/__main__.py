"""`python -m vidsync` is `vidsync`."""

from vidsync.cli import main

main()
