"""Text inside SSML, for the services that take nothing else.

Text is escaped and stays text: what looks like markup in it is spoken, not obeyed.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from vidsync.errors import InputError

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str, name: str) -> str:
    """A text as XML has it, in an element or an attribute in double quotes.

    Args:
        text: any text.
        name: of the service, for the error.

    Raises:
        InputError: it holds characters that XML can't.
    """
    if found := _NO_XML.search(text):
        raise InputError(
            f"the text holds the control character U+{ord(found[0]):04X}, which {name} can't take"
        )
    return escape(text, {'"': "&quot;"})
