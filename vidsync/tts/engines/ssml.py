"""Escape text for SSML.

Text that looks like markup is spoken as text.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from vidsync.errors import InputError

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_ssml(text: str, name: str) -> str:
    """Escape a text for an XML element or an attribute in double quotes.

    Args:
        text: any text.
        name: the service's name, for the error.

    Raises:
        InputError: the text has characters that XML does not allow.
    """
    if found := _NO_XML.search(text):
        raise InputError(
            f"the text has the control character U+{ord(found[0]):04X}, which {name} can't take"
        )
    return escape(text, {'"': "&quot;"})
