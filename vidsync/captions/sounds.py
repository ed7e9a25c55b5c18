"""The sound effects of captions, and their times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

from vidsync.captions.cues.cue import Cue
from vidsync.captions.style.style import SoundStyle
from vidsync.captions.text.emphasis import Key, bare_word, word_key


@dataclass(frozen=True, slots=True)
class SoundEffect:
    """A sound effect and its time.

    Attributes:
        time: seconds from the start of the audio.
        sound: a name of `vidsync.sound_effects.EFFECTS`, or the path of an audio file.
        gain_db: decibels added to it.
    """

    time: float
    sound: str
    gain_db: float


def sound_effects(
    cues: Sequence[Cue], style: SoundStyle, emphasised: Collection[Key]
) -> tuple[SoundEffect, ...]:
    """Return the sound effects of cues.

    Args:
        cues: as they are drawn.
        style: which sounds are played, and when.
        emphasised: the emphasised words.

    Returns:
        The effects in time order. Of words that come faster than `style` allows, only the
        first has a sound.
    """
    if style == SoundStyle(gain=style.gain, apart=style.apart):
        return ()
    chosen = {bare_word(word): sound for word, sound in style.words}
    heard = []
    last = -inf
    for cue in cues:
        if style.cue:
            heard.append(SoundEffect(cue.start, style.cue, style.gain))
        for word in cue.words:
            matters = word_key(word) in emphasised and style.emphasis
            sound = chosen.get(bare_word(word.text)) or matters or style.word
            time = max(word.start, cue.start)
            if sound and time - last >= style.apart:
                heard.append(SoundEffect(time, sound, style.gain))
                last = time
    return tuple(sorted(heard, key=lambda effect: effect.time))
