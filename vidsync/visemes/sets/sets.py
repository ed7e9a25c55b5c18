"""Viseme sets and rigs: the shape of each sound, or the channels that articulators move.

A set has shapes, some with a meaning (rest, lips closed, teeth on the lip), and a rule for
each IPA sound. A rig has channels.
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
    """The poses for one sound, or for one part of a sound.

    Attributes:
        poses: the possible poses, the preferred one first. Empty if the sound takes the
            pose of the vowel after it.
        long_poses: the possible poses of a sound that lasts `long_from` seconds or more.
        long_from: seconds.
        sound: the basic sound of the rule.
    """

    poses: tuple[MouthPose, ...]
    long_poses: tuple[MouthPose, ...] = ()
    long_from: float = 0.0
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Tween:
    """A shape that is shown briefly between two others.

    Attributes:
        first: the shape before it.
        second: the shape after it.
        shape: the shape between them.
        takes_from: which of the two gives it time.
    """

    first: str
    second: str
    shape: str
    takes_from: TakesFrom


@dataclass(frozen=True, slots=True)
class VisemeSet:
    """A named set of mouth shapes and the sounds they stand for, or a rig's channels.

    Attributes:
        name: the name that `lipsync` takes.
        description: one line for a list.
        shapes: all shapes, in the set's own order.
        rest: the shape of a mouth that does not speak; ``""`` in a rig.
        closed: the shape of closed lips.
        touching: the shape of teeth on the lower lip.
        rounded: shapes of rounded lips, which begin early.
        relaxed: poses for a short pause.
        tweens: shapes between two others.
        unit: the time unit of the set's own files, in seconds; 0 if they have none.
        phones: rules by IPA; several where a sound changes its shape. Empty in a rig.
        channels: of a rig, in the order of `shapes`; empty in a set.
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
        """Whether articulators move its channels, so that it has no shape for a sound."""
        return bool(self.channels)

    def rename_shapes(self, name: str, description: str, names: Mapping[str, str]) -> Self:
        """Return the same set with other names for its shapes.

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
        """Return the rules for a phone in any IPA spelling, in the order of its parts.

        The longest spelling that the set has wins. Length, stress and diacritics are ignored
        where the set does not name them, and a letter that it does not have counts as the
        basic sound that looks like it. Text that is not IPA has no rules.
        """
        return tuple(
            rule for sound in ipa.split_phone(phone, self.phones) for rule in self.phones[sound]
        )
