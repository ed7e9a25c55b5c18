"""Gives each word its speaker, by the sound of the voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vidsync.audio import Floats, Samples
from vidsync.transcript import Transcript, Turn, Word
from vidsync.transcription.speakers.clustering import group_voices
from vidsync.transcription.speakers.voice_encoder import VoiceEncoder
from vidsync.writing import ends_sentence

# A stretch of speech ends at a sentence's end or at such a pause; in seconds.
_PAUSE = 0.35
_LONGEST = 6.0
# A shorter stretch says too little about a voice: it is the nearest one's.
_SHORTEST = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """Words that one person speaks without a pause, and the voice's description."""

    words: range
    start: float
    end: float
    vector: Floats | None


class Voices:
    """The voices of a recording, collected window by window.

    Args:
        encoder: describes a voice by numbers.
        count: how many speakers there are; None finds out.
    """

    def __init__(self, encoder: VoiceEncoder, count: int | None = None) -> None:
        self._encoder = encoder
        self._count = count
        self._stretches: list[_Stretch] = []
        self._words = 0

    def add(self, words: Sequence[Word], sound: Samples) -> None:
        """Listen to the voices of a window.

        Args:
            words: with times from the start of `sound`.
            sound: mono at 16 kHz.
        """
        begun = 0
        for index, word in enumerate(words):
            following = words[index + 1] if index + 1 < len(words) else None
            if (
                following is None
                or ends_sentence(word.text)
                or following.start - word.end >= _PAUSE
                or following.end - words[begun].start > _LONGEST
            ):
                start, end = words[begun].start, word.end
                self._stretches.append(
                    _Stretch(
                        range(self._words + begun, self._words + index + 1),
                        start,
                        end,
                        self._encode(sound, start, end),
                    )
                )
                begun = index + 1
        self._words += len(words)

    def _encode(self, sound: Samples, start: float, end: float) -> Floats | None:
        if end - start < _SHORTEST:
            return None
        first, last = round(start * sound.sample_rate), round(end * sound.sample_rate)
        return self._encoder.encode(sound.data[first:last, 0])

    def assign(self, transcript: Transcript) -> Transcript:
        """Return a transcript whose words have turns of "Speaker 1", "Speaker 2", …

        Args:
            transcript: has exactly the words that were added.
        """
        known = [each for each in self._stretches if each.vector is not None]
        if not known:
            return transcript
        labels = group_voices(
            np.stack([each.vector for each in known if each.vector is not None]),
            np.array([each.end - each.start for each in known]),
            count=self._count,
        )
        by_stretch = {id(each): label for each, label in zip(known, labels, strict=True)}
        speakers: list[int] = []
        for index, each in enumerate(self._stretches):
            label = by_stretch.get(id(each))
            if label is None:
                label = by_stretch[id(self._nearest(index, transcript))]
            speakers += [label] * len(each.words)
        turns: list[Turn] = []
        words: list[Word] = []
        before: int | None = None
        for word, speaker in zip(transcript.words, speakers, strict=True):
            if speaker != before:
                turns.append(Turn(f"Speaker {speaker + 1}"))
                before = speaker
            words.append(replace(word, turn=len(turns) - 1))
        return replace(transcript, words=tuple(words), turns=tuple(turns))

    def _nearest(self, index: int, transcript: Transcript) -> _Stretch:
        """Return the stretch with a known voice that is the least time away."""
        start = transcript.words[self._stretches[index].words[0]].start
        return min(
            (each for each in self._stretches if each.vector is not None),
            key=lambda each: abs(transcript.words[each.words[0]].start - start),
        )
