"""Whisper, run by faster-whisper on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vidsync.errors import DependencyError, InputError
from vidsync.models.whisper import find_whisper
from vidsync.paths import PathLike
from vidsync.transcription.engines.other_readings import find_other_readings
from vidsync.transcription.engines.whisper_words import Piece, join_pieces
from vidsync.transcription.recognition import Recognition
from vidsync.transcription.recognizer import Recognizer

if TYPE_CHECKING:
    from vidsync.audio import Samples

# Text that is packed to less than this share of its size repeats itself; from Whisper's paper.
_REPETITIVE = 2.4
# Whisper's own limits for "nothing is spoken here": above the first and below the second.
_NO_SPEECH = 0.6
_LOW_SCORE = -1.0
# Words that are all less likely than this were not spoken.
_UNLIKELY = 0.05
# A mean score below this is not speech, whatever Whisper thinks of silence.
_HOPELESS_SCORE = -1.5
# Words of less confidence get alternatives; and how many texts are searched for them.
_UNSURE = 0.85
_HYPOTHESES = 10
# More threads than this wait for each other.
_MOST_THREADS = 8
# The length of what Whisper takes, in frames of 10 ms.
_FRAMES = 3000
# Where Whisper's name of a language is not that of BCP 47.
_WHISPER_NAMES = {"nb": "no", "jv": "jw", "iw": "he", "cmn": "zh", "fil": "tl"}
_STANDARD_NAMES = {"jw": "jv"}


class WhisperRecognizer(Recognizer):
    """Whisper, from tiny to large.

    Args:
        model: a size (``tiny``, ``base``, ``small``, ``medium``, ``large-v3``, ``turbo``, …; those
            that end in ``.en`` know only English), or the folder of a model converted for
            CTranslate2. Nothing is downloaded.
        beam_size: sentences that are followed at the same time; 1 is fastest.
        device: ``cpu``, ``cuda`` or ``auto``.
        compute_type: precision of the numbers: ``auto`` is the fastest on this machine (int8 on
            a CPU), ``default`` the model's own, or one that CTranslate2 names.

    Raises:
        DependencyError: faster-whisper is not installed.
        InputError: the model is not on this machine, or can't be loaded.
    """

    max_window = 29.0

    def __init__(
        self,
        *,
        model: PathLike = "base",
        beam_size: int = 5,
        device: str = "auto",
        compute_type: str = "auto",
    ) -> None:
        self._folder = find_whisper(model)
        self._beam_size = beam_size
        self._compute_type = compute_type
        self._whisper = _load(self._folder, device, compute_type)

    def __repr__(self) -> str:
        size = (self._folder / "model.bin").stat().st_size
        return (
            f"WhisperRecognizer(model={self._folder.name!r}, bytes={size}, "
            f"beam_size={self._beam_size}, compute_type={self._compute_type!r})"
        )

    def detect_language(self, sound: Samples) -> tuple[str, float] | None:
        """Return the likeliest language and its probability; None if the model knows but one."""
        if not self._whisper.model.is_multilingual:
            return None
        found, probability, _ = self._whisper.detect_language(sound.data[:, 0])
        return _STANDARD_NAMES.get(found, found), float(probability)

    def recognize(
        self, sound: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> Recognition:
        """Hear the words of a sound; see `Recognizer`."""
        name = self._name_of(language)
        segments, info = self._transcribe(sound, name, prompt)
        if any(_is_loop(segment) and not _may_be_silence(segment) for segment in segments):
            # It got caught in a loop: forbid that five tokens come twice. Where it takes the sound
            # for silence besides, it would only invent something else.
            segments, info = self._transcribe(sound, name, prompt, no_repeat_ngram_size=5)
        spoken = [segment for segment in segments if _is_spoken(segment)]
        multilingual = self._whisper.model.is_multilingual
        pieces = [
            Piece(piece.word, float(piece.start), float(piece.end), float(piece.probability))
            for segment in spoken
            for piece in segment.words or ()
        ]
        words = join_pieces(pieces, info.language)
        return Recognition(
            tuple(words),
            _STANDARD_NAMES.get(info.language, info.language),
            float(info.language_probability) if language is None and multilingual else None,
        )

    def find_alternatives(
        self,
        sound: Samples,
        heard: Recognition,
        *,
        language: str | None = None,
        prompt: str | None = None,
    ) -> tuple[tuple[str, ...], ...]:
        """Return what else the words could be: the other results of the search."""
        texts = self._other_texts(sound, self._name_of(language or heard.language), prompt)
        unsure = [(word.confidence or 0.0) < _UNSURE for word in heard.words]
        return find_other_readings([word.text for word in heard.words], texts, unsure)

    def _other_texts(self, sound: Samples, language: str | None, prompt: str | None) -> list[str]:
        from faster_whisper.tokenizer import Tokenizer

        whisper = self._whisper
        multilingual = whisper.model.is_multilingual
        tokenizer = Tokenizer(
            whisper.hf_tokenizer, multilingual, task="transcribe", language=language or "en"
        )
        features = whisper.feature_extractor(sound.data[:, 0])[..., :_FRAMES]
        missing = _FRAMES - features.shape[-1]
        encoded = whisper.encode(np.pad(features, ((0, 0), (0, missing))))
        before = tokenizer.encode(" " + prompt.strip()) if prompt else []
        tokens = whisper.get_prompt(tokenizer, before, without_timestamps=True)
        # Only the beam search gives the same answer every time; samples do not.
        (found,) = whisper.model.generate(
            encoded, [tokens], beam_size=_HYPOTHESES, num_hypotheses=_HYPOTHESES, max_length=448
        )
        return [tokenizer.decode(ids).strip() for ids in found.sequences_ids]

    def _name_of(self, language: str | None) -> str | None:
        """Return Whisper's name of a language.

        Raises:
            InputError: the model does not know it.
        """
        if not language:
            return None
        base = language.partition("-")[0].lower()
        name = _WHISPER_NAMES.get(base, base)
        if name not in self._whisper.supported_languages:
            known = self._whisper.supported_languages
            raise InputError(
                f"the Whisper model {self._folder.name} does not know the language {language!r}",
                hint="use a multilingual model: its name does not end in .en"
                if known == ["en"]
                else "leave the language out, and it is detected",
            )
        return name

    def _transcribe(
        self, sound: Samples, language: str | None, prompt: str | None, **options: Any
    ) -> tuple[list[Any], Any]:
        segments, info = self._whisper.transcribe(
            sound.data[:, 0],
            language=language,
            initial_prompt=prompt,
            beam_size=self._beam_size,
            word_timestamps=True,
            # One temperature: sampling would give another answer every time.
            temperature=0.0,
            condition_on_previous_text=False,
            **options,
        )
        return list(segments), info


def _load(folder: Path, device: str, compute_type: str) -> Any:
    try:
        import faster_whisper
    except ImportError as error:
        raise DependencyError(
            "Whisper needs the package faster-whisper", hint="pip install 'vidsync[transcribe]'"
        ) from error
    try:
        return faster_whisper.WhisperModel(
            str(folder),
            device=device,
            compute_type=compute_type,
            cpu_threads=min(_MOST_THREADS, os.cpu_count() or 1),
            local_files_only=True,
        )
    # CTranslate2's errors.
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"the Whisper model {folder} can't be loaded: {str(error)[:200]}"
        ) from error


def _is_spoken(segment: Any) -> bool:
    """Return whether Whisper's own numbers allow that a segment was spoken, and only once."""
    unlikely = all(piece.probability < _UNLIKELY for piece in segment.words or ())
    return not (
        _is_loop(segment)
        or unlikely
        or segment.avg_logprob < _HOPELESS_SCORE
        or (_may_be_silence(segment) and segment.avg_logprob < _LOW_SCORE)
    )


def _is_loop(segment: Any) -> bool:
    return bool(segment.compression_ratio > _REPETITIVE)


def _may_be_silence(segment: Any) -> bool:
    return bool(segment.no_speech_prob > _NO_SPEECH)
