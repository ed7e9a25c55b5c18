"""The limits of segmentation, and their named profiles.

Profiles are data in ``presets/rules``, each with the source of its numbers.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, fields, replace
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any

from vidsync.errors import PresetError, near_matches
from vidsync.resources import presets_folder
from vidsync.timecode import exact_frame_rate
from vidsync.writing import BURMESE_AND_KHMER, HAN, HIRAGANA, KATAKANA, THAI_AND_LAO


@dataclass(frozen=True, slots=True)
class ScriptLimits:
    """Limits for one script, whose characters hold more, or less, than Latin ones.

    Attributes:
        script: a key of `SCRIPTS`.
        line_characters: as in `Rules`; the smaller of the two applies.
        reading_speed: as in `Rules`; replaces it.
    """

    script: str
    line_characters: int
    reading_speed: float


@dataclass(frozen=True, slots=True)
class Rules:
    """How a transcript is cut into cues.

    Attributes:
        max_words: words on screen at once; in scripts without spaces, phrases.
        max_lines: lines of a cue.
        line_characters: characters (grapheme clusters) of a line, spaces included. Only
            a word that is longer by itself may break this.
        reading_speed: characters per second that a viewer can follow; faster cues cost.
        min_duration: seconds; shorter cues cost, and are held longer if there is room.
        max_duration: seconds a cue may last.
        pause: seconds of silence that always end a cue.
        linger: seconds a cue may stay after its last word.
        close_gap: seconds; a shorter gap to the next cue is closed.
        min_gap: seconds that stay free between two cues that do not touch.
        chain_gap: seconds that are left where a gap is closed; 0 lets the cues touch.
        lead_in: seconds a cue comes on before its first word, where there is room.
        frame_rate: frames per second that cues begin and end on; 0 for any time.
        violation: what a cue that is too short, too long or too fast costs, or a break that
            parts what belongs together; 0 leaves only the costs by degree, 15 for such a break.
        whole_sentences: whether every sentence begins a new cue.
        sounds: whether sounds that the transcript describes, such as ``[applause]``, get cues.
        scripts: the limits of scripts other than Latin.

    Raises:
        PresetError: a limit is not a positive number, or contradicts another.
    """

    max_words: int = 4
    max_lines: int = 2
    line_characters: int = 18
    reading_speed: float = 25.0
    min_duration: float = 0.5
    max_duration: float = 3.0
    pause: float = 0.45
    linger: float = 0.25
    close_gap: float = 0.45
    min_gap: float = 0.0
    chain_gap: float = 0.0
    lead_in: float = 0.0
    frame_rate: float = 0.0
    violation: float = 0.0
    whole_sentences: bool = False
    sounds: bool = False
    scripts: tuple[ScriptLimits, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "scripts":
                if not isinstance(value, tuple):
                    raise PresetError("rules: scripts can be set in a profile only")
            elif field.type == "bool":
                if not isinstance(value, bool):
                    raise PresetError(f"rules: {field.name} is {value!r}, not true or false")
            elif not isfinite(value) or value < 0 or (value == 0 and field.name not in _MAY_BE_0):
                raise PresetError(f"rules: {field.name} is {value!r}, not a positive number")
        if self.min_duration > self.max_duration:
            raise PresetError(
                f"rules: min_duration {self.min_duration:g} s is longer than "
                f"max_duration {self.max_duration:g} s"
            )

    def for_texts(self, texts: Iterable[str]) -> Rules:
        """Return these rules with the limits of the script of most letters in the texts."""
        by_script = {limits.script: limits for limits in self.scripts}
        limits = by_script.get(script_of(texts)) if by_script else None
        if limits is None:
            return self
        return replace(
            self,
            line_characters=min(self.line_characters, limits.line_characters),
            reading_speed=limits.reading_speed,
        )

    def at_frame_rate(self, frame_rate: float) -> Rules:
        """Return these rules for a video: cues begin and end on its frames.

        A gap of a few frames keeps its number of frames.

        Args:
            frame_rate: frames per second; 23.976, 29.97 and 59.94 mean 24, 30 and 60 at
                1000/1001 of their speed.

        Raises:
            PresetError: the number is not a frame rate.
        """
        if not 1 <= frame_rate <= 1000:
            raise PresetError(f"{frame_rate:g} frames per second is not a frame rate")
        exact = exact_frame_rate(frame_rate)

        def counted(gap: float) -> float:
            frames = round(gap * (self.frame_rate or 24.0))
            return frames / exact if gap < _FEW_FRAMES else gap

        return replace(
            self,
            frame_rate=exact,
            min_gap=counted(self.min_gap),
            chain_gap=counted(self.chain_gap),
        )


# A shorter gap was counted in frames. In seconds.
_FEW_FRAMES = 0.2
_MAY_BE_0 = frozenset(
    (
        *("min_duration", "linger", "close_gap", "min_gap"),
        *("chain_gap", "lead_in", "frame_rate", "violation"),
    )
)

SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "kana": re.compile(f"[{HIRAGANA}{KATAKANA}]"),
    "han": re.compile(f"[{HAN}]"),
    "hangul": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "thai": re.compile(f"[{THAI_AND_LAO}{BURMESE_AND_KHMER}]"),
    "indic": re.compile("[\u0900-\u0dff]"),
    "arabic": re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\ufb1d-\ufefc]"),
}
"""Scripts with limits of their own, and their characters: Thai with its neighbours without
spaces, Arabic with Hebrew.
"""

# Number of letters that determine the script of a text.
_SAMPLE = 2000


def script_of(texts: Iterable[str]) -> str:
    """Return the script of most letters of the texts: a key of `SCRIPTS`, or ``""``."""
    found: Counter[str] = Counter()
    letters = 0
    for text in texts:
        if letters >= _SAMPLE:
            break
        letters += sum(map(str.isalpha, text))
        if not text.isascii():
            found.update({name: len(known.findall(text)) for name, known in SCRIPTS.items()})
    if not found:
        return ""
    # Japanese has mostly Han characters; the kana between them distinguish it from Chinese.
    if found["kana"]:
        found["kana"] += found.pop("han")
    name, count = found.most_common(1)[0]
    return name if count * 2 >= letters else ""


class _Profiles(Mapping[str, Rules]):
    """The profiles of ``presets/rules``, each read on first use."""

    def __getitem__(self, name: str) -> Rules:
        if name not in _names():
            raise KeyError(name)
        return _profile(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


PROFILES: Mapping[str, Rules] = _Profiles()
"""Rules by name; each is a file in ``presets/rules``."""


def profile(name: str) -> Rules:
    """Return a profile's rules.

    Args:
        name: of a shipped profile, or the path of a TOML file of one, which may have
            ``extends = "netflix"`` and its own limits.

    Raises:
        PresetError: the profile does not exist, or its file has a mistake.
    """
    if name.lower().endswith(".toml"):
        return _read_file(Path(name))
    if name not in PROFILES:
        raise PresetError(f"no profile {name!r}", hint=near_matches(name, PROFILES))
    return PROFILES[name]


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in presets_folder("rules").glob("*.toml")))


@cache
def _profile(name: str) -> Rules:
    return _read_file(presets_folder("rules") / f"{name}.toml")


def _read_file(path: Path) -> Rules:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise PresetError(f"{path} is not TOML: {error}") from None
    table.pop("description", None)
    base = table.pop("extends", None)
    try:
        if base is not None and base not in PROFILES:
            raise PresetError(
                f"extends: no profile {base!r}", hint=near_matches(str(base), PROFILES)
            )
        rules = Rules() if base is None else PROFILES[base]
        scripts = {limits.script: limits for limits in rules.scripts}
        for script, limits in _table(table.pop("scripts", {}), "scripts").items():
            scripts[script] = _script_limits(script, _table(limits, script), scripts.get(script))
        _check(table, [field for field in fields(Rules) if field.name != "scripts"])
        return replace(rules, **table, scripts=tuple(scripts.values()))
    except PresetError as error:
        raise PresetError(f"{path}: {error.message}", hint=error.hint) from None


def _script_limits(script: str, table: dict[str, Any], base: ScriptLimits | None) -> ScriptLimits:
    if script not in SCRIPTS:
        raise PresetError(f"no script {script!r}", hint=near_matches(script, SCRIPTS))
    known = [field for field in fields(ScriptLimits) if field.name != "script"]
    _check(table, known)
    missing = [field.name for field in known if field.name not in table]
    if base is None and missing:
        raise PresetError(f"scripts.{script} has no {missing[0]}")
    if any(value <= 0 for value in table.values()):
        raise PresetError(f"scripts.{script}: a limit is not a positive number")
    return replace(base, **table) if base else ScriptLimits(script, **table)


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PresetError(f"{name} is {value!r}, not a table")
    return value


def _check(table: Mapping[str, Any], known: Iterable[Field[Any]]) -> None:
    """Refuse unknown keys and values that are not numbers."""
    kinds = {field.name: field.type for field in known}
    for key, value in table.items():
        if key not in kinds:
            raise PresetError(f"there is no {key!r} in rules", hint=near_matches(key, kinds))
        if kinds[key] == "bool":
            if not isinstance(value, bool):
                raise PresetError(f"{key} is {value!r}, not true or false")
            continue
        whole = kinds[key] == "int"
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise PresetError(f"{key} is {value!r}, not a {'whole ' * whole}number")
