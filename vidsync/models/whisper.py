"""Finds Whisper models on this machine: in a folder, vidsync's cache, or Hugging Face's."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from vidsync.errors import DependencyError, InputError, near_matches
from vidsync.models.catalogue import Model, models
from vidsync.models.storage import cached
from vidsync.paths import PathLike

_ENGINE = "whisper"
_OTHER_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
_FILES = ("config.json", "model.bin", "tokenizer.json")


def whisper_names() -> tuple[str, ...]:
    """Return the names of the models that can be fetched."""
    return tuple(_catalogue())


def find_whisper(model: PathLike) -> Path:
    """Return the folder of a model. Nothing is fetched.

    Args:
        model: a folder, a name of `whisper_names`, or a name on Hugging Face's hub
            (``owner/name``).

    Raises:
        DependencyError: faster-whisper is not installed.
        InputError: the model is not on this machine, or the folder holds none.
    """
    if find_spec("faster_whisper") is None:
        raise DependencyError(
            "Whisper needs faster-whisper", hint="pip install 'vidsync[transcribe]'"
        )
    folder = Path(model).expanduser()
    if folder.is_dir():
        _check_folder(folder)
        return folder
    name = os.fspath(model)
    if not isinstance(model, str):
        raise InputError(f"{name} does not exist, or is not a folder")
    name = _OTHER_NAMES.get(name, name).removeprefix("whisper-")
    known = _catalogue().get(name)
    found = None if known is None else cached(known)
    if found is not None:
        return found
    if known is None and name.count("/") != 1:
        raise InputError(
            f"there is no Whisper model {name!r}", hint=near_matches(name, _catalogue())
        )
    found = _find_in_hub_cache(name if known is None else f"Systran/faster-whisper-{name}")
    if found is None:
        command = f"hf download {name}" if known is None else f"vidsync voices get {known.name}"
        size = "" if known is None else f" ({known.size / 1e6:.0f} MB)"
        raise InputError(
            f"the Whisper model {name} is not on this machine", hint=f"get it{size}: {command}"
        )
    return found


def _catalogue() -> dict[str, Model]:
    return {
        model.name.removeprefix("whisper-"): model for model in models() if model.engine == _ENGINE
    }


def _check_folder(folder: Path) -> None:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"{folder} is not the folder of a Whisper model: it has no {missing[0]}",
            hint="a model has config.json, model.bin and tokenizer.json, as CTranslate2's "
            "converter writes them (--copy_files tokenizer.json)",
        )


def _find_in_hub_cache(repository: str) -> Path | None:
    from huggingface_hub import snapshot_download  # installed by faster-whisper
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        # Reads the cache only: it never connects.
        folder = Path(snapshot_download(repository, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    return folder if all((folder / name).is_file() for name in _FILES) else None
