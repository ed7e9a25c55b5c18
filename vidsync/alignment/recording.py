"""Word and phone times for speech whose text is known, on the user's own machine.

`align` needs nothing but the audio and the exact text. What an engine of a service
says about times is read in the timings room; recognizing unknown speech is nobody's
work here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vidsync.alignment.report import Alignment
from vidsync.transcript import Transcript

if TYPE_CHECKING:
    from vidsync.audio import Samples


Engine = Literal["auto", "sphinx", "dtw", "ctc", "mms", "whisper"]


def align(
    audio: Path | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: Path | str | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Find when each word of a text is said.

    Args:
        audio: a file, a file in memory, or samples; any rate and channels.
        text: what is said. Every whitespace-separated word of it that is heard becomes
            one word; markup is not shown.
        language: BCP 47 tag.
        engine: how: ``sphinx`` by an acoustic model, ``dtw`` by espeak-ng's own speech,
            ``ctc``, ``mms`` and ``whisper`` by networks of yours; ``auto`` chooses between
            the first two by language and by how well they fit.
        model: for ``ctc``, the folder of a CTC model as transformers saves it; for ``mms``,
            the weights of torchaudio's MMS_FA (None: where torchaudio keeps them); for
            ``whisper``, the folder of a model converted for CTranslate2. A name in the
            place of a path (``"MMS_FA"``, ``"small"``) downloads that model.
        workers: processes for long audio; None is one for each core. The result does not
            depend on it.
        on_progress: called with the words that are done and their number.

    Returns:
        Words with phones (IPA) and a confidence each; source ``aligned``.

    Raises:
        AlignmentError: audio and text do not fit each other.
        DependencyError: the engine needs an extra that is not installed.
        InputError: the engine's model is not there, or is none.
        MediaError: the audio can't be read.
        VoiceError: the language is not known.
    """
    return align_with_report(
        audio,
        text,
        language=language,
        engine=engine,
        model=model,
        workers=workers,
        on_progress=on_progress,
    ).transcript


def align_with_report(
    audio: Path | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: Path | str | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Alignment:
    """As `align`, with a report: which engine, how sure, what did not fit."""
    # numpy and the acoustic models are loaded when something is aligned, not before.
    from vidsync.alignment.aligner import aligned

    return aligned(
        audio,
        text,
        language=language,
        engine=engine,
        model=model,
        workers=workers,
        on_progress=on_progress,
    )


def refine(
    transcript: Transcript,
    audio: Path | bytes | Samples,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Mend an engine's own times by what is heard.

    The words stay the engine's, one by one; a word moves, and gets phones, only where
    the audio is clear about it.

    Args:
        transcript: with times of any quality.
        audio: what it is the transcript of.
        on_progress: as for `align`.

    Returns:
        The same words; `source` stays as it was.

    Raises:
        AlignmentError: the audio does not say these words.
        MediaError: the audio can't be read.
    """
    # As above: numpy and the models are loaded when they are needed.
    from vidsync.alignment.refinement import refined

    return refined(transcript, audio, on_progress=on_progress)
