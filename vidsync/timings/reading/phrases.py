"""Splits scripts without spaces into phrases: Japanese, Chinese and Thai.

BudouX finds the phrases. Kinsoku rules tell which characters must not begin or end a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from vidsync.writing import HAN, HIRAGANA, KATAKANA, SPACELESS, has_core

_KANA = re.compile(f"[{HIRAGANA}{KATAKANA}]")
_HAN = re.compile(f"[{HAN}]")
_SPACED = re.compile(rf"[^\W{SPACELESS}]")
_THAI = re.compile("[\u0e01-\u0e5b]")
# Characters that must not begin a line: closing marks, small kana, the long-vowel and repeat
# marks, and Thai vowels and marks that follow their consonant.
NEVER_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "｡､･｣!),.:;?]}…‥〜～%％ะาำๅๆฯ"
)
"""Source: JIS X 4051 and W3C Requirements for Japanese Text Layout (line-start prohibition)."""

NEVER_LAST = frozenset("‘“（〔［｛〈《「『【｢([{¿¡$€£¥＄￥#เแโใไ")
"""Source: as `NEVER_FIRST` (line-end prohibition); Thai vowels written before their consonant."""


def split_phrases(text: str, language: str = "") -> list[str]:
    """Split a text without spaces into phrases; joined, they are the text again.

    Args:
        text: in one script, without white space.
        language: BCP 47 tag; tells traditional from simplified Chinese.

    Returns:
        One or more phrases; only the text itself if its script has spaces.
    """
    name = _choose_parser(text, language)
    if not name:
        return [text]
    parts = _load_parser(name)(text)
    kept: list[str] = []
    for part in parts:
        # A word or a number of another script is never cut.
        inside = kept and _SPACED.match(kept[-1][-1]) and _SPACED.match(part[0])
        if kept and (inside or not has_core(part) or not can_break(kept[-1], part)):
            kept[-1] += part
        else:
            kept.append(part)
    return kept


def can_break(left: str, right: str) -> bool:
    """Tell whether a line may end after one text and the next line begin with the other."""
    return left[-1] not in NEVER_LAST and right[0] not in NEVER_FIRST


def _choose_parser(text: str, language: str) -> str:
    if _KANA.search(text) or (language.startswith("ja") and _HAN.search(text)):
        return "japanese"
    if _THAI.search(text):
        return "thai"
    if not _HAN.search(text):
        return ""
    traditional = re.match("zh-(Hant|TW|HK|MO)", language, re.IGNORECASE)
    return "traditional_chinese" if traditional else "simplified_chinese"


@cache
def _load_parser(name: str) -> Callable[[str], list[str]]:
    import budoux  # only if a text needs it

    load = {
        "japanese": budoux.load_default_japanese_parser,
        "thai": budoux.load_default_thai_parser,
        "simplified_chinese": budoux.load_default_simplified_chinese_parser,
        "traditional_chinese": budoux.load_default_traditional_chinese_parser,
    }[name]
    parse: Callable[[str], list[str]] = load().parse
    return parse
