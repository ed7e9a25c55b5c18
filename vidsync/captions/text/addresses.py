"""Addresses of the web and of mail, handles and hashtags: they keep their case and have joints."""

from __future__ import annotations

import re

# The usual last parts of a domain's name, without a path.
_ENDINGS = (
    "com|org|net|edu|gov|info|biz|io|ai|app|dev|co|me|tv|fm|gg|ly|to|shop|store|blog|news|live|"
    "uk|de|fr|es|it|pt|nl|be|ch|at|se|no|dk|fi|pl|cz|ru|ua|tr|gr|jp|cn|tw|hk|kr|in|br|mx|ar|ca|"
    "au|nz|eu|us"
)
_ADDRESS = re.compile(
    r"\W*(?:[@#]\w[\w.-]*"
    r"|(?:https?://|www\.)\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?:[\w-]+\.)+(?:{_ENDINGS})(?:/\S*)?)[^\w/]*",
    re.IGNORECASE,
)
# After a mark that joins parts, and before a capital inside a word.
_JOINT = re.compile(r"(?<=[._/\-])(?=[^._/\-])|(?<=[^\W\dA-Z_])(?=[A-Z])")


def is_address(text: str) -> bool:
    """Whether a word is an address, a handle (@name) or a hashtag (#topic)."""
    return any(mark in text for mark in "@#./") and bool(_ADDRESS.fullmatch(text))


def split_address(text: str) -> list[str]:
    """Split an address at its joints: after . _ / - and before a capital."""
    return _JOINT.split(text)
