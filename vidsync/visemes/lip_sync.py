"""The function `lipsync`: from a transcript to a track of mouth shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vidsync.errors import InputError
from vidsync.paths import PathLike
from vidsync.transcript import Speech, Transcript
from vidsync.transcript.speech import require_transcript
from vidsync.visemes.cues.timing import SHORTEST
from vidsync.visemes.mouth_style import MouthStyle, MouthStyleName
from vidsync.visemes.sets.set_files import viseme_set
from vidsync.visemes.speaker_choice import select_speaker
from vidsync.visemes.track import Track

if TYPE_CHECKING:
    from vidsync.audio import AudioSource


LEAD = 1 / 24
"""Seconds by which the mouth comes before the sound: one frame of film."""

_TIMED_AS = "oculus"
"""The set with the rules for the cues of a rig, which has no shapes of its own."""


def lipsync(
    transcript: Transcript | Speech,
    *,
    set: PathLike = "oculus",  # noqa: A002 - the field's word for it
    language: str | None = None,
    lead: float = LEAD,
    style: MouthStyleName | MouthStyle = "natural",
    intensity: float = 1.0,
    shortest: float = SHORTEST,
    audio: AudioSource | None = None,
    lexicon: PathLike | Mapping[str, str] | None = None,
    speaker: str | None = None,
) -> Track:
    """Make a track of mouth shapes for speech.

    Args:
        transcript: words with times, or a speech with them. The phones of a word are used
            where it has any, or else the sounds of the engine's visemes, or else espeak-ng's
            phones, scaled to the word.
        set: the name of a viseme set or rig (`viseme_sets` lists them), or a TOML file.
        language: BCP 47 tag, or an espeak-ng voice; None uses the transcript's own, or
            English if it has none.
        lead: seconds by which shapes come before their sound, so that a frame never shows
            a shape late. At most 0.2.
        style: how far the jaw and the lips go: ``mumble``, ``relaxed``, ``natural``,
            ``enunciate``, ``exaggerate``, or a `MouthStyle`. It changes only curves.
        intensity: of the whole movement, 0 to 2. It changes only curves.
        shortest: the least seconds that a cue lasts, closures and rest aside; 0 to 0.5.
        audio: the speech, as samples or as a file. Curves then open the mouth wider where it
            is louder, and the mouth rests where a word reaches into a long silence.
        lexicon: words with another pronunciation, and their sounds in IPA or ARPABET with
            spaces between them; or a file with one word on each line.
        speaker: of a conversation (`list_speakers` lists them); the mouth rests while
            others speak. None is one mouth for all speakers.

    Returns:
        Cues without gaps from 0 to the transcript's duration, and the movement that
        `Track.animation` makes keys from. Bilabials close the lips for at least two frames
        at 24 fps, never later than their sound. The mouth rests in silences and in words
        without letters.

    Raises:
        PresetError: there is no such set, or its file has a mistake.
        VoiceError: espeak-ng is needed and does not know the language.
        EngineError: espeak-ng failed.
        InputError: an option is out of range, the lexicon has a mistake, or there is no
            such speaker.

    Source:
        ITU-R BT.1359: a mouth up to 45 ms early is not noticed, but a late one is
        noticed.
    """
    if not 0 <= lead <= 0.2:
        raise InputError(f"the lead is {lead!r} s, not 0 to 0.2")
    if not 0 <= shortest <= 0.5:
        raise InputError(f"the shortest cue is {shortest!r} s, not 0 to 0.5")
    transcript = require_transcript(transcript)
    # Imported here: these load numpy, which `import vidsync` must not.
    from vidsync.audio import decode
    from vidsync.visemes.cues.targets import choose_targets
    from vidsync.visemes.cues.timing import time_cues
    from vidsync.visemes.motion.performance import perform
    from vidsync.visemes.mouth_style import resolve_style
    from vidsync.visemes.phones.lexicon import as_lexicon, read_lexicon
    from vidsync.visemes.phones.phones import find_phones
    from vidsync.visemes.phones.silences import rest_in_silence

    visemes = viseme_set(set)
    chosen = resolve_style(style, intensity)
    if speaker is not None:
        transcript = select_speaker(transcript, speaker)
    if audio is not None:
        audio = decode(audio)
        transcript = rest_in_silence(transcript, audio)
    if lexicon is None:
        pronunciations = None
    elif isinstance(lexicon, Mapping):
        pronunciations = as_lexicon(lexicon)
    else:
        pronunciations = read_lexicon(lexicon)
    phones = find_phones(transcript, language=language, lexicon=pronunciations)
    timing = viseme_set(_TIMED_AS) if visemes.is_rig else visemes
    targets = choose_targets(phones, timing)
    duration = transcript.duration
    performance = perform(
        phones, targets, visemes, duration=duration, lead=lead, style=chosen, audio=audio
    )
    cues = time_cues(targets, timing, duration=duration, lead=lead, shortest=shortest)
    return Track(
        set=visemes.name,
        shapes=visemes.shapes,
        rest=visemes.rest,
        cues=performance.as_cues(cues) if visemes.is_rig else cues,
        duration=duration,
        lead=lead,
        motion=performance.motion,
        gestures=performance.gestures,
    )
