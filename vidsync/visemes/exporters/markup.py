"""Escaping of names and texts, so that none can end a string, a line or a tag."""

from __future__ import annotations

import json

from vidsync.errors import FormatError


def escape_xml(text: str) -> str:
    """Escape text for XML; a character that XML 1.0 cannot hold becomes U+FFFD."""
    allowed = "".join(
        character if character in "\t\n\r" or _is_xml(ord(character)) else "\ufffd"
        for character in text
    )
    return allowed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """Write an ASCII string in double quotes that JSON, YAML, JavaScript and USD can read."""
    return json.dumps(text, ensure_ascii=True)


def to_one_line(text: str) -> str:
    """Replace line breaks, tabs and control characters by single spaces."""
    return " ".join("".join(_visible(character) for character in text).split())


def check_one_word(name: str, what: str) -> str:
    """Check a name for a format that separates fields by white space, and return it.

    Args:
        name: of a shape.
        what: the format, for the error.

    Raises:
        FormatError: the name has white space, or is empty.
    """
    if name.split() != [name] or to_one_line(name) != name:
        raise FormatError(
            f"{what} cannot hold a name with spaces: {name!r}", hint="rename the shape"
        )
    return name


def _is_xml(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _visible(character: str) -> str:
    return character if character.isprintable() else " "
