"""Finds the shipped data: presets, assets and the documentation.

In a checkout, an editable install and an sdist the data is beside the package, at the
top level. In a wheel it is inside the package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from vidsync.errors import VidsyncError


@cache
def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for parent in (package, package.parent):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise VidsyncError(
        f"vidsync's own folder {name!r} is missing from this installation",
        hint="reinstall vidsync",
    )


def presets_folder(kind: str) -> Path:
    """Return the folder of the shipped presets of a kind: captions, visemes, platforms."""
    return _folder("presets") / kind


def assets_folder(kind: str) -> Path:
    """Return the folder of the shipped assets of a kind: fonts, emoji, mouths."""
    return _folder("assets") / kind


def docs_folder() -> Path:
    """Return the folder of the documentation: its pages, and the settings of its site."""
    return Path(__file__).resolve().parent / "docs"
