"""Writes a file completely or not at all.

A file is written beside its final name and renamed when it is complete. An interrupted
run leaves nothing that looks finished, and an existing file is not lost.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidsync.errors import OutputError
from vidsync.paths import is_address, name_address

# Errors of the disk; any other error in the block is passed on unchanged.
_DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def check_writable(path: Path, *, overwrite: bool = False) -> None:
    """Check an output path before any work is done for it.

    Raises:
        OutputError: the path exists and may not be replaced, is a folder, or is not a valid
            name; or its folder does not exist or cannot be written to.
    """
    if is_address(path):
        raise OutputError(f"{name_address(path)} is an address", hint="write a file, and upload it")
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise OutputError(f"{path} is not a valid file name: {error.strerror}") from error
    except ValueError:  # the name contains a NUL
        raise OutputError(f"{str(path)!r} is not a valid file name") from None
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="name a file in it")
    if path.exists() and not overwrite:
        raise OutputError(
            f"{path} exists already", hint="choose another name, or give overwrite=True"
        )
    if not path.parent.is_dir():
        raise OutputError(f"the folder {path.parent} does not exist", hint="make it first")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"the folder {path.parent} can't be written to")


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside the output; rename it to the output if the block succeeds.

    The temporary name keeps the output's suffix, since programs choose formats by it.

    Raises:
        OutputError: as `check_writable`, or the disk refuses to write.
    """
    check_writable(path, overwrite=overwrite)
    temporary = path.with_name(f".vidsync-{secrets.token_hex(8)}{path.suffix}")
    # Created inside the try block: an interrupt may come just after, and then it is removed.
    try:
        try:
            temporary.touch(exist_ok=False)
        except OSError as error:
            raise OutputError(f"{path} could not be written: {error.strerror}") from error
        yield temporary
        temporary.replace(path)
    except OSError as error:
        if error.errno not in _DISK_REFUSES:
            raise
        raise OutputError(f"{path} could not be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, overwrite: bool = False) -> None:
    """Write a text file as UTF-8 with line feeds, completely or not at all."""
    with whole_file(path, overwrite=overwrite) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a binary file, completely or not at all."""
    with whole_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(content)
