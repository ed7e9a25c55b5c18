"""Where a track can go: one target program or format a file.

`EXPORTERS` is the list of what ships; packages outside add theirs by entry points in the
group ``vidsync.exporters``. `base.Exporter` says how to write one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vidsync.errors import FormatError, near_matches
from vidsync.extensions import with_extensions
from vidsync.lipsync.exporters.base import Exporter
from vidsync.lipsync.exporters.rhubarb_json import RhubarbJson
from vidsync.lipsync.exporters.rhubarb_tsv import RhubarbTsv
from vidsync.lipsync.exporters.vidsync_json import VidsyncJson

__all__ = ["EXPORTERS", "Exporter", "exporter_for", "exporters"]

ENTRY_POINTS = "vidsync.exporters"

# The first of a suffix is the one that the suffix chooses.
EXPORTERS: dict[str, Exporter] = {
    "vidsync": VidsyncJson(),
    "rhubarb-tsv": RhubarbTsv(),
    "rhubarb-json": RhubarbJson(),
}


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name: those that ship, then those of other packages."""
    return with_extensions(EXPORTERS, ENTRY_POINTS, Exporter)


def exporter_for(path: Path, name: str | None = None) -> Exporter:
    """The exporter of a name; without one, the one of the file's suffix.

    Raises:
        FormatError: there is none.
    """
    known = exporters()
    if name is not None:
        if name not in known:
            raise FormatError(f"no exporter {name!r}", hint=near_matches(name, known))
        return known[name]
    suffix = path.suffix.lower()
    for exporter in known.values():
        if exporter.suffix == suffix:
            return exporter
    suffixes = ", ".join(dict.fromkeys(exporter.suffix for exporter in known.values()))
    raise FormatError(
        f"{path}: its suffix {suffix!r} does not say how mouth shapes are to be written",
        hint=f"suffixes are {suffixes}; or name an exporter: {', '.join(known)}",
    )
