"""Sounds for visemes: the IPA sound that a shape stands for.

A viseme stands for several sounds that look alike. One of them is enough to move a
mouth, and a closure stays a closure in any set.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from vidsync.errors import InputError, near_matches
from vidsync.transcript import Phone, Transcript, Word
from vidsync.visemes.sets.set_files import viseme_set, viseme_sets
from vidsync.visemes.sets.sets import VisemeSet

# The first of these that a shape fits stands for it. A vowel comes before its glide, since
# the mouth opens for a vowel between two closures.
_USUAL = tuple(
    "p f s t ʃ k l ð θ ɹ ɑ ɛ i u ɔ ə æ ʌ o ɪ ʊ e ɜ w j h n ŋ aɪ aʊ ɔɪ oʊ eɪ a y ø x ç β".split()  # noqa: SIM905
)


def find_sound(shape: str, visemes: VisemeSet) -> str | None:
    """Find the IPA sound that a shape of a set stands for; None for the shape of rest.

    Raises:
        InputError: the set has no such shape, or it is a rig.
    """
    if visemes.is_rig:
        raise InputError(
            f"{visemes.name} is a rig: its channels do not stand for sounds",
            hint="use a set with a shape for each sound, such as oculus or rhubarb",
        )
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
    """Give words the sounds of their engine's visemes, where they have no phones.

    Visemes of a set that does not ship with vidsync are ignored.
    """
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
        transcript, words=tuple(_add_phones(word, phones, starts) for word in transcript.words)
    )


def _add_phones(word: Word, phones: list[Phone], starts: list[float]) -> Word:
    """Give a word the phones that have their middle in it, cut to the word's edges."""
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
