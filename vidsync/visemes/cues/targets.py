"""Phones to targets: which pose the mouth takes for each sound.

The set's rules give each phone one or more targets. Where a rule allows several poses,
the neighbouring sounds decide. The times are those of the phones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidsync.transcript import Phone
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.sets.sets import Rule, VisemeSet
from vidsync.visemes.track import MouthPose

_LOOK_AHEAD = 0.2
"""A sound with a choice of poses takes the pose of a sound up to this many seconds later."""


@dataclass(frozen=True, slots=True)
class Target:
    """A pose for a stretch of time.

    Attributes:
        pose: shapes and weights.
        start: seconds.
        end: seconds.
        priority: how firmly it keeps its time.
    """

    pose: MouthPose
    start: float
    end: float
    priority: Priority


@dataclass(frozen=True, slots=True)
class _Part:
    rule: Rule
    start: float
    end: float

    @property
    def options(self) -> tuple[MouthPose, ...]:
        if self.rule.long_poses and self.end - self.start >= self.rule.long_from:
            return self.rule.long_poses
        return self.rule.poses


def choose_targets(phones: Sequence[Phone], visemes: VisemeSet) -> list[Target]:
    """Choose a target for each phone, in time order; pauses between phones have none.

    Args:
        phones: in time order, none overlapping the next.
        visemes: the set with the rules. Phones that it has no rule for are left out.
    """
    rules: dict[str, tuple[Rule, ...]] = {}
    parts: list[_Part] = []
    for phone in phones:
        if phone.ipa not in rules:
            rules[phone.ipa] = visemes.rules(phone.ipa)
        parts += _split(phone, rules[phone.ipa])
    upcoming = _find_upcoming_poses(parts)
    targets: list[Target] = []
    previous: MouthPose | None = None
    for part, ahead in zip(parts, upcoming, strict=True):
        pose = _choose(part, previous, ahead) or _slightly_open(visemes)
        targets.append(Target(pose, part.start, part.end, _find_priority(part.rule, pose, visemes)))
        # A sound without a pose of its own does not copy a closure before it.
        previous = None if targets[-1].priority in (Priority.SEALED, Priority.TOUCHING) else pose
    return targets


def _split(phone: Phone, rules: Sequence[Rule]) -> Iterator[_Part]:
    if not rules:
        return
    shares = ipa.split_duration([ipa.is_vowel(rule.sound) for rule in rules])
    start, passed = phone.start, 0.0
    for index, (rule, share) in enumerate(zip(rules, shares, strict=True)):
        passed += share
        last = index == len(rules) - 1
        end = phone.end if last else phone.start + passed * phone.duration
        yield _Part(rule, start, end)
        start = end


def _find_upcoming_poses(parts: Sequence[_Part]) -> list[MouthPose | None]:
    """For each part, find the next pose that is not a choice, if it comes soon.

    A part without a pose of its own (h) looks for the next vowel only.
    """
    result: list[MouthPose | None] = [None] * len(parts)
    fixed: tuple[MouthPose, float] | None = None
    vowel: tuple[MouthPose, float] | None = None
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        ahead = fixed if part.options else vowel
        if ahead is not None and ahead[1] - part.end <= _LOOK_AHEAD:
            result[index] = ahead[0]
        options = part.options
        if len(options) == 1:
            fixed = (options[0], part.start)
        if options and ipa.is_vowel(part.rule.sound):
            chosen = result[index] if result[index] in options else options[0]
            vowel = (chosen or options[0], part.start)
    return result


def _choose(part: _Part, previous: MouthPose | None, ahead: MouthPose | None) -> MouthPose | None:
    """Choose the pose that a neighbour has, the next one before the previous; else the first."""
    options = part.options
    if not options:
        return ahead or previous
    for neighbour in (ahead, previous):
        if neighbour in options:
            return neighbour
    return options[0]


def _slightly_open(visemes: VisemeSet) -> MouthPose:
    """Return the pose of a slightly open mouth, as for a breath."""
    return visemes.relaxed[0] if visemes.relaxed else ((visemes.rest, 1.0),)


def _find_priority(rule: Rule, pose: MouthPose, visemes: VisemeSet) -> Priority:
    shape, weight = pose[0]
    if not rule.poses:
        return Priority.LOOSE
    if shape == visemes.closed and weight >= 0.9:
        return Priority.SEALED
    if shape == visemes.touching and weight >= 0.8:
        return Priority.TOUCHING
    return Priority.LOOSE if ipa.leaves_lips_free(rule.sound) else Priority.FIRM
