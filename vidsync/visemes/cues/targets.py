"""Phones to poses: what the mouth wants to look like, sound by sound.

Each phone becomes one or more targets by the set's rules; where a rule leaves a choice,
the neighbours decide. The times are still the phones' own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vidsync.transcript import Phone
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.sets.sets import Rule, VisemeSet
from vidsync.visemes.track import MouthPose

_DIPHTHONG = 0.6
"""The part of a two-shape sound that its first shape has."""

_LOOK_AHEAD = 0.2
"""Seconds before a shape in which a sound that may look like it already does."""


@dataclass(frozen=True, slots=True)
class Target:
    """A pose that is wanted for a stretch of time.

    Attributes:
        pose: shapes and weights.
        start: seconds.
        end: seconds.
        priority: how firmly it priorities its time.
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
    """The targets of phones, in time order; pauses between phones stay open.

    Args:
        phones: in time order, none overlapping the next.
        visemes: the set whose rules apply. Phones that it has no rule for are passed
            over.
    """
    rules: dict[str, tuple[Rule, ...]] = {}
    parts: list[_Part] = []
    for phone in phones:
        if phone.ipa not in rules:
            rules[phone.ipa] = visemes.rules(phone.ipa)
        parts += _parts(phone, rules[phone.ipa])
    wanted = _wanted_ahead(parts)
    targets: list[Target] = []
    previous: MouthPose | None = None
    for part, ahead in zip(parts, wanted, strict=True):
        pose = _chosen(part, previous, ahead) or _open(visemes)
        targets.append(Target(pose, part.start, part.end, _priority(part.rule, pose, visemes)))
        # Lips that were shut for another sound say nothing about one of no shape.
        previous = None if targets[-1].priority in (Priority.SEALED, Priority.TOUCHING) else pose
    return targets


def _parts(phone: Phone, rules: Sequence[Rule]) -> Iterator[_Part]:
    if not rules:
        return
    shares = [1 / len(rules)] * len(rules)
    if len(rules) == 2 and all(ipa.is_vowel(rule.sound) for rule in rules):
        shares = [_DIPHTHONG, 1 - _DIPHTHONG]
    start, passed = phone.start, 0.0
    for index, (rule, share) in enumerate(zip(rules, shares, strict=True)):
        passed += share
        last = index == len(rules) - 1
        end = phone.end if last else phone.start + passed * phone.duration
        yield _Part(rule, start, end)
        start = end


def _wanted_ahead(parts: Sequence[_Part]) -> list[MouthPose | None]:
    """For each part, the next pose that is not a matter of choice, if it comes soon.

    A part without a look of its own (h) looks for the next vowel only.
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


def _chosen(part: _Part, previous: MouthPose | None, ahead: MouthPose | None) -> MouthPose | None:
    """The option that the neighbours have already, or will have; else the first."""
    options = part.options
    if not options:
        return ahead or previous
    for neighbour in (ahead, previous):
        if neighbour in options:
            return neighbour
    return options[0]


def _open(visemes: VisemeSet) -> MouthPose:
    """A mouth a little open, for a breath."""
    return visemes.relaxed[0] if visemes.relaxed else ((visemes.rest, 1.0),)


def _priority(rule: Rule, pose: MouthPose, visemes: VisemeSet) -> Priority:
    shape, weight = pose[0]
    if not rule.poses:
        return Priority.LOOSE
    if shape == visemes.closed and weight >= 0.9:
        return Priority.SEALED
    if shape == visemes.touching and weight >= 0.8:
        return Priority.TOUCHING
    return Priority.LOOSE if ipa.leaves_lips_free(rule.sound) else Priority.FIRM
