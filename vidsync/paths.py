"""The type of every path that a caller may give, and what is mistaken for one."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TypeAlias

from vidsync.errors import InputError

PathLike: TypeAlias = str | os.PathLike[str]
"""A path as text or as any path object."""

# `Path` makes one slash of two.
_ADDRESS = re.compile(r"(https?|ftp|s3|rtmp|rtsp):/{1,2}(?=[^/])", re.IGNORECASE)
_LONGEST_NAME = 1024


def check_is_local(path: PathLike) -> None:
    """Refuse an address on the web in the place of a file.

    Raises:
        InputError: it is an address.
    """
    if is_address(path):
        raise InputError(
            f"{name_address(path)} is an address, not a file", hint="download it and give the file"
        )


def is_address(path: PathLike) -> bool:
    """Tell whether a path is an address on the web, and no file of that name exists."""
    if not _ADDRESS.match(str(path)):
        return False
    try:
        return not Path(path).exists()
    except (OSError, ValueError):
        return True


def name_address(path: PathLike) -> str:
    """Return an address with the slash that a path object takes from it."""
    return _ADDRESS.sub(r"\1://", str(path), count=1)


def is_existing_file(text: str) -> bool:
    """Whether a text is nothing but the name of an existing file with a suffix.

    It finds file names that were given in the place of a text.
    """
    if len(text) > _LONGEST_NAME or not re.search(r"\.\w{1,8}$", text) or "\n" in text:
        return False
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def check_is_text(text: object) -> None:
    """Refuse a file in the place of the text that it has.

    Raises:
        InputError: it is a path object, or the name of an existing file.
    """
    if isinstance(text, os.PathLike) or (isinstance(text, str) and is_existing_file(text)):
        raise InputError(
            f"{str(text)!r} is a file, where the words of the text are expected",
            hint="read it first: Path('talk.txt').read_text(encoding='utf-8')",
        )
