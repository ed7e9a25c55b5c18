"""Where a mouth's movement can go: one target program or format a file.

`EXPORTERS` is the list of what ships; packages outside add theirs by entry points in the
group ``vidsync.exporters``. `base.Exporter` says how to write one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vidsync.errors import FormatError, near_matches
from vidsync.extensions import with_extensions
from vidsync.lipsync.exporters.after_effects_script import AfterEffectsScript
from vidsync.lipsync.exporters.after_effects_text import AfterEffectsText
from vidsync.lipsync.exporters.audio2face import Audio2Face
from vidsync.lipsync.exporters.azure_blend_shapes import AzureBlendShapes
from vidsync.lipsync.exporters.azure_events import AzureEvents
from vidsync.lipsync.exporters.base import (
    CueExporter,
    Exporter,
    ExporterInfo,
    ExportOptions,
    KeyExporter,
    Voice,
)
from vidsync.lipsync.exporters.csv_cues import CsvCues
from vidsync.lipsync.exporters.csv_curves import CsvCurves
from vidsync.lipsync.exporters.glb import Glb
from vidsync.lipsync.exporters.godot import Godot
from vidsync.lipsync.exporters.harmony import Harmony
from vidsync.lipsync.exporters.live2d import Live2d
from vidsync.lipsync.exporters.live_link_face import LiveLinkFace
from vidsync.lipsync.exporters.moho_dat import MohoDat
from vidsync.lipsync.exporters.opentoonz import OpenToonz
from vidsync.lipsync.exporters.papagayo import PapagayoPg2, PapagayoPgo
from vidsync.lipsync.exporters.polly_events import PollyEvents
from vidsync.lipsync.exporters.rhubarb_json import RhubarbJson
from vidsync.lipsync.exporters.rhubarb_tsv import RhubarbTsv
from vidsync.lipsync.exporters.rhubarb_xml import RhubarbXml
from vidsync.lipsync.exporters.spine import Spine
from vidsync.lipsync.exporters.three_clip import ThreeClip
from vidsync.lipsync.exporters.unity import Unity
from vidsync.lipsync.exporters.unreal_curves import UnrealCurveCsv, UnrealCurveJson
from vidsync.lipsync.exporters.usd import Usd
from vidsync.lipsync.exporters.vidsync_json import VidsyncJson
from vidsync.lipsync.exporters.vidsync_keys import VidsyncKeys
from vidsync.lipsync.exporters.vmd import Vmd
from vidsync.lipsync.exporters.vrma import Vrma

__all__ = [
    "EXPORTERS",
    "CueExporter",
    "ExportOptions",
    "Exporter",
    "ExporterInfo",
    "KeyExporter",
    "Voice",
    "exporter_for",
    "exporters",
]

ENTRY_POINTS = "vidsync.exporters"

# The first of a suffix is the one that the suffix chooses.
EXPORTERS: dict[str, Exporter] = {
    "vidsync": VidsyncJson(),
    "vidsync-keys": VidsyncKeys(),
    "rhubarb-tsv": RhubarbTsv(),
    "rhubarb-json": RhubarbJson(),
    "rhubarb-xml": RhubarbXml(),
    "csv": CsvCues(),
    "csv-curves": CsvCurves(),
    "moho": MohoDat(),
    "papagayo": PapagayoPgo(),
    "papagayo-ng": PapagayoPg2(),
    "opentoonz": OpenToonz(),
    "spine": Spine(),
    "after-effects": AfterEffectsScript(),
    "after-effects-text": AfterEffectsText(),
    "harmony": Harmony(),
    "live2d": Live2d(),
    "unity": Unity(),
    "live-link-face": LiveLinkFace(),
    "unreal-csv": UnrealCurveCsv(),
    "unreal-json": UnrealCurveJson(),
    "godot": Godot(),
    "glb": Glb(),
    "vrma": Vrma(),
    "three": ThreeClip(),
    "usd": Usd(),
    "vmd": Vmd(),
    "audio2face": Audio2Face(),
    "azure": AzureEvents(),
    "azure-blend-shapes": AzureBlendShapes(),
    "polly": PollyEvents(),
}


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name: those that ship, then those of other packages."""
    return with_extensions(EXPORTERS, ENTRY_POINTS, Exporter)  # type: ignore[type-abstract]


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
        if exporter.info.suffix == suffix:
            return exporter
    suffixes = ", ".join(dict.fromkeys(exporter.info.suffix for exporter in known.values()))
    raise FormatError(
        f"{path}: its suffix {suffix!r} does not say how mouth shapes are to be written",
        hint=f"suffixes are {suffixes}; or name an exporter: {', '.join(known)}",
    )
