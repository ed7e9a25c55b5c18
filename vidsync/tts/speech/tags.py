"""Tags in a text that are not to be spoken: those of SSML, and of emphasis in HTML."""

from __future__ import annotations

import re

_NAMES = (
    "speak|voice|prosody|break|emphasis|say-as|sub|phoneme|p|s|w|token|mark|audio|desc|lang|lexicon|"
    "lookup|meta|metadata|par|seq|media|emotion|b|i|u|em|strong|span|br|font|ruby|rt|c|v"
)
_TAG = re.compile(
    rf"<(?:/?(?:(?:amazon|mstts|google|apple):[\w-]+|(?:{_NAMES}))(?:\s[^<>]{{0,500}})?/?"
    r"|!--[^<>]{0,500}--|\?xml[^<>]{0,200}\?)>",
    re.IGNORECASE,
)


def blank_tags(text: str) -> str:
    """Return a text with a space in the place of each character of a tag.

    Everything else keeps its place, so that spans point into the original text.

    Source:
        W3C, Speech Synthesis Markup Language 1.1; the tags of Amazon, Azure and Google.
    """
    if "<" not in text:
        return text
    return _TAG.sub(lambda found: " " * len(found[0]), text)
