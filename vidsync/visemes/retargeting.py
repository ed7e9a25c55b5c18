"""Retarget a track: the same mouth movement in another viseme set or rig."""

from __future__ import annotations

import warnings

from vidsync.errors import VidsyncWarning
from vidsync.paths import PathLike
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.lip_sync import lipsync
from vidsync.visemes.mouth_style import MouthStyle, MouthStyleName
from vidsync.visemes.phones.viseme_sounds import find_sound
from vidsync.visemes.sets.set_files import viseme_set
from vidsync.visemes.sets.sets import VisemeSet
from vidsync.visemes.track import Track


def retarget(
    track: Track,
    *,
    set: PathLike,  # noqa: A002 - the field's word for it
    style: MouthStyleName | MouthStyle = "natural",
    intensity: float = 1.0,
) -> Track:
    """Make a track in another set or rig, from the sounds that its cues stand for.

    A coarser set loses nothing that it could show. A finer set has several shapes where the
    old one has one; the most usual one is taken.

    Args:
        track: only its cues are read, so it may come from a file or be made by hand.
        set: the new set or rig: a name, or a TOML file.
        style: as for `lipsync`.
        intensity: as for `lipsync`.

    Raises:
        InputError: the track is of a rig, or a cue has a shape that its set lacks.
        PresetError: a set does not exist, or its file has a mistake.

    Warns:
        VidsyncWarning: the new set has several shapes for one shape of the old set.
    """
    old, new = viseme_set(track.set), viseme_set(set)
    phones = []
    for cue in track.cues:
        sound = find_sound(cue.viseme, old) if cue.viseme else None
        start, end = min(cue.start + track.lead, track.duration), cue.end + track.lead
        if sound is not None and cue.viseme != old.rest and start < track.duration:
            phones.append(Phone(sound, start, min(end, track.duration)))
    shown = {cue.viseme for cue in track.cues} - {old.rest}
    if guessed := sorted(shape for shape in shown if not _can_share_shape(shape, old, new)):
        warnings.warn(
            f"{new.name} has several shapes for one shape of {old.name} ({', '.join(guessed)}): "
            "the most usual one was taken",
            VidsyncWarning,
            stacklevel=2,
        )
    words = tuple(Word(phone.ipa, phone.start, phone.end, phones=(phone,)) for phone in phones)
    whole = Transcript(words, track.duration)
    return lipsync(whole, set=set, lead=track.lead, style=style, intensity=intensity)


def _can_share_shape(shape: str, old: VisemeSet, new: VisemeSet) -> bool:
    """Return whether all sounds that share a shape in one set can share one in another."""
    looks = [
        {*new.phones[sound][0].poses, *new.phones[sound][0].long_poses}
        for sound, rules in old.phones.items()
        if len(rules) == 1 and rules[0].poses[:1] == (((shape, 1.0),),) and sound in new.phones
    ]
    return new.is_rig or not looks or bool(frozenset.intersection(*map(frozenset, looks)))
