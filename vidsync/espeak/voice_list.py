"""The voices espeak-ng has, and finding one by name or language.

Finding is done here, not by the library: asked for a language it does not have, it
keeps the voice of the last request and says nothing.
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

# Tags that say the same as one espeak-ng has, after the IANA language subtag registry
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
        name: what to ask for: ``en-us``, ``de``, ``en-us+f3``.
        language: BCP 47 tag: ``en-US``.
        gender: of the voice as it is, if espeak-ng says so.
        label: a name to show: ``English (America)``.
        identifier: espeak-ng's own, a path in its data: ``gmw/en-US``.
    """

    name: str
    language: str
    gender: Gender
    label: str
    identifier: str


@cache
def voices() -> tuple[Voice, ...]:
    """Every voice espeak-ng has, by name; variants (``+f3``) are not among them.

    Raises:
        EngineError: espeak-ng can't be started.
    """
    return tuple(sorted(_languages_of_voices(), key=lambda voice: voice.name))


@cache
def variants() -> tuple[Voice, ...]:
    """The ways any voice can be changed: ``f3``, ``whisper``, …; their language is ``""``.

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
        for described in _described()
        if (identifier := described["identifier"]).startswith("!v/")
    ]
    return tuple(sorted(found, key=lambda voice: voice.name))


def find_voice(name_or_language: str) -> Voice:
    """The voice of a name, or the nearest one for a language.

    Takes a voice's name, label or identifier, or a BCP 47 tag, in any case and with
    ``_`` for ``-``; where a region is not known, the language without it
    (``de-AT`` is ``de``). ``+f3`` at the end chooses a variant.

    Raises:
        VoiceError: there is none; the hint names the nearest.
    """
    asked, plus, variant_name = name_or_language.strip().casefold().partition("+")
    voice = _by_name(asked.strip()) or _by_language(asked.strip().replace("_", "-"))
    if voice is None:
        known = {each.name for each in voices()} | {each.label.casefold() for each in voices()}
        raise VoiceError(
            f"espeak-ng has no voice or language {name_or_language!r}",
            hint=near_matches(asked, known),
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


def _by_name(asked: str) -> Voice | None:
    for voice in voices():
        if asked in (voice.name, voice.label.casefold(), voice.identifier.casefold()):
            return voice
    return None


def _by_language(asked: str) -> Voice | None:
    subtags = asked.split("-")
    if subtags[0] == "es" and len(subtags[-1]) == 2 and subtags[-1] not in _EUROPEAN_SPANISH:
        asked = "es-419"
    while asked:
        asked = _SAME_LANGUAGE.get(asked, asked)
        if found := _languages_to_voices().get(asked):
            return found
        asked = asked.rpartition("-")[0]
    return None


@cache
def _languages_to_voices() -> dict[str, Voice]:
    """The best voice of each tag that espeak-ng knows, in lower case."""
    best: dict[str, tuple[int, Voice]] = {}
    for voice, tags in _languages_of_voices().items():
        for rank, tag in enumerate(tags):
            # A voice's own tag counts before one it serves too, a plain name before a long one.
            quality = rank * 100 + len(voice.name)
            if tag not in best or quality < best[tag][0]:
                best[tag] = (quality, voice)
    return {tag: voice for tag, (_, voice) in best.items()}


@cache
def _languages_of_voices() -> dict[Voice, tuple[str, ...]]:
    found = {}
    for described in _described():
        identifier = described["identifier"]
        tags = tuple(str(tag).casefold() for tag in described["languages"])
        if not tags or identifier.startswith(("!v/", "mb/")):
            continue
        voice = Voice(
            name=identifier.rpartition("/")[2].casefold(),
            language=_canonical(tags[0]),
            gender=_GENDERS.get(described["gender"], ""),
            label=described["label"].strip(),
            identifier=identifier,
        )
        found[voice] = tags
    if not found:
        raise EngineError("espeak-ng has no voices", hint="reinstall espeakng-loader")
    return found


@cache
def _described() -> tuple[dict[str, Any], ...]:
    return tuple(shared_worker().voices())


def _canonical(tag: str) -> str:
    """A language tag in the case BCP 47 recommends: ``en-us`` is ``en-US``."""
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
