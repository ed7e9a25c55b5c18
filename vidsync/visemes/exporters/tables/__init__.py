"""Exporters of tables, of services' events, and of vidsync's own JSON."""
