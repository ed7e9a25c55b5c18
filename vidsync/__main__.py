"""`python -m vidsync` is `vidsync`."""

from vidsync.cli.app import main

main()
