"""Fits the times of a speech to the sound that it is heard in.

Estimated times are corrected by listening. Then words past the end of the sound are cut.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from vidsync.errors import TimingError, VidsyncError, VidsyncWarning
from vidsync.paths import PathLike
from vidsync.timings.base import UNTIMED
from vidsync.transcript import Speech, Transcript, Word

if TYPE_CHECKING:
    from vidsync.audio import Samples
    from vidsync.media import Media

# Containers round lengths to a packet or a frame; a word may end that much past them.
_TOLERANCE = 0.1
# Seconds that words may be heard before or after their estimates, in the median.
_MAX_SHIFT = 1.5


def fit_speech(
    speech: Speech | Transcript,
    media: Media,
    *,
    audio: PathLike | bytes | Samples | None = None,
    listen: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> Speech | Transcript:
    """Fit the times of a speech to its sound: its own, `audio`, or the video's.

    Args:
        speech: the words. Those of a `Speech` are fitted already, but may be estimated.
        media: the video.
        audio: the narration that a `Transcript` belongs to.
        listen: find words by listening whose times are estimated; see `listen_for`.
        on_progress: called with the number of words found, and of all words.

    Raises:
        TimingError: all words are past the end of the sound.
        MediaError: the audio cannot be read.

    Warns:
        VidsyncWarning: words are cut or left out, or cannot be found by listening.
    """
    if isinstance(speech, Speech):
        if not listen:
            return speech
        heard = listen_for(speech.transcript, speech.audio, on_progress=on_progress)
        return replace(speech, transcript=heard)
    if audio is not None:
        return fit_transcript(speech, audio, listen=listen, on_progress=on_progress)
    end, where = find_end(media, None)
    if not media.audio:
        if listen and speech.source == "estimated":
            _tell_kept(f"{media.path} has no sound")
        return cut_at_end(speech, end, where)
    return _listen_and_cut(speech, media.path, end, where, listen=listen, on_progress=on_progress)


def fit_transcript(
    transcript: Transcript,
    audio: PathLike | bytes | Samples,
    *,
    listen: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Fit the times of a transcript to its audio: listen for the words, then cut the rest.

    Args:
        transcript: the words.
        audio: their audio.
        listen: as for `fit_speech`.
        on_progress: as for `fit_speech`.

    Raises:
        TimingError: all words are past the end of the audio.
        MediaError: the audio cannot be read.

    Warns:
        VidsyncWarning: words are cut or left out, or cannot be found by listening.
    """
    from vidsync.audio import measure  # load PyAV only when there is audio

    end = measure(audio)[0]
    where = _name_audio(audio)
    return _listen_and_cut(transcript, audio, end, where, listen=listen, on_progress=on_progress)


def _listen_and_cut(
    transcript: Transcript,
    sound: PathLike | bytes | Samples,
    end: float,
    where: str,
    *,
    listen: bool,
    on_progress: Callable[[int, int], None] | None,
) -> Transcript:
    if not listen or transcript.source != "estimated":
        return cut_at_end(transcript, end, where)
    # Late subtitles have words past the end that are heard before it. Words far past it would
    # only be in the way: those of a film on a clip of it.
    reach = end + _MAX_SHIFT
    near = transcript if transcript.duration <= reach else transcript.slice(0.0, reach)
    heard = listen_for(near, sound, on_progress=on_progress)
    if heard is near:
        return cut_at_end(transcript, end, where)
    return cut_at_end(heard, end, where, and_then=transcript.words[len(near.words) :])


def listen_for(
    transcript: Transcript,
    sound: PathLike | bytes | Samples,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Find the words of a transcript in its sound, if their times are estimated.

    Args:
        transcript: the words. Native and aligned times are left as they are.
        sound: the sound that the words are heard in.
        on_progress: called with the number of words found, and of all words.

    Returns:
        The same words; `source` is ``aligned`` if they were found. A language that is not
        given is guessed.

    Warns:
        VidsyncWarning: they are not found, and keep their estimated times.
    """
    if transcript.source != "estimated":
        return transcript
    # Slow to import, and rarely needed.
    from vidsync.alignment import refine
    from vidsync.alignment.text.language_guess import guess_language

    language = transcript.language or guess_language(transcript.plain_text)
    try:
        heard = refine(replace(transcript, language=language), sound, on_progress=on_progress)
    except VidsyncError as error:
        reason = error.message
    else:
        shifts = sorted(
            new.start - old.start for new, old in zip(heard.words, transcript.words, strict=True)
        )
        shift = shifts[len(shifts) // 2] if shifts else 0.0
        if abs(shift) <= _MAX_SHIFT:
            return heard
        # Music may resemble the words somewhere else.
        reason = (
            f"what may be the words is heard {abs(shift):.1f} s "
            f"{'later' if shift > 0 else 'earlier'} than they are shown (an offset of "
            f"{shift:+.1f} s moves them there)"
        )
    if not transcript.language:
        reason += f" (no language is given, it was taken for {language!r})"
    _tell_kept(reason)
    return transcript


def _tell_kept(reason: str) -> None:
    warnings.warn(f"the words keep their estimated times: {reason}", VidsyncWarning, stacklevel=4)


@contextmanager
def expect_estimates() -> Iterator[None]:
    """Ignore, in this block, the warning of a document that its words have no times."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", f".*{re.escape(UNTIMED)}$", VidsyncWarning)
        yield


def find_end(media: Media, audio: PathLike | bytes | Samples | None) -> tuple[float, str]:
    """Return when the sound of a transcript ends, in seconds, and its name in messages.

    Raises:
        MediaError: the audio cannot be read.
    """
    if audio is None:
        return media.duration, str(media.path)
    from vidsync.audio import measure  # as above

    return measure(audio)[0], _name_audio(audio)


def _name_audio(audio: PathLike | bytes | Samples) -> str:
    return str(audio) if isinstance(audio, str | os.PathLike) else "the audio"


def cut_at_end(
    transcript: Transcript, end: float, where: str, *, and_then: Sequence[Word] = ()
) -> Transcript:
    """Leave out the words past the end of the sound, and cut those that go on past it.

    Args:
        transcript: the words.
        end: when the sound ends, in seconds.
        where: the name of the sound in messages.
        and_then: words after these that are left out already.

    Raises:
        TimingError: all words are past the end.

    Warns:
        VidsyncWarning: words are cut or left out.
    """
    past = [word for word in (*transcript.words, *and_then) if word.end > end + _TOLERANCE]
    if not past:
        return transcript
    left_out = [word for word in past if word.start >= end]
    if len(left_out) == len(transcript.words) + len(and_then):
        raise TimingError(
            f"all words are past the end of {where} at {end:.2f} s: "
            f"{left_out[0].text[:40]!r} begins at {left_out[0].start:.2f} s",
            hint="check that these timings belong to it; if they belong to a narration, give "
            "its audio",
        )
    told = []
    if left_out:
        first = left_out[0]
        words = "1 word is" if len(left_out) == 1 else f"{len(left_out)} words are"
        told.append(
            f"{words} past the end of {where} at {end:.2f} s and left out, from "
            f"{first.text[:40]!r} at {first.start:.2f} s"
        )
    across = [word for word in past if word.start < end]
    # Lines of subtitles are shown for some time after they are spoken.
    if across and transcript.source != "estimated":
        others = f" and {len(across) - 1} more" if len(across) > 1 else ""
        verb = "are" if others else "is"
        told.append(
            f"{across[0].text[:40]!r}{others} {verb} cut at the end"
            + ("" if left_out else f" of {where} at {end:.2f} s")
        )
    if told:
        warnings.warn("; ".join(told), VidsyncWarning, stacklevel=3)
    return transcript.slice(0.0, end)
