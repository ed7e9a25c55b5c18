"""Viseme sets: which shape a sound has. One TOML file each, in presets/visemes.

A set names its shapes, the ones with a meaning (rest, lips closed, teeth on the lip),
and for each IPA sound a rule. Which of them is held for how long is not decided here.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Literal, get_args

from vidsync.errors import PresetError, near_matches
from vidsync.lipsync import ipa
from vidsync.lipsync.track import Pose
from vidsync.resources import presets_folder

TakesFrom = Literal["first", "second", "both"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How the mouth looks for one sound, or one part of a sound.

    Attributes:
        poses: what it may look like, the preferred first; empty if it has no look of
            its own and takes that of the vowel that follows.
        long_poses: what it may look like from `long_from` seconds on.
        long_from: seconds.
        sound: the basic sound that it is a rule for.
    """

    poses: tuple[Pose, ...]
    long_poses: tuple[Pose, ...] = ()
    long_from: float = 0.0
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Tween:
    """A shape that stands between two others for a moment.

    Attributes:
        first: the shape that is left.
        second: the shape that is gone to.
        shape: the one between.
        takes_from: whose time it takes.
    """

    first: str
    second: str
    shape: str
    takes_from: TakesFrom


@dataclass(frozen=True, slots=True)
class VisemeSet:
    """A named set of mouth shapes and the sounds they stand for.

    Attributes:
        name: as `lipsync` is asked for it.
        description: one line for a list.
        shapes: all names, in the set's own order.
        rest: the shape of a mouth that says nothing.
        closed: the shape of lips that are shut.
        touching: the shape of teeth on the lower lip.
        rounded: shapes that the lips begin early.
        relaxed: poses for a short pause.
        tweens: shapes between shapes.
        unit: seconds that the set's own files count in; 0 for no such limit.
        phones: rules by IPA; more than one where a sound changes shape.
    """

    name: str
    description: str
    shapes: tuple[str, ...]
    rest: str
    closed: str
    touching: str
    rounded: frozenset[str]
    relaxed: tuple[Pose, ...]
    tweens: tuple[Tween, ...]
    unit: float
    phones: Mapping[str, tuple[Rule, ...]] = field(repr=False)

    def rules(self, phone: str) -> tuple[Rule, ...]:
        """The rules for a phone in any IPA spelling, in the order of their shapes.

        The longest spelling that the set knows wins; length, stress and diacritics are
        passed over where the set doesn't name them, and a letter it doesn't know is
        taken for the nearest it does. What is no IPA at all has no rules.
        """
        bare = ipa.bare(phone)
        if bare in self.phones:
            return self.phones[bare]
        plain = ipa.plain(bare)
        return tuple(self._pieces(plain, ipa.nearest(plain)))

    def _pieces(self, plain: str, nearest: str) -> Iterator[Rule]:
        place = 0
        while place < len(plain):
            for length in range(min(3, len(plain) - place), 0, -1):
                end = place + length
                known = self.phones.get(plain[place:end]) or self.phones.get(nearest[place:end])
                if known:
                    yield from known
                    break
            place = end


def viseme_sets() -> tuple[VisemeSet, ...]:
    """Every set that ships, in order of name."""
    return tuple(_read(path) for path in sorted(presets_folder("visemes").glob("*.toml")))


def viseme_set(name: str | os.PathLike[str]) -> VisemeSet:
    """A set by its name, or from a file of one.

    Args:
        name: of a set that ships; or a path that ends in ``.toml``.

    Raises:
        PresetError: there is no such set or file, or it has a mistake: the file and the
            key are named.
    """
    path = Path(name)
    if isinstance(name, str) and path.suffix != ".toml":
        shipped = {path.stem: path for path in presets_folder("visemes").glob("*.toml")}
        if name not in shipped:
            raise PresetError(f"no viseme set {name!r}", hint=near_matches(name, shipped))
        path = shipped[name]
    return _read(path)


def _read(path: Path) -> VisemeSet:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"viseme set {path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise PresetError(f"viseme set {path} is not TOML: {error}") from error
    return _Reader(path, table).viseme_set()


class _Reader:
    """Takes a set out of a TOML table; every mistake names the file and the key."""

    _KEYS = frozenset(
        "description source shapes rest closed touching rounded relaxed unit phones tweens".split()  # noqa: SIM905
    )

    def __init__(self, path: Path, table: dict[str, object]) -> None:
        self._path = path
        self._table = table
        self._shapes: tuple[str, ...] = ()

    def viseme_set(self) -> VisemeSet:
        for key in self._table:
            if key not in self._KEYS:
                self._fail(f"unknown key {key!r}", near_matches(key, self._KEYS))
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

    def _pose(self, value: object, key: str) -> Pose:
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
            ipa.bare(phone): self._rules(value, f"phones.{phone}", ipa.nearest(ipa.plain(phone)))
            for phone, value in table.items()
        }
        missing = sorted(ipa.BASIC - phones.keys())
        if missing:
            self._fail(f"phones has no rule for {' '.join(missing)}")
        return phones

    def _rules(self, value: object, key: str, sounds: str) -> tuple[Rule, ...]:
        """One rule; of a list, one for each part, which is named after its own letter."""
        if not isinstance(value, list):
            return (self._rule(value, key, sounds[:1]),)
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
                self._fail(f"{key}: unknown key {name!r}", "there are: any, long, from")
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
            self._fail(f"tweens: takes_from is {takes_from!r}", "there are: first, second, both")
        return Tween(
            first=self._shape(between[0], "tweens"),
            second=self._shape(between[1], "tweens"),
            shape=self._shape(table.get("shape"), "tweens"),
            takes_from=takes_from,
        )
