"""From visemes back to sounds: engines that give visemes, and tracks in another set.

A viseme stands for several sounds; the one that is taken looks like it, which is all
that a mouth needs. So a closure stays a closure in any set.
"""

from __future__ import annotations

import os
import warnings
from bisect import bisect_left
from dataclasses import replace

from vidsync.errors import InputError, VidsyncWarning, near_matches
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.mouth_style import MouthStyle, MouthStyleName
from vidsync.visemes.sets.sets import VisemeSet
from vidsync.visemes.track import Track

# Of the sounds that look alike the first of these speaks for all; of a vowel and its glide
# the vowel, for which the mouth opens between two closures.
_USUAL = tuple(
    "p f s t ʃ k l ð θ ɹ ɑ ɛ i u ɔ ə æ ʌ o ɪ ʊ e ɜ w j h n ŋ aɪ aʊ ɔɪ oʊ eɪ a y ø x ç β".split()  # noqa: SIM905
)


def find_sound(shape: str, visemes: VisemeSet) -> str | None:
    """The IPA sound that a set's shape stands for; None at rest.

    Raises:
        InputError: the set has no such shape, or is a rig.
    """
    if visemes.is_rig:
        raise InputError(f"{visemes.name} is a rig: its channels stand for no sounds")
    if shape not in visemes.shapes:
        raise InputError(
            f"no viseme {shape!r} in {visemes.name}", hint=near_matches(shape, visemes.shapes)
        )
    if shape == visemes.rest:
        return None
    best: tuple[float, str] | None = None
    for sound in (*_USUAL, *visemes.phones):
        rules = visemes.phones.get(sound, ())
        if len(rules) != 1 or not rules[0].poses:
            continue
        weight = dict(rules[0].poses[0]).get(shape, 0.0)
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, sound)
    return best[1] if best else None


def add_viseme_sounds(transcript: Transcript) -> Transcript:
    """A transcript whose words have the sounds that their engine's visemes stand for.

    Words that have phones keep them; without visemes of a set that ships, all is as it was.
    """
    from vidsync.visemes.sets.set_files import viseme_set, viseme_sets

    if not transcript.visemes or all(word.phones for word in transcript.words):
        return transcript
    known = {visemes.name for visemes in viseme_sets() if not visemes.is_rig}
    sets = {item.set: viseme_set(item.set) for item in transcript.visemes if item.set in known}
    sounds = {
        (item.set, item.name): find_sound(item.name, sets[item.set])
        for item in transcript.visemes
        if item.set in sets and item.name in sets[item.set].shapes
    }
    phones = [
        Phone(sound, item.start, item.end)
        for item in transcript.visemes
        if item.end > item.start and (sound := sounds.get((item.set, item.name))) is not None
    ]
    starts = [phone.start for phone in phones]
    return replace(
        transcript, words=tuple(_given(word, phones, starts) for word in transcript.words)
    )


def _given(word: Word, phones: list[Phone], starts: list[float]) -> Word:
    """A word with the phones whose middle lies in it, cut to its edges."""
    if word.phones:
        return word
    first = max(bisect_left(starts, word.start) - 1, 0)
    last = bisect_left(starts, word.end)
    own = tuple(
        Phone(phone.ipa, max(phone.start, word.start), min(phone.end, word.end))
        for phone in phones[first:last]
        if word.start <= (phone.start + phone.end) / 2 < word.end
    )
    return replace(word, phones=own)


def retarget(
    track: Track,
    *,
    set: str | os.PathLike[str],  # noqa: A002
    style: MouthStyleName | MouthStyle = "natural",
    intensity: float = 1.0,
) -> Track:
    """A track in another set or rig, made of the sounds that its cues stand for.

    From a finer set to a coarser one nothing is lost that the coarser one could show. The
    other way a shape that stands for several is taken for the most usual one.

    Args:
        track: its cues are read, so it may come from anywhere.
        set: what it shall be of.
        style: as for `lipsync`.
        intensity: as for `lipsync`.

    Raises:
        InputError: the track is of a rig, or of a set that isn't known.
        PresetError: there is no such set.

    Warns:
        VidsyncWarning: the new set tells apart what the old one does not.
    """
    from vidsync.visemes import lipsync
    from vidsync.visemes.sets.set_files import viseme_set

    old, new = viseme_set(track.set), viseme_set(set)
    phones = []
    for cue in track.cues:
        # What is half there stands for nothing that must be closed.
        sound = find_sound(cue.viseme, old) if cue.viseme else None
        start, end = min(cue.start + track.lead, track.duration), cue.end + track.lead
        if sound is not None and cue.viseme != old.rest and start < track.duration:
            phones.append(Phone(sound, start, min(end, track.duration)))
    shown = {cue.viseme for cue in track.cues} - {old.rest}
    if guessed := sorted(shape for shape in shown if not _is_one_look(shape, old, new)):
        warnings.warn(
            f"{new.name} tells apart what is one shape in {old.name} ({', '.join(guessed)}): "
            "the most usual one was taken",
            VidsyncWarning,
            stacklevel=2,
        )
    words = tuple(Word(phone.ipa, phone.start, phone.end, phones=(phone,)) for phone in phones)
    whole = Transcript(words, track.duration)
    return lipsync(whole, set=set, lead=track.lead, style=style, intensity=intensity)


def _is_one_look(shape: str, old: VisemeSet, new: VisemeSet) -> bool:
    """Whether all sounds that share a shape in one set can share one in another."""
    looks = [
        {*new.phones[sound][0].poses, *new.phones[sound][0].long_poses}
        for sound, rules in old.phones.items()
        if len(rules) == 1 and rules[0].poses[:1] == (((shape, 1.0),),) and sound in new.phones
    ]
    return new.is_rig or not looks or bool(frozenset.intersection(*map(frozenset, looks)))
