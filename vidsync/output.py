"""Writing a file whole or not at all.

Whatever vidsync makes is written beside its name and renamed when it is complete,
so an interrupted run leaves nothing that looks finished, and nothing that stood
there before is lost.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidsync.errors import OutputError

# What goes wrong in the block for another reason keeps its own error.
_DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def check_writable(path: Path, *, overwrite: bool = False) -> None:
    """Refuse an output before any work is done for it.

    Raises:
        OutputError: it exists and may not be replaced, is a folder, has a name that no
            file can have, or its folder does not exist or can't be written.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise OutputError(f"{path} is no name for a file: {error.strerror}") from error
    except ValueError:  # a NUL in it
        raise OutputError(f"{str(path)!r} is no name for a file") from None
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="name a file in it")
    if path.exists() and not overwrite:
        raise OutputError(
            f"{path} exists already", hint="choose another name, or allow it to be replaced (-y)"
        )
    if not path.parent.is_dir():
        raise OutputError(f"the folder {path.parent} does not exist", hint="make it first")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"the folder {path.parent} can't be written to")


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A temporary path beside the output that takes its name when the block succeeds.

    The temporary name keeps the output's suffix, since programs choose formats by it.

    Raises:
        OutputError: as `check_writable`, or the disk refuses.
    """
    check_writable(path, overwrite=overwrite)
    temporary = path.with_name(f".vidsync-{secrets.token_hex(8)}{path.suffix}")
    # An interrupt may come with the file just made: it is made where it is also removed.
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
    """Write a text file as UTF-8 with line feeds, whole or not at all."""
    with whole_file(path, overwrite=overwrite) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a binary file, whole or not at all."""
    with whole_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(content)
