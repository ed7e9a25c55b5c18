"""Where a mouth's movement can go: one target program or format a file.

`EXPORTERS` is the list of what ships; packages outside add theirs by entry points in the
group ``vidsync.exporters``. `base.Exporter` says how to write one.
"""

from vidsync.visemes.exporters.base import (
    CueExporter,
    Exporter,
    ExporterInfo,
    ExportOptions,
    KeyExporter,
    SpeakerTrack,
)
from vidsync.visemes.exporters.registry import EXPORTERS, exporter_for, exporters

__all__ = [
    "EXPORTERS",
    "CueExporter",
    "ExportOptions",
    "Exporter",
    "ExporterInfo",
    "KeyExporter",
    "SpeakerTrack",
    "exporter_for",
    "exporters",
]
