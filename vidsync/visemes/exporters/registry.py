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
from vidsync.visemes.exporters.animation.after_effects_script import AfterEffectsScript
from vidsync.visemes.exporters.animation.after_effects_text import AfterEffectsText
from vidsync.visemes.exporters.animation.harmony import Harmony
from vidsync.visemes.exporters.animation.live2d import Live2d
from vidsync.visemes.exporters.animation.moho_dat import MohoDat
from vidsync.visemes.exporters.animation.opentoonz import OpenToonz
from vidsync.visemes.exporters.animation.papagayo import PapagayoPg2, PapagayoPgo
from vidsync.visemes.exporters.animation.rhubarb_json import RhubarbJson
from vidsync.visemes.exporters.animation.rhubarb_tsv import RhubarbTsv
from vidsync.visemes.exporters.animation.rhubarb_xml import RhubarbXml
from vidsync.visemes.exporters.animation.spine import Spine
from vidsync.visemes.exporters.base import (
    Exporter,
)
from vidsync.visemes.exporters.game_engines.audio2face import Audio2Face
from vidsync.visemes.exporters.game_engines.godot import Godot
from vidsync.visemes.exporters.game_engines.live_link_face import LiveLinkFace
from vidsync.visemes.exporters.game_engines.three_clip import ThreeClip
from vidsync.visemes.exporters.game_engines.unity import Unity
from vidsync.visemes.exporters.game_engines.unreal_curves import UnrealCurveCsv, UnrealCurveJson
from vidsync.visemes.exporters.models.glb import Glb
from vidsync.visemes.exporters.models.usd import Usd
from vidsync.visemes.exporters.models.vmd import Vmd
from vidsync.visemes.exporters.models.vrma import Vrma
from vidsync.visemes.exporters.tables.azure_blend_shapes import AzureBlendShapes
from vidsync.visemes.exporters.tables.azure_events import AzureEvents
from vidsync.visemes.exporters.tables.csv_cues import CsvCues
from vidsync.visemes.exporters.tables.csv_curves import CsvCurves
from vidsync.visemes.exporters.tables.polly_events import PollyEvents
from vidsync.visemes.exporters.tables.vidsync_json import VidsyncJson
from vidsync.visemes.exporters.tables.vidsync_keys import VidsyncKeys

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
