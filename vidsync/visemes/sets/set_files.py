"""Viseme sets and rigs as TOML files, in ``presets/visemes`` or elsewhere.

``set.schema.json`` beside the presets is the JSON schema of these files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import get_args

from vidsync.errors import PresetError, near_matches
from vidsync.paths import PathLike
from vidsync.resources import presets_folder
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.phonetics.articulators import ARTICULATORS
from vidsync.visemes.sets.rigs import RigChannel
from vidsync.visemes.sets.sets import Rule, TakesFrom, Tween, VisemeSet
from vidsync.visemes.track import MouthPose


def viseme_sets() -> tuple[VisemeSet, ...]:
    """Return the sets that ship with vidsync, in order of name."""
    return tuple(_read(path) for path in sorted(presets_folder("visemes").glob("*.toml")))


def viseme_set(name: PathLike) -> VisemeSet:
    """Get a set by its name, or read one from a file.

    Args:
        name: of a set that ships with vidsync, or a path that ends in ``.toml``.

    Raises:
        PresetError: there is no such set or file, or the file has a mistake; the message
            names the file and the key.
    """
    path = Path(name)
    if isinstance(name, str) and path.suffix != ".toml":
        path = _find_built_in(name)
    return _read(path)


def _find_built_in(name: str) -> Path:
    shipped = {path.stem: path for path in presets_folder("visemes").glob("*.toml")}
    if name not in shipped:
        raise PresetError(f"no viseme set {name!r}", hint=near_matches(name, shipped))
    return shipped[name]


def _read(path: Path) -> VisemeSet:
    table = _table(path)
    if "base" not in table:
        return _Reader(path, table).viseme_set()
    base = table["base"]
    if not isinstance(base, str):
        raise PresetError(f"viseme set {path}: base is {base!r}, not the name of a set")
    if "base" in (inherited := _table(_find_built_in(base))):
        raise PresetError(f"viseme set {path}: base {base!r} has a base itself")
    if "channels" in inherited:
        raise PresetError(f"viseme set {path}: base {base!r} is a rig, not a set of shapes")
    return _Reader(path, table).rename_shapes(_Reader(path, inherited).viseme_set())


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"viseme set {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise PresetError(f"viseme set {path} is not TOML: {error}") from error


class _Reader:
    """Reads a set from a TOML table; errors name the file and the key."""

    _KEYS = frozenset(
        "description source shapes rest closed touching rounded relaxed unit phones "  # noqa: SIM905
        "tweens channels".split()
    )
    _RENAMING_KEYS = frozenset(("description", "source", "base", "prefix", "names"))
    _CHANNEL_KEYS = frozenset((*ARTICULATORS, "opens", "above", "low"))

    def __init__(self, path: Path, table: dict[str, object]) -> None:
        self._path = path
        self._table = table
        self._shapes: tuple[str, ...] = ()

    def viseme_set(self) -> VisemeSet:
        self._check_keys(self._KEYS)
        if "channels" in self._table:
            return self._rig()
        self._shapes = self._names("shapes")
        unit = self._table.get("unit", 0.0)
        if isinstance(unit, bool) or not isinstance(unit, int | float) or not 0 <= unit <= 0.1:
            raise PresetError(f"viseme set {self._path}: unit is {unit!r}, not 0 to 0.1 s")
        closed = self._shape(self._table.get("closed"), "closed")
        return VisemeSet(
            name=self._path.stem,
            description=str(self._table.get("description", "")),
            shapes=self._shapes,
            rest=self._shape(self._table.get("rest"), "rest"),
            closed=closed,
            touching=self._shape(self._table.get("touching", closed), "touching"),
            rounded=frozenset(
                self._shape(name, "rounded") for name in self._list("rounded", self._table)
            ),
            relaxed=tuple(
                self._pose(pose, "relaxed") for pose in self._list("relaxed", self._table)
            ),
            tweens=tuple(self._tween(tween) for tween in self._list("tweens", self._table)),
            unit=float(unit),
            phones=self._phones(),
        )

    def rename_shapes(self, base: VisemeSet) -> VisemeSet:
        """Return another set with the names of this file."""
        self._check_keys(self._RENAMING_KEYS)
        prefix, names = self._table.get("prefix", ""), self._table.get("names", {})
        if not isinstance(prefix, str) or not isinstance(names, dict):
            raise PresetError(f"viseme set {self._path}: prefix is a text, names a table")
        shipped = self._table["base"]
        for name, other in names.items():
            if name not in base.shapes:
                self._fail(
                    f"names: no shape {name!r} in {shipped}", near_matches(name, base.shapes)
                )
            if not isinstance(other, str) or not other.strip():
                self._fail(f"names: {name} is {other!r}, not a name")
        new = {name: prefix + names.get(name, name) for name in base.shapes}
        if len(set(new.values())) != len(new):
            self._fail("names: two shapes have the same name")
        return base.rename_shapes(self._path.stem, str(self._table.get("description", "")), new)

    def _rig(self) -> VisemeSet:
        table = self._table["channels"]
        allowed = {"description", "source", "channels"}
        for key in self._table.keys() - allowed:
            self._fail(f"a rig of channels has no {key!r}", near_matches(key, allowed))
        if not isinstance(table, dict) or not table:
            raise PresetError(f"viseme set {self._path}: channels is not a table of channels")
        channels = tuple(self._channel(name, value) for name, value in table.items())
        return VisemeSet(
            name=self._path.stem,
            description=str(self._table.get("description", "")),
            shapes=tuple(channel.name for channel in channels),
            rest="",
            closed="",
            touching="",
            rounded=frozenset(),
            relaxed=(),
            tweens=(),
            unit=0.0,
            phones={},
            channels=channels,
        )

    def _channel(self, name: str, value: object) -> RigChannel:
        table = value if isinstance(value, dict) else {"": value}
        for key in table:
            if key not in self._CHANNEL_KEYS:
                self._fail(
                    f"channels.{name}: unknown key {key!r}", near_matches(key, self._CHANNEL_KEYS)
                )
        opens = table.get("opens", False)
        if not isinstance(opens, bool):
            self._fail(f"channels.{name}: opens is {opens!r}, not true or false")
        if not name.strip():
            self._fail("a channel has no name")
        low = self._number(table, "low", name, -1, 0)
        return RigChannel(
            name=name,
            sum={
                key: self._number(table, key, name, -2, 2) for key in ARTICULATORS if key in table
            },
            opens=opens is True,
            above=self._number(table, "above", name, 0, 0.95),
            low=low,
        )

    def _number(
        self, table: Mapping[str, object], key: str, channel: str, low: float, high: float
    ) -> float:
        value = table.get(key, 0.0)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise PresetError(
                f"viseme set {self._path}: channels.{channel}: {key} is {value!r}, "
                f"not {low:g} to {high:g}"
            )
        return float(value)

    def _check_keys(self, known: frozenset[str]) -> None:
        for key in self._table:
            if key not in known:
                self._fail(f"unknown key {key!r}", near_matches(key, known))

    def _fail(self, message: str, hint: str = "") -> None:
        raise PresetError(f"viseme set {self._path}: {message}", hint=hint)

    def _list(self, key: str, table: Mapping[str, object]) -> list[object]:
        value = table.get(key, [])
        if not isinstance(value, list):
            raise PresetError(f"viseme set {self._path}: {key} is {value!r}, not a list")
        return value

    def _names(self, key: str) -> tuple[str, ...]:
        names = self._list(key, self._table)
        texts = tuple(name for name in names if isinstance(name, str) and name.strip())
        if not texts or len(texts) != len(names) or len(set(texts)) != len(texts):
            self._fail(f"{key} is {names!r}, not a list of different names")
        return texts

    def _shape(self, name: object, key: str) -> str:
        if not isinstance(name, str) or name not in self._shapes:
            hint = near_matches(name, self._shapes) if isinstance(name, str) else ""
            raise PresetError(f"viseme set {self._path}: {key}: no shape {name!r}", hint=hint)
        return name

    def _pose(self, value: object, key: str) -> MouthPose:
        """``"PP"``, or ``{ E = 0.5, U = 0.5 }``."""
        if not isinstance(value, dict):
            return ((self._shape(value, key), 1.0),)
        weights: list[tuple[str, float]] = []
        for name, weight in value.items():
            is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not is_number or not (isfinite(weight) and 0 < weight <= 1):
                self._fail(f"{key}: weight of {name} is {weight!r}, not over 0 and up to 1")
            weights.append((self._shape(name, key), float(weight)))
        if not weights:
            self._fail(f"{key} has no shapes")
        return tuple(sorted(weights, key=lambda pair: -pair[1]))

    def _phones(self) -> dict[str, tuple[Rule, ...]]:
        table = self._table.get("phones")
        if not isinstance(table, dict):
            raise PresetError(f"viseme set {self._path} has no table [phones]")
        phones = {
            ipa.strip_stress(phone): self._rules(
                value, f"phones.{phone}", ipa.to_basic(ipa.strip_marks(phone))
            )
            for phone, value in table.items()
        }
        missing = sorted(ipa.BASIC - phones.keys())
        if missing:
            self._fail(f"phones has no rule for {' '.join(missing)}")
        return phones

    def _rules(self, value: object, key: str, sounds: str) -> tuple[Rule, ...]:
        """One rule, or one for each entry of a list. A part's sound is its own letter."""
        if not isinstance(value, list):
            # An affricate looks like its end: tʃ looks like ʃ.
            sound = sounds[:1] if ipa.is_vowel(sounds[:1]) else sounds.strip()[-1:]
            return (self._rule(value, key, sound),)
        if not 1 <= len(value) <= 4:
            self._fail(f"{key} has {len(value)} parts, not 1 to 4")
        last = len(sounds) - 1
        return tuple(
            self._rule(part, key, sounds[min(index, last)]) for index, part in enumerate(value)
        )

    def _rule(self, value: object, key: str, sound: str) -> Rule:
        if value == "next" and "next" not in self._shapes:
            return Rule((), sound=sound)
        if not (isinstance(value, dict) and "any" in value):
            return Rule((self._pose(value, key),), sound=sound)
        for name in value:
            if name not in ("any", "long", "from"):
                self._fail(f"{key}: unknown key {name!r}", "the keys are any, long and from")
        seconds = value.get("from", 0.0)
        if (
            isinstance(seconds, bool)
            or not isinstance(seconds, int | float)
            or not 0 <= seconds < 9
        ):
            self._fail(f"{key}: from is {seconds!r}, not a number of seconds")
        poses = tuple(self._pose(pose, key) for pose in self._list("any", value))
        if not poses:
            self._fail(f"{key}: any has no shapes")
        return Rule(
            poses,
            long_poses=tuple(self._pose(pose, key) for pose in self._list("long", value)),
            long_from=float(seconds),
            sound=sound,
        )

    def _tween(self, value: object) -> Tween:
        table = value if isinstance(value, dict) else {}
        between = self._list("between", table)
        if len(between) != 2:
            self._fail(f"tweens: between is {between!r}, not two shapes")
        takes_from = table.get("takes_from", "both")
        if takes_from not in get_args(TakesFrom):
            self._fail(f"tweens: takes_from is {takes_from!r}", "it is first, second or both")
        return Tween(
            first=self._shape(between[0], "tweens"),
            second=self._shape(between[1], "tweens"),
            shape=self._shape(table.get("shape"), "tweens"),
            takes_from=takes_from,
        )
