"""The exporters by name, and the choice of one for a file.

To add an exporter, add a line to `EXPORTERS`. Other packages add theirs by entry points in
the group ``vidsync.exporters``. `base.Exporter` tells how to write one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vidsync.errors import FormatError, near_matches
from vidsync.extensions import LazyRegistry, with_extensions
from vidsync.visemes.exporters.base import Exporter

ENTRY_POINTS = "vidsync.exporters"
_PACKAGE = "vidsync.visemes.exporters"

# Where several have one suffix, the suffix chooses the first.
EXPORTERS: Mapping[str, Exporter] = LazyRegistry(
    _PACKAGE,
    {
        "vidsync": "tables.vidsync_json:VidsyncJson",
        "vidsync-keys": "tables.vidsync_keys:VidsyncKeys",
        "rhubarb-tsv": "animation.rhubarb_tsv:RhubarbTsv",
        "rhubarb-json": "animation.rhubarb_json:RhubarbJson",
        "rhubarb-xml": "animation.rhubarb_xml:RhubarbXml",
        "csv": "tables.csv_cues:CsvCues",
        "csv-curves": "tables.csv_curves:CsvCurves",
        "moho": "animation.moho_dat:MohoDat",
        "papagayo": "animation.papagayo:PapagayoPgo",
        "papagayo-ng": "animation.papagayo:PapagayoPg2",
        "opentoonz": "animation.opentoonz:OpenToonz",
        "spine": "animation.spine:Spine",
        "after-effects": "animation.after_effects_script:AfterEffectsScript",
        "after-effects-text": "animation.after_effects_text:AfterEffectsText",
        "harmony": "animation.harmony:Harmony",
        "live2d": "animation.live2d:Live2d",
        "unity": "game_engines.unity:Unity",
        "live-link-face": "game_engines.live_link_face:LiveLinkFace",
        "unreal-csv": "game_engines.unreal_curves:UnrealCurveCsv",
        "unreal-json": "game_engines.unreal_curves:UnrealCurveJson",
        "godot": "game_engines.godot:Godot",
        "glb": "models.glb:Glb",
        "vrma": "models.vrma:Vrma",
        "three": "game_engines.three_clip:ThreeClip",
        "usd": "models.usd:Usd",
        "vmd": "models.vmd:Vmd",
        "audio2face": "game_engines.audio2face:Audio2Face",
        "azure": "tables.azure_events:AzureEvents",
        "azure-blend-shapes": "tables.azure_blend_shapes:AzureBlendShapes",
        "polly": "tables.polly_events:PollyEvents",
    },
)
"""The exporters that ship with vidsync, by name."""


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name: those that ship with vidsync, then those of other packages."""
    return with_extensions(EXPORTERS, ENTRY_POINTS, Exporter)  # type: ignore[type-abstract]


def exporter_for(path: Path, name: str | None = None) -> Exporter:
    """Get an exporter by its name, or by a file's suffix if there is no name.

    Raises:
        FormatError: there is no exporter of that name or suffix.
    """
    known = exporters()
    if name is not None:
        if name == "blender":
            raise FormatError(
                "Blender is animated by an add-on, not by a file",
                hint="vidsync blender-addon build makes it; it reads the timing document itself",
            )
        if name not in known:
            raise FormatError(f"no exporter {name!r}", hint=near_matches(name, known))
        return known[name]
    suffix = path.suffix.lower()
    for exporter in known.values():
        if exporter.info.suffix == suffix:
            return exporter
    suffixes = ", ".join(dict.fromkeys(exporter.info.suffix for exporter in known.values()))
    raise FormatError(
        f"{path}: no exporter has the suffix {suffix!r}",
        hint=f"suffixes are {suffixes}; or name an exporter: {', '.join(known)}",
    )
