"""Mouths: a transcript to timed shapes of a viseme set.

Phones come from the transcript, or from espeak-ng; a set's rules turn them into shapes;
timing rules make the shapes readable: lips that close in time, no flicker, rest in
silence. The track can be saved for the programs that `exporters` knows. Drawing a
mouth on a video is the render's work.
"""

from __future__ import annotations

import os

from vidsync.errors import InputError
from vidsync.lipsync.sets import VisemeSet, viseme_set, viseme_sets
from vidsync.lipsync.track import Track, VisemeCue
from vidsync.transcript import Transcript

__all__ = ["Track", "VisemeCue", "VisemeSet", "lipsync", "viseme_set", "viseme_sets"]

LEAD = 1 / 24
"""Seconds the mouth goes before the sound: a frame of film."""


def lipsync(
    transcript: Transcript,
    *,
    set: str | os.PathLike[str] = "oculus",  # noqa: A002 - the field's word for it
    language: str | None = None,
    lead: float = LEAD,
) -> Track:
    """When the mouth takes which shape.

    Args:
        transcript: words with times; their phones are used where they are known, else
            espeak-ng's, scaled into the word.
        set: a viseme set's name (`viseme_sets` lists them) or a TOML file of one.
        language: BCP 47 tag, or an espeak-ng voice; None is the transcript's own, or
            English if it has none.
        lead: seconds by which shapes come before their sound, so that a picture shown
            at the frame rate is never late. At most 0.2.

    Returns:
        Cues without gaps from 0 to the transcript's duration. Bilabials close the lips
        for at least two frames at 24 fps, from the closure on or earlier; silences and
        words without letters rest.

    Raises:
        PresetError: there is no such set, or its file has a mistake.
        VoiceError: phones are needed, and espeak-ng doesn't know the language.
        EngineError: espeak-ng failed.
        InputError: the lead is out of range.

    Source:
        Mouth leads of up to 45 ms go unnoticed, lags do not: ITU-R BT.1359.
    """
    if not 0 <= lead <= 0.2:
        raise InputError(f"a lead of {lead!r} s is not within 0 and 0.2")
    from vidsync.lipsync.phones import phones_of
    from vidsync.lipsync.shapes import shapes_of
    from vidsync.lipsync.timing import timed

    visemes = viseme_set(set)
    stretches = shapes_of(phones_of(transcript, language=language), visemes)
    return Track(
        set=visemes.name,
        shapes=visemes.shapes,
        rest=visemes.rest,
        cues=timed(stretches, visemes, duration=transcript.duration, lead=lead),
        duration=transcript.duration,
        lead=lead,
    )
