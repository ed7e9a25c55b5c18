"""Two people who were recorded on a channel each, as in telephone calls and podcasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vidsync.audio import Floats
from vidsync.transcript import Transcript, Turn, Word
from vidsync.transcription.listening.detectors import STEP
from vidsync.transcription.report import Transcription
from vidsync.writing import ends_sentence

# A channel this far below the loudest one, in dB, only overhears the other speaker.
_OVERHEARD = 12.0
# Steps over which levels are compared, and steps that are kept around louder ones.
_SMOOTHING = 9
# A pause that ends an utterance, in seconds.
_PAUSE = 0.8


def channel_blocks(blocks: Iterable[Floats], channel: int) -> Iterator[Floats]:
    """Yield one channel of a recording, silent where another speaker is much louder.

    Args:
        blocks: at 16 kHz, of shape (samples, channels).
        channel: its index.
    """
    for block in blocks:
        own = block[:, channel].copy()
        if block.shape[1] > 1 and len(block) >= STEP:
            steps = len(block) // STEP
            levels = _levels(block[: steps * STEP])
            loudest = np.delete(levels, channel, axis=1).max(axis=1)
            quiet = levels[:, channel] < loudest - _OVERHEARD
            whole = np.repeat(quiet, STEP)
            rest = np.full(len(own) - len(whole), bool(quiet[-1]))
            own[np.concatenate([whole, rest])] = 0.0
        yield own


def _levels(block: Floats) -> NDArray[np.float64]:
    """Return the level in dB of each step and channel, smoothed over some steps."""
    power = np.mean(np.square(block.reshape(-1, STEP, block.shape[1])), axis=1, dtype=np.float64)
    padded = np.pad(power, ((_SMOOTHING // 2, _SMOOTHING // 2), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SMOOTHING, axis=0)
    return np.asarray(10 * np.log10(windows.mean(axis=-1) + 1e-10))


def join_channels(heard: Sequence[Transcription], names: Sequence[str]) -> Transcription:
    """Join the words of all channels, with a turn for each change of the speaker.

    Args:
        heard: what was heard in each channel.
        names: the speakers of the channels.
    """
    utterances: list[tuple[float, int, list[int]]] = []
    for channel, each in enumerate(heard):
        words = each.transcript.words
        begun: list[int] = []
        for index, word in enumerate(words):
            begun.append(index)
            last = index + 1 == len(words)
            if last or ends_sentence(word.text) or words[index + 1].start - word.end > _PAUSE:
                utterances.append((words[begun[0]].start, channel, begun))
                begun = []
    utterances.sort(key=lambda utterance: utterance[:2])
    turns: list[Turn] = []
    spoken: list[tuple[Word, tuple[str, ...]]] = []
    speaking: int | None = None
    for _, channel, indexes in utterances:
        if channel != speaking:
            turns.append(Turn(names[channel]))
            speaking = channel
        part = heard[channel]
        for index in indexes:
            word = replace(part.transcript.words[index], turn=len(turns) - 1)
            spoken.append((word, part.alternatives[index]))
    # Where both speak at the same time, their words alternate.
    spoken.sort(key=lambda pair: pair[0].start)
    best = max(heard, key=lambda part: len(part.transcript.words))
    transcript = Transcript(
        tuple(word for word, _ in spoken),
        max(part.transcript.duration for part in heard),
        language=best.transcript.language,
        turns=tuple(turns),
        source="aligned" if any(word.phones for word, _ in spoken) else "native",
    )
    return Transcription(
        transcript,
        best.language_confidence,
        tuple(others for _, others in spoken),
        sum(part.speech for part in heard),
    )
