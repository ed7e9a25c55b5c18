"""Viseme sets and rigs: which shape a sound has, or which channels an articulator moves.

A set names its shapes, the ones with a meaning (rest, lips closed, teeth on the lip),
and for each IPA sound a rule; a rig names its channels. They are read from files in
`set_files`. Which shape is held for how long is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from vidsync.visemes.phonetics import ipa
from vidsync.visemes.sets.rigs import RigChannel
from vidsync.visemes.track import MouthPose

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

    poses: tuple[MouthPose, ...]
    long_poses: tuple[MouthPose, ...] = ()
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
    """A named set of mouth shapes and the sounds they stand for, or a rig's channels.

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
        phones: rules by IPA; more than one where a sound changes shape. None in a rig.
        channels: of a rig, in the order of `shapes`; none in a set.
    """

    name: str
    description: str
    shapes: tuple[str, ...]
    rest: str
    closed: str
    touching: str
    rounded: frozenset[str]
    relaxed: tuple[MouthPose, ...]
    tweens: tuple[Tween, ...]
    unit: float
    phones: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    channels: tuple[RigChannel, ...] = field(default=(), repr=False)

    @property
    def is_rig(self) -> bool:
        """Whether its channels are moved by articulators, not chosen by sounds."""
        return bool(self.channels)

    def renamed(self, name: str, description: str, names: Mapping[str, str]) -> Self:
        """The same set with other names for its shapes.

        Args:
            name: of the set.
            description: of the set.
            names: the new name for each shape.
        """

        def pose(old: MouthPose) -> MouthPose:
            return tuple((names[shape], weight) for shape, weight in old)

        def rule(old: Rule) -> Rule:
            poses, long_poses = map(pose, old.poses), map(pose, old.long_poses)
            return replace(old, poses=tuple(poses), long_poses=tuple(long_poses))

        return replace(
            self,
            name=name,
            description=description,
            shapes=tuple(names[shape] for shape in self.shapes),
            rest=names[self.rest],
            closed=names[self.closed],
            touching=names[self.touching],
            rounded=frozenset(names[shape] for shape in self.rounded),
            relaxed=tuple(map(pose, self.relaxed)),
            tweens=tuple(
                Tween(names[old.first], names[old.second], names[old.shape], old.takes_from)
                for old in self.tweens
            ),
            phones={sound: tuple(map(rule, rules)) for sound, rules in self.phones.items()},
        )

    def rules(self, phone: str) -> tuple[Rule, ...]:
        """The rules for a phone in any IPA spelling, in the order of their shapes.

        The longest spelling that the set knows wins; length, stress and diacritics are
        passed over where the set doesn't name them, and a letter it doesn't know is
        taken for the nearest it does. What is no IPA at all has no rules.
        """
        return tuple(
            rule for sound in ipa.split_phone(phone, self.phones) for rule in self.phones[sound]
        )
