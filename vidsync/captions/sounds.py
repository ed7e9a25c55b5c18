"""What is heard with captions: which sound effect at which moment.

Names and times only; what a sound is, and how it gets into a video, is not captions'
business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

from vidsync.captions.cues.cue import Cue
from vidsync.captions.style.style import SoundStyle
from vidsync.captions.text.emphasis import Key, bare_word, key_of


@dataclass(frozen=True, slots=True)
class SoundEffect:
    """A sound effect at a moment.

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
    """What is heard with cues.

    Args:
        cues: as they are drawn.
        style: says what is heard when.
        emphasised: the words that matter.

    Returns:
        The effects in time order. Of words that come faster than `style` allows, only
        the first sounds.
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
            matters = key_of(word) in emphasised and style.emphasis
            sound = chosen.get(bare_word(word.text)) or matters or style.word
            time = max(word.start, cue.start)
            if sound and time - last >= style.apart:
                heard.append(SoundEffect(time, sound, style.gain))
                last = time
    return tuple(sorted(heard, key=lambda effect: effect.time))
