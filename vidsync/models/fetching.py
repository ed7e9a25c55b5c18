"""Puts models into the cache folder: from the network, or from files that are here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from vidsync.errors import FetchError, InputError
from vidsync.models.catalogue import Model, ModelFile
from vidsync.models.digests import Digest
from vidsync.models.locking import locked
from vidsync.models.storage import cache_folder, has_file, missing_size, partial_path
from vidsync.paths import PathLike

Progress = Callable[[int, int], None]

_SPARE = 64 << 20


def fetch(model: Model, *, on_progress: Progress | None = None) -> Path:
    """Fetch what is missing of a model from the network.

    An interrupted fetch goes on where it ended. Any number of processes may fetch the same
    model: one does, and the others wait for it.

    Args:
        model: of the catalogue.
        on_progress: called with the bytes that are here, and the bytes of all files.

    Returns:
        What an engine opens: a file or a folder, as `cached` returns it.

    Raises:
        FetchError: the server can't be reached, does not have a file, or sends another one;
            or the disk is full or can't be written.
    """
    from vidsync.models.transfer import transfer  # httpx takes long to import

    def put(file: ModelFile, target: Path, on_bytes: Callable[[int], None]) -> None:
        transfer(file, target, on_bytes)

    return _put_files(model, put, on_progress)


def install(model: Model, folder: PathLike, *, on_progress: Progress | None = None) -> Path:
    """Copy a model's files from a folder, for a machine without a network.

    Args:
        model: of the catalogue.
        folder: has the files, under their own names.
        on_progress: as for `fetch`.

    Returns:
        As `fetch`.

    Raises:
        InputError: a file is missing there, or is not the one of the catalogue.
        FetchError: the disk is full or can't be written.
    """
    source = Path(folder).expanduser()
    for file in model.files:
        if not (source / file.name).is_file():
            raise InputError(
                f"{source} has no {file.name}", hint=f"{model.name} needs it: {file.url}"
            )

    def put(file: ModelFile, target: Path, on_bytes: Callable[[int], None]) -> None:
        given = source / file.name
        if file.sha256 and not Digest(file.sha256).matches(given):
            raise InputError(
                f"{given} is not the {file.name} of the catalogue: its hash is another",
                hint=f"fetch it again from {file.url}",
            )
        shutil.copyfile(given, partial_path(target))
        partial_path(target).replace(target)
        on_bytes(file.size)

    return _put_files(model, put, on_progress)


def _put_files(
    model: Model,
    put: Callable[[ModelFile, Path, Callable[[int], None]], None],
    on_progress: Progress | None,
) -> Path:
    """Call `put` for each missing file, and add up the progress."""
    folder = cache_folder()
    total, done = model.size, 0

    def report(count: int) -> None:
        if on_progress is not None:
            on_progress(min(done + count, total), total)

    try:
        _check_space(folder, model)
        for file in model.files:
            target = folder / file.path
            # The lock is not in the folder of the model, which may be removed.
            with locked(folder / ".locks" / file.path.replace("/", "_")):
                if not has_file(folder, file):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    put(file, target, report)
            done += file.size
            report(0)
    except OSError as error:
        raise FetchError(
            f"the cache folder {folder} can't be written to: {error.strerror}",
            hint="set VIDSYNC_CACHE to another folder",
        ) from error
    return folder / model.place


def _check_space(folder: Path, model: Model) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    missing = missing_size(model)
    free = shutil.disk_usage(folder).free
    if missing and missing + _SPARE > free:
        raise FetchError(
            f"{model.name} needs {missing / 1e6:,.0f} MB, and {folder} has {free / 1e6:,.0f} MB",
            hint="free some space, or set VIDSYNC_CACHE to another folder",
        )
