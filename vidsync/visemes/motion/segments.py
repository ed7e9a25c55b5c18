"""Sounds as arrays: the target of each channel, when it holds, and how firmly.

There are two kinds of segments: targets of the articulators, from phonetics, and targets
of a viseme set's shapes, from the set's rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidsync.transcript import Phone
from vidsync.visemes.cues.targets import Target
from vidsync.visemes.keys.keyframes import Floats
from vidsync.visemes.mouth_style import MouthStyle
from vidsync.visemes.phonetics.articulators import ARTICULATORS, Articulation, articulations
from vidsync.visemes.phonetics.priority import Priority
from vidsync.visemes.sets.sets import VisemeSet

_JAW, _CLOSURE, _ROUNDING, _SPREAD, _TEETH, _TONGUE = range(len(ARTICULATORS))

# Seconds over which a sound's influence on its neighbours fades, before it and after it.
_REACH = (0.045, 0.04)
_ROUNDED_REACH = (0.12, 0.09)
_TONGUE_REACH = (0.02, 0.02)
# Whole poses mix over less time than single articulators do.
_POSE_REACH = (0.024, 0.02)
_ROUNDED_POSE_REACH = (0.045, 0.035)

# A vowel shorter than this many seconds does not open fully: the jaw and the lips are slow.
_FULL_VOWEL = 0.09
# The part of its opening, or pose, that a vowel of no length would reach.
_SHORTEST_OPENING = 0.65
_SHORTEST_POSE = 0.8
# A loose consonant shorter than a frame of film moves the jaw less.
_FRAME = 1 / 24

_NUMBERS = {priority: number for number, priority in enumerate(Priority)}


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Targets one after another.

    Attributes:
        names: the channels.
        starts: seconds, shape (n,), in time order.
        ends: seconds, shape (n,); none after the next start.
        sealed: whether each presses the lips together, shape (n,).
        touching: whether each puts the teeth on the lip, shape (n,).
        targets: shape (n, channels).
        dominance: how firmly each holds a channel, shape (n, channels).
        exact: whether a target is not mixed with its neighbours, shape (n, channels).
        reach_before: seconds before it over which its dominance grows, shape
            (n, channels).
        reach_after: seconds after it over which its dominance fades, shape (n, channels).
        rest: the pose of silence, shape (channels,).
    """

    names: tuple[str, ...]
    starts: Floats
    ends: Floats
    sealed: NDArray[np.bool_]
    touching: NDArray[np.bool_]
    targets: Floats
    dominance: Floats
    exact: NDArray[np.bool_]
    reach_before: Floats
    reach_after: Floats
    rest: Floats

    def __len__(self) -> int:
        return len(self.starts)


def build_articulator_segments(
    phones: Sequence[Phone], style: MouthStyle, effort: Floats
) -> Segments:
    """Build the articulators' targets for phones.

    Args:
        phones: in time order, none overlapping the next. Phones that are not IPA are left
            out.
        style: how far the jaw and the lips go.
        effort: how wide the mouth opens for each phone; 1 is usual, shape (phones,).
    """
    parts: list[Articulation] = []
    owners: list[int] = []
    edges: list[tuple[float, float]] = []
    whole = np.array([phone.duration for phone in phones])
    for owner, phone in enumerate(phones):
        start = phone.start
        for part in articulations(phone.ipa):
            end = start + part.share * phone.duration
            parts.append(part)
            owners.append(owner)
            edges.append((start, end))
            start = end
    count = len(parts)
    times = np.array(edges).reshape(count, 2)
    kinds = np.array([_NUMBERS[part.priority] for part in parts], np.int8)
    sealed, touching = (
        _match_priority(kinds, Priority.SEALED),
        _match_priority(kinds, Priority.TOUCHING),
    )
    targets = np.array([part.target for part in parts]).reshape(count, len(ARTICULATORS))
    firm_jaw = np.array([part.jaw for part in parts])
    firm_lips = np.array([part.lips for part in parts])
    rounded = targets[:, _ROUNDING] >= 0.4
    length = whole[owners] if count else np.empty(0)

    # Fast speech opens less, stress and loudness more; a closure does not change.
    reached = _SHORTEST_OPENING + (1 - _SHORTEST_OPENING) * np.minimum(length / _FULL_VOWEL, 1)
    factor = reached * (effort[owners] if count else 1.0)
    # Sibilants hold the jaw with a firmness over 2: the teeth stay together in any style.
    hard = sealed | touching | (firm_jaw > 2)
    targets[:, _JAW] *= np.where(hard, np.minimum(style.jaw, 1.0), factor * style.jaw)
    targets[:, [_ROUNDING, _SPREAD]] *= style.lips
    targets = np.clip(targets, 0.0, 1.0)
    # In any style, closed lips keep the jaw up.
    targets[sealed, _JAW] = np.minimum(targets[sealed, _JAW], 0.03)

    dominance = np.zeros_like(targets)
    is_loose = _match_priority(kinds, Priority.LOOSE)
    dominance[:, _JAW] = firm_jaw * np.where(is_loose, np.minimum(length / _FRAME, 1) ** 2, 1.0)
    dominance[:, _ROUNDING] = dominance[:, _SPREAD] = firm_lips
    dominance[:, _TONGUE] = 1.0
    dominance[:, [_CLOSURE, _TEETH]] = 1.0
    exact = np.zeros(targets.shape, bool)
    exact[:, [_CLOSURE, _TEETH]] = True
    exact[:, _JAW] = sealed
    before, after = np.full_like(targets, _REACH[0]), np.full_like(targets, _REACH[1])
    for channel in (_ROUNDING, _SPREAD):
        before[rounded, channel], after[rounded, channel] = _ROUNDED_REACH
    before[:, _TONGUE], after[:, _TONGUE] = _TONGUE_REACH
    return Segments(
        ARTICULATORS, times[:, 0], times[:, 1], sealed, touching, targets, dominance, exact,
        before, after, np.zeros(len(ARTICULATORS)),
    )  # fmt: skip


def build_pose_segments(
    wanted: Sequence[Target], visemes: VisemeSet, style: MouthStyle
) -> Segments:
    """Build the targets of a viseme set's shapes.

    Args:
        wanted: the set's poses, in time order.
        visemes: the set.
        style: how far shapes go; closed lips and touching teeth always go all the way.
    """
    count, column = len(wanted), {name: index for index, name in enumerate(visemes.shapes)}
    targets = np.zeros((count, len(column)))
    for row, target in enumerate(wanted):
        for name, weight in target.pose:
            targets[row, column[name]] = weight
    kinds = np.array([_NUMBERS[target.priority] for target in wanted], np.int8)
    sealed, touching = (
        _match_priority(kinds, Priority.SEALED),
        _match_priority(kinds, Priority.TOUCHING),
    )
    times = np.array([(target.start, target.end) for target in wanted]).reshape(count, 2)
    length = times[:, 1] - times[:, 0]
    reached = _SHORTEST_POSE + (1 - _SHORTEST_POSE) * np.minimum(length / _FULL_VOWEL, 1)
    rest = np.zeros(len(column))
    rest[column[visemes.rest]] = 1.0
    # The shape of rest has the weight that is left.
    scale = np.where(sealed | touching, 1.0, reached * (style.jaw + style.lips) / 2)[:, None]
    largest = np.maximum(targets.sum(axis=1, keepdims=True), 1e-9)
    scale = np.minimum(scale, np.maximum(1 / largest, 1.0))
    moving = np.where(rest > 0, 0.0, targets * scale)
    targets = moving + rest * np.clip(1 - moving.sum(axis=1, keepdims=True), 0.0, 1.0)

    rounded = np.array([target.pose[0][0] in visemes.rounded for target in wanted], bool)
    firm = np.where(_match_priority(kinds, Priority.LOOSE), 0.45, np.where(rounded, 1.1, 1.0))
    wide = np.ones((1, len(column)))
    return Segments(
        visemes.shapes, times[:, 0], times[:, 1], sealed, touching, targets,
        firm[:, None] * wide,
        (sealed | touching)[:, None] & (wide > 0),
        np.where(rounded, _ROUNDED_POSE_REACH[0], _POSE_REACH[0])[:, None] * wide,
        np.where(rounded, _ROUNDED_POSE_REACH[1], _POSE_REACH[1])[:, None] * wide,
        rest,
    )  # fmt: skip


def _match_priority(kinds: NDArray[np.int8], priority: Priority) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = kinds == _NUMBERS[priority]
    return result
