"""Exporters for tables, events and vidsync's own JSON."""
