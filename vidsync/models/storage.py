"""The folder in which fetched models are kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from vidsync.models.catalogue import Model, ModelFile, models

CACHE_VARIABLE = "VIDSYNC_CACHE"
"""The environment variable that names another folder."""


def cache_folder() -> Path:
    """Return the folder of fetched models. It need not exist.

    It is ``$VIDSYNC_CACHE/models`` where that variable is set, else in the user's cache
    folder of the platform: ``~/.cache/vidsync`` (``$XDG_CACHE_HOME``),
    ``~/Library/Caches/vidsync`` or ``%LOCALAPPDATA%\\vidsync``.
    """
    if given := os.environ.get(CACHE_VARIABLE):
        return Path(given).expanduser() / "models"
    return _platform_cache() / "vidsync" / "models"


def cached(model: Model) -> Path | None:
    """Return what an engine opens for a model, if all its files are here; else None.

    Returns:
        A file, or a folder for a model of several files with fixed names.
    """
    folder = cache_folder()
    if all(has_file(folder, file) for file in model.files):
        return folder / model.place
    return None


def missing_size(model: Model) -> int:
    """Return the bytes of those files of a model that are not here."""
    folder = cache_folder()
    return sum(file.size for file in model.files if not has_file(folder, file))


def has_file(folder: Path, file: ModelFile) -> bool:
    """Whether a file is in the folder, whole."""
    try:
        size = (folder / file.path).stat().st_size
    except OSError:
        return False
    # A file gets its name only after its hash was checked.
    return size == file.size if file.sha256 else size > 0


def remove(model: Model) -> int:
    """Remove a model from the cache folder; files that another model there needs stay.

    Returns:
        Bytes that were freed; 0 if the model was not there.
    """
    folder = cache_folder()
    needed = _paths(other for other in models() if other != model and cached(other))
    freed = 0
    for file in model.files:
        for path in (folder / file.path, partial_path(folder / file.path)):
            if file.path not in needed and path.is_file():
                freed += path.stat().st_size
                path.unlink(missing_ok=True)
    _remove_empty_folders(folder, model)
    return freed


def partial_path(path: Path) -> Path:
    """Return where a file is written while it is fetched."""
    return path.with_name(path.name + ".part")


def _paths(among: Iterable[Model]) -> set[str]:
    return {file.path for model in among for file in model.files}


def _remove_empty_folders(folder: Path, model: Model) -> None:
    for parent in {(folder / file.path).parent for file in model.files}:
        if parent != folder and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _platform_cache() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    given = os.environ.get("XDG_CACHE_HOME")
    return Path(given) if given else Path.home() / ".cache"
