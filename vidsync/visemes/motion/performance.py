"""Phones to movement: of the articulators, and of a set's shapes or a rig's channels.

Stress and loudness decide how wide the mouth opens for each phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vidsync.audio import Samples
from vidsync.transcript import Phone
from vidsync.visemes.cues.targets import Target
from vidsync.visemes.keys.keyframes import Floats
from vidsync.visemes.motion.coarticulation import build_motion
from vidsync.visemes.motion.motion import Motion
from vidsync.visemes.motion.projection import project_gestures
from vidsync.visemes.motion.segments import build_articulator_segments, build_pose_segments
from vidsync.visemes.mouth_style import MouthStyle
from vidsync.visemes.phonetics import ipa
from vidsync.visemes.sets.sets import VisemeSet
from vidsync.visemes.track import MouthPose, VisemeCue

_STRESSED, _SECONDARY, _UNSTRESSED = 1.08, 1.0, 0.9
"""How wide a vowel opens, as factors, where stress is marked."""
_PER_DECIBEL = 0.025
"""The change of the factor for each decibel from the speaker's usual vowel."""
_LOUDNESS = (0.75, 1.25)
"""The least and the greatest factor for loudness."""
_SHOWN = 0.02
"""A channel's weight up to this is not seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """The movement of one mouth.

    Attributes:
        gestures: of the articulators.
        motion: of the shapes of a set, or of the channels of a rig.
    """

    gestures: Motion
    motion: Motion

    def as_cues(self, cues: Sequence[VisemeCue]) -> tuple[VisemeCue, ...]:
        """Return the cues, each with the pose that the motion has in its middle."""
        if not cues:
            return ()
        middles = np.array([(cue.start + cue.end) / 2 for cue in cues])
        poses = _poses(self.motion.names, self.motion.sample(middles).round(3))
        found: list[VisemeCue] = []
        for cue, pose in zip(cues, poses, strict=True):
            if found and found[-1].weights == pose:
                found[-1] = VisemeCue(found[-1].start, cue.end, pose)
            else:
                found.append(VisemeCue(cue.start, cue.end, pose))
        return tuple(found)


def _poses(names: Sequence[str], rows: Floats) -> list[MouthPose]:
    """Return the weights of each row that are seen, the heaviest first."""
    row, column = np.nonzero(np.abs(rows) > _SHOWN)
    weights = rows[row, column]
    order = np.lexsort((-np.abs(weights), row))
    pairs = [
        (names[index], weight)
        for index, weight in zip(column[order].tolist(), weights[order].tolist(), strict=True)
    ]
    ends = np.cumsum(np.bincount(row, minlength=len(rows))).tolist()
    return [tuple(pairs[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def perform(
    phones: Sequence[Phone],
    targets: Sequence[Target],
    visemes: VisemeSet,
    *,
    duration: float,
    lead: float,
    style: MouthStyle,
    audio: Samples | None = None,
) -> Performance:
    """Compute the movement of a mouth that speaks phones.

    Args:
        phones: in time order, none overlapping the next.
        targets: the set's poses for them; not used for a rig.
        visemes: the set or rig.
        duration: seconds.
        lead: seconds by which the mouth comes before the sound.
        style: how far the jaw and the lips go.
        audio: the speech, for its loudness.
    """
    effort = _stress(phones)
    if audio is not None and phones:
        effort = effort * _loudness(phones, audio)
    gestures = build_motion(
        build_articulator_segments(phones, style, effort), duration=duration, lead=lead
    )
    if visemes.is_rig:
        motion = project_gestures(gestures, visemes.channels)
    else:
        motion = build_motion(
            build_pose_segments(targets, visemes, style), duration=duration, lead=lead
        )
    return Performance(gestures, motion)


def _stress(phones: Sequence[Phone]) -> Floats:
    """Return a factor for each phone by its stress; 1 where no phone has a stress mark."""
    marks = [phone.ipa[:1] for phone in phones]
    if "ˈ" not in marks:
        return np.ones(len(phones))
    factors = {"ˈ": _STRESSED, "ˌ": _SECONDARY}
    return np.array([factors.get(mark, _UNSTRESSED) for mark in marks])


def _loudness(phones: Sequence[Phone], audio: Samples) -> Floats:
    """Return a factor for each phone by its loudness, compared with the speaker's usual vowel."""
    power = np.square(audio.mono().data[:, 0].astype(np.float64))
    summed = np.concatenate([[0.0], np.cumsum(power)])
    edges = np.array([(phone.start, phone.end) for phone in phones])
    frames = np.clip(np.round(edges * audio.sample_rate), 0, len(power)).astype(np.intp)
    length = np.maximum(frames[:, 1] - frames[:, 0], 1)
    level = 10 * np.log10((summed[frames[:, 1]] - summed[frames[:, 0]]) / length + 1e-10)
    is_vowel = np.array(
        [ipa.is_vowel(ipa.to_basic(ipa.strip_marks(ipa.strip_stress(p.ipa)))[:1]) for p in phones]
    )
    is_audible = is_vowel & (level > -70)
    if not is_audible.any():
        return np.ones(len(phones))
    usual = np.median(level[is_audible])
    return np.where(is_vowel, np.clip(1 + (level - usual) * _PER_DECIBEL, *_LOUDNESS), 1.0)
