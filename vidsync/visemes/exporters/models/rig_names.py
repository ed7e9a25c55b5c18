"""Matching of a viseme set's channels with a model's shapes, by name.

Rigs have different names for the same shape: ``viseme_PP``, ``vrc.v_pp`` and
``V_Explosive``; ``mouthSmileLeft``, ``mouthSmile_L`` and ``A38_Mouth_Smile_Left``. The
module imports only Python's standard library, because it is copied into the Blender
add-on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Prefixes of names in common rigs.
_PREFIX = re.compile(
    r"^(viseme_?|vrc_?v_|v_|AA_VI_\d\d_|AK_\d\d_|A\d\d_|Fcl_MTH_|facs_|mouth_?(?=[AIUEO]$))", re.I
)
_SIDE = re.compile(r"(?<=[a-z])[._ ]?(?P<side>L|R)$|[._ ](?P<small>l|r)$")

# The other names that rigs use for a channel. All are plain: lower case, without a prefix.
_OTHER_NAMES = {
    "sil": ("silence", "neutral", "basis0", "vnone"),
    "pp": ("vexplosive", "bmp", "mbp", "pbm", "pbm21", "pp01"),
    "ff": ("vdentallip", "fv", "fv18", "ff02"),
    "th": ("vtongueout", "thdh17", "th03"),
    "dd": ("vtonguecurld", "tld", "tldn", "dtn19", "dd04"),
    "kk": ("vtonguelower", "kghng", "kgng20", "kk05"),
    "ch": ("vaffricate", "chj", "shchjhzh16", "ch06"),
    "ss": ("vtonguenarrow", "sz", "sz15", "ss07"),
    "nn": ("vtongueraise", "nn08"),
    "rr": ("vtonguecurlu", "r", "r13", "er", "rr09"),
    "aa": ("vopen", "a", "ah", "aa02", "あ"),
    "e": ("vwide", "ee", "eh", "e", "eyehuh04", "え"),
    "i": ("vlipopen", "ih", "i", "yiyihix06", "い"),
    "o": ("vtighto", "oh", "o", "お"),
    "u": ("vtight", "ou", "u", "woo", "wuw07", "う"),
    "ih": ("vlipopen", "i", "い"),
    "ou": ("vtight", "u", "う"),
    "ee": ("vwide", "e", "え"),
    "oh": ("vtighto", "o", "お"),
    "a": ("aa", "あ"),
    "rest": ("x", "sil", "neutral", "closed"),
    "x": ("rest", "neutral", "idle"),
}


def match_names(channels: Iterable[str], targets: Iterable[str]) -> dict[str, str]:
    """Find the target of each channel that has one.

    A target matches one channel only, the first of those that match it equally well. The
    same spelling is better than the same letters, and those are better than another rig's
    name.

    Args:
        channels: names of a viseme set.
        targets: names of a model's shapes.
    """
    wanted, offered = list(channels), list(dict.fromkeys(targets))
    found: dict[str, str] = {}
    # Rhubarb's letters are not vowels: its A is a closed mouth.
    uses_letters = {"A", "B", "X"} <= set(wanted)
    for spellings in (_exact, _letters, _bare, *(() if uses_letters else (_other_names,))):
        free: dict[str, str] = {}
        for target in offered:
            if target not in found.values():
                for key in _target_keys(target, spellings is _exact):
                    free.setdefault(key, target)
        for channel in wanted:
            if channel in found:
                continue
            for key in spellings(channel):
                if key in free and free[key] not in found.values():
                    found[channel] = free[key]
                    break
    return {channel: found[channel] for channel in wanted if channel in found}


def _exact(channel: str) -> tuple[str, ...]:
    return (channel,)


def _letters(channel: str) -> tuple[str, ...]:
    return (_plain(channel),)


def _bare(channel: str) -> tuple[str, ...]:
    return (_plain(_without_prefix(channel)),)


def _other_names(channel: str) -> tuple[str, ...]:
    return _OTHER_NAMES.get(_plain(_without_prefix(channel)), ())


def _target_keys(target: str, exactly: bool) -> tuple[str, ...]:
    if exactly:
        return (target,)
    return (_plain(target), _plain(_without_prefix(target)))


def _without_prefix(name: str) -> str:
    """``vrc.v_aa`` to ``aa``; ``Face.jawOpen`` to ``jawOpen``."""
    return _PREFIX.sub("", _expand_side(name).rpartition(".")[2]) or name


def _expand_side(name: str) -> str:
    match = _SIDE.search(name)
    if match is None or len(name) < 5:
        return name
    side = (match["side"] or match["small"]).lower()
    return name[: match.start()] + {"l": "Left", "r": "Right"}[side]


def _plain(name: str) -> str:
    return "".join(letter for letter in _expand_side(name).lower() if letter.isalnum())
