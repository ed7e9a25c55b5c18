"""Exporters of mouth movement: each writes the format of one program.

`EXPORTERS` has those that ship with vidsync. Other packages add theirs by entry points in
the group ``vidsync.exporters``. The docstring of `Exporter` tells how to write one.
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
