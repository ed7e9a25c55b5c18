"""espeak-ng's voices, and the search for one by name or language.

The library's own search is not used: for a language that it lacks, it silently keeps the
voice of the last request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from vidsync.errors import EngineError, VoiceError, near_matches
from vidsync.espeak.process import shared_worker

Gender = Literal["", "male", "female"]
_GENDERS: dict[int, Gender] = {1: "male", 2: "female"}

# Tags that mean the same as one of espeak-ng's, from the IANA language subtag registry
# (macrolanguages and their usual member, deprecated codes and their successors).
_SAME_LANGUAGE = {
    "zh-hk": "yue",
    "zh-mo": "yue",
    "zh-hant-hk": "yue",
    "zh": "cmn",
    "iw": "he",
    "in": "id",
    "mo": "ro",
    "nn": "nb",
    "no": "nb",
    "sh": "hr",
    "cmn-hans": "cmn",
    "gsw": "de",
}
# Regions whose Spanish is the European one; all others are nearer to es-419.
_EUROPEAN_SPANISH = {"es", "ic", "ea", "gq", "ph"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of espeak-ng.

    Attributes:
        name: for the option ``voice``: ``en-us``, ``de``, ``en-us+f3``.
        language: BCP 47 tag: ``en-US``.
        gender: ``""`` if espeak-ng does not give it.
        label: a name to show: ``English (America)``.
        identifier: a path in espeak-ng's data: ``gmw/en-US``.
    """

    name: str
    language: str
    gender: Gender
    label: str
    identifier: str


@cache
def voices() -> tuple[Voice, ...]:
    """Return all voices of espeak-ng in order of their names, without variants (``+f3``).

    Raises:
        EngineError: espeak-ng can't be started.
    """
    return tuple(sorted(_read_voices(), key=lambda voice: voice.name))


@cache
def variants() -> tuple[Voice, ...]:
    """Return the variants that any voice can have: ``f3``, ``whisper``, …

    Their language is ``""``.

    Raises:
        EngineError: espeak-ng can't be started.
    """
    found = [
        Voice(
            name=identifier.removeprefix("!v/").casefold(),
            language="",
            gender=_GENDERS.get(described["gender"], ""),
            label=described["label"],
            identifier=identifier.removeprefix("!v/"),
        )
        for described in _list_raw_voices()
        if (identifier := described["identifier"]).startswith("!v/")
    ]
    return tuple(sorted(found, key=lambda voice: voice.name))


def find_voice(name_or_language: str) -> Voice:
    """Find a voice by its name, or the nearest voice for a language.

    Args:
        name_or_language: a voice's name, label or identifier, or a BCP 47 tag, in any
            case and with ``_`` or ``-``. If a region is unknown, the language is used
            without it (``de-AT`` gives ``de``). ``+f3`` at the end selects a variant.

    Raises:
        VoiceError: there is no such voice; the hint has similar names.
    """
    requested, plus, variant_name = name_or_language.strip().casefold().partition("+")
    voice = _find_by_name(requested.strip()) or _find_by_language(
        requested.strip().replace("_", "-")
    )
    if voice is None:
        known = {each.name for each in voices()} | {each.label.casefold() for each in voices()}
        raise VoiceError(
            f"espeak-ng has no voice or language {name_or_language!r}",
            hint=near_matches(requested, known),
        )
    if not plus:
        return voice
    by_name = {each.name: each for each in variants()}
    by_name |= {each.label.casefold(): each for each in variants() if each.label}
    variant = by_name.get(variant_name.strip())
    if variant is None:
        raise VoiceError(
            f"espeak-ng has no variant {variant_name!r} for the voice {voice.name}",
            hint=near_matches(variant_name, (each.name for each in variants())),
        )
    return replace(
        voice,
        name=f"{voice.name}+{variant.name}",
        gender=variant.gender or voice.gender,
        label=f"{voice.label}, {variant.label}",
        identifier=f"{voice.identifier}+{variant.identifier}",
    )


def _find_by_name(name: str) -> Voice | None:
    for voice in voices():
        if name in (voice.name, voice.label.casefold(), voice.identifier.casefold()):
            return voice
    return None


def _find_by_language(tag: str) -> Voice | None:
    subtags = tag.split("-")
    if subtags[0] == "es" and len(subtags[-1]) == 2 and subtags[-1] not in _EUROPEAN_SPANISH:
        tag = "es-419"
    while tag:
        tag = _SAME_LANGUAGE.get(tag, tag)
        if found := _index_by_language().get(tag):
            return found
        tag = tag.rpartition("-")[0]
    return None


@cache
def _index_by_language() -> dict[str, Voice]:
    """Return the best voice for each of espeak-ng's tags, in lower case."""
    best: dict[str, tuple[int, Voice]] = {}
    for voice, tags in _read_voices().items():
        for rank, tag in enumerate(tags):
            # A voice's first tag counts before its other tags, a short name before a long one.
            quality = rank * 100 + len(voice.name)
            if tag not in best or quality < best[tag][0]:
                best[tag] = (quality, voice)
    return {tag: voice for tag, (_, voice) in best.items()}


@cache
def _read_voices() -> dict[Voice, tuple[str, ...]]:
    found = {}
    for described in _list_raw_voices():
        identifier = described["identifier"]
        tags = tuple(str(tag).casefold() for tag in described["languages"])
        if not tags or identifier.startswith(("!v/", "mb/")):
            continue
        voice = Voice(
            name=identifier.rpartition("/")[2].casefold(),
            language=_format_tag(tags[0]),
            gender=_GENDERS.get(described["gender"], ""),
            label=described["label"].strip(),
            identifier=identifier,
        )
        found[voice] = tags
    if not found:
        raise EngineError("espeak-ng has no voices", hint="reinstall espeakng-loader")
    return found


@cache
def _list_raw_voices() -> tuple[dict[str, Any], ...]:
    return tuple(shared_worker().voices())


def _format_tag(tag: str) -> str:
    """Return a language tag in the case that BCP 47 recommends: ``en-us`` is ``en-US``."""
    subtags = tag.split("-")
    shown = [subtags[0]]
    for before, subtag in pairwise(subtags):
        if len(subtag) == 2 and len(before) > 1 and "x" not in subtags[: subtags.index(subtag)]:
            shown.append(subtag.upper())
        elif len(subtag) == 4 and subtag.isalpha() and len(before) > 1:
            shown.append(subtag.title())
        else:
            shown.append(subtag)
    return "-".join(shown)
