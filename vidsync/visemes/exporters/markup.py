"""Names and texts that come from anywhere, made safe for a file's syntax.

Shapes, meshes and sound files are named by people: no name may end a string, a line or
a tag.
"""

from __future__ import annotations

import json

from vidsync.errors import FormatError


def escape_xml(text: str) -> str:
    """Text between XML tags; what XML 1.0 has no place for becomes U+FFFD."""
    allowed = "".join(
        character if character in "\t\n\r" or _is_xml(ord(character)) else "\ufffd"
        for character in text
    )
    return allowed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """A double-quote string that JSON, YAML, JavaScript and USD read alike: only ASCII."""
    return json.dumps(text, ensure_ascii=True)


def to_one_line(text: str) -> str:
    """Text without line breaks, tabs or control characters."""
    return " ".join("".join(_visible(character) for character in text).split())


def check_one_word(name: str, what: str) -> str:
    """A name for a format that separates by white space.

    Raises:
        FormatError: it has white space, or nothing in it.
    """
    if name.split() != [name] or to_one_line(name) != name:
        raise FormatError(
            f"{what} has no place for a name with spaces in it: {name!r}", hint="rename the shape"
        )
    return name


def _is_xml(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _visible(character: str) -> str:
    return character if character.isprintable() else " "
