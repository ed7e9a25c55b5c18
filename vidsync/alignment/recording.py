"""Aligns a recording with its text, or corrects the times of a transcript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from vidsync.alignment.report import Alignment
from vidsync.paths import PathLike
from vidsync.transcript import Transcript

if TYPE_CHECKING:
    from vidsync.audio import Samples


Engine = Literal["auto", "sphinx", "dtw", "ctc", "mms", "whisper"]


def align(
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: PathLike | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Find when each word of a text is spoken.

    Args:
        audio: a file's path, a file in memory, or samples; any rate and channels.
        text: what is spoken. Every whitespace-separated word of it that is heard becomes one
            word; markup is not shown.
        language: BCP 47 tag.
        engine: ``sphinx`` uses an acoustic model, ``dtw`` espeak-ng's own speech, and ``ctc``,
            ``mms`` and ``whisper`` use neural networks of yours; ``auto`` chooses between the
            first two by language and by how well they match.
        model: for ``ctc``, the folder of a CTC model as transformers saves it; for ``mms``,
            the weights of torchaudio's MMS_FA (None: where torchaudio keeps them); for
            ``whisper``, the folder of a model converted for CTranslate2. A name instead of a
            path (``"MMS_FA"``, ``"small"``) downloads that model.
        workers: processes for long audio; None is one for each core. The result does not
            depend on it.
        on_progress: called with the number of words done, and of all words.

    Returns:
        Words with phones (IPA) and a confidence each; source ``align_audio``.

    Raises:
        AlignmentError: audio and text do not match.
        DependencyError: the engine needs an extra that is not installed.
        InputError: the engine's model is missing or not a model.
        MediaError: the audio cannot be read.
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
    audio: PathLike | bytes | Samples,
    text: str,
    *,
    language: str = "en",
    engine: Engine = "auto",
    model: PathLike | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Alignment:
    """Align like `align`, and report the engine, the confidence and what did not match."""
    # numpy and the acoustic models are imported only when something is aligned.
    from vidsync.alignment.aligner import align_audio

    return align_audio(
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
    audio: PathLike | bytes | Samples,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Transcript:
    """Correct the times of a transcript by listening to its audio.

    The words stay the same. A word moves, and gets phones, only where the audio is clear.

    Args:
        transcript: with times of any quality.
        audio: the audio of the transcript.
        on_progress: as for `align`.

    Returns:
        The same words; `source` does not change.

    Raises:
        AlignmentError: the audio does not contain these words.
        MediaError: the audio cannot be read.
    """
    # Imported late, as above.
    from vidsync.alignment.refinement import refine_times

    return refine_times(transcript, audio, on_progress=on_progress)
