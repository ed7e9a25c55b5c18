"""Mouths: a transcript to timed shapes of a viseme set, and to curves of a rig.

Phones come from the transcript (or its visemes), or from espeak-ng. One way leads from
them to cues: a set's rules choose shapes, and timing rules make them readable (lips that
close in time, no flicker, rest in silence). The other leads to movement: articulators
that neighbouring sounds share, project_gestures on any set or rig, and keyed for the program
that shows it. The track holds both, and can be saved for the programs that `exporters`
knows. Drawing a mouth on a video is the render's work.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.transcript import Transcript
from vidsync.visemes.cues.timing import SHORTEST
from vidsync.visemes.mouth_style import MouthStyle, MouthStyleName
from vidsync.visemes.sets.set_files import viseme_set
from vidsync.visemes.speaker_choice import select_speaker
from vidsync.visemes.track import Track

if TYPE_CHECKING:
    from vidsync.audio import Samples


LEAD = 1 / 24
"""Seconds the mouth goes before the sound: a frame of film."""

_TIMED_AS = "oculus"
"""The set whose rules time the cues of a rig, which has no shapes of its own."""


def lipsync(
    transcript: Transcript,
    *,
    set: str | os.PathLike[str] = "oculus",  # noqa: A002 - the field's word for it
    language: str | None = None,
    lead: float = LEAD,
    style: MouthStyleName | MouthStyle = "natural",
    intensity: float = 1.0,
    shortest: float = SHORTEST,
    audio: Samples | None = None,
    lexicon: str | os.PathLike[str] | Mapping[str, str] | None = None,
    speaker: str | None = None,
) -> Track:
    """When the mouth takes which shape, and how it moves between.

    Args:
        transcript: words with times; their phones are used where they are known, else the
            sounds that the engine's visemes stand for, else espeak-ng's, scaled into the
            word.
        set: a viseme set's or rig's name (`viseme_sets` lists them) or a TOML file of
            one.
        language: BCP 47 tag, or an espeak-ng voice; None is the transcript's own, or
            English if it has none.
        lead: seconds by which shapes come before their sound, so that a picture shown
            at the frame rate is never late. At most 0.2.
        style: how far the jaw and the lips go: ``mumble``, ``relaxed``, ``natural``,
            ``enunciate``, ``exaggerate``, or a `MouthStyle`. Curves only.
        intensity: of the whole movement, 0 to 2. Curves only.
        shortest: seconds that a cue's shape lasts at least, unless it is a closure or
            rest; 0 to 0.5.
        audio: the speech itself; what is louder is then opened wider. Curves only.
        lexicon: words that are said otherwise, and their sounds in IPA or ARPABET with
            spaces between; or a file of them, one word a line.
        speaker: whose mouth it is, in a conversation (`speakers` lists them): it rests
            while others speak. None is one mouth for all.

    Returns:
        Cues without gaps from 0 to the transcript's duration, and the movement that
        `Track.animation` makes keys of. Bilabials close the lips for at least two
        frames at 24 fps, from the closure on or earlier; silences and words without
        letters rest.

    Raises:
        PresetError: there is no such set, or its file has a mistake.
        VoiceError: phones are needed, and espeak-ng doesn't know the language.
        EngineError: espeak-ng failed.
        InputError: an option is out of range, the lexicon has a mistake, or there is no
            such speaker.

    Source:
        Mouth leads of up to 45 ms go unnoticed, lags do not: ITU-R BT.1359.
    """
    if not 0 <= lead <= 0.2:
        raise InputError(f"a lead of {lead!r} s is not within 0 and 0.2")
    if not 0 <= shortest <= 0.5:
        raise InputError(f"a shortest shape of {shortest!r} s is not within 0 and 0.5")
    # numpy is loaded when a mouth moves, not when vidsync is imported.
    from vidsync.visemes.cues.targets import choose_targets
    from vidsync.visemes.cues.timing import time_cues
    from vidsync.visemes.motion.performance import perform
    from vidsync.visemes.mouth_style import resolve_style
    from vidsync.visemes.phones.lexicon import as_lexicon, read_lexicon
    from vidsync.visemes.phones.phones import find_phones

    visemes = viseme_set(set)
    chosen = resolve_style(style, intensity)
    if speaker is not None:
        transcript = select_speaker(transcript, speaker)
    if lexicon is None:
        own = None
    else:
        own = as_lexicon(lexicon) if isinstance(lexicon, Mapping) else read_lexicon(lexicon)
    phones = find_phones(transcript, language=language, lexicon=own)
    timing = viseme_set(_TIMED_AS) if visemes.is_rig else visemes
    stretches = choose_targets(phones, timing)
    duration = transcript.duration
    movement = perform(
        phones, stretches, visemes, duration=duration, lead=lead, style=chosen, audio=audio
    )
    cues = time_cues(stretches, timing, duration=duration, lead=lead, shortest=shortest)
    return Track(
        set=visemes.name,
        shapes=visemes.shapes,
        rest=visemes.rest,
        cues=movement.as_cues(cues) if visemes.is_rig else cues,
        duration=duration,
        lead=lead,
        motion=movement.motion,
        gestures=movement.gestures,
    )
