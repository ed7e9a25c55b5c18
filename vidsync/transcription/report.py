"""What was heard in a recording, and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass

from vidsync.transcript import Transcript, Word

# A recognizer doubts a word of less confidence.
_DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may have been heard wrong.

    Attributes:
        index: of the word in the transcript.
        word: the word.
        alternatives: what else it could be, the likeliest first.
    """

    index: int
    word: Word
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transcription:
    """What was heard in a recording.

    Attributes:
        transcript: the words with their times. `Word.confidence` is the recognizer's, less
            where the aligner did not find the word.
        language_confidence: 0 to 1, if the language was detected; None if it was given, or
            the recognizer does not tell.
        alternatives: for each word, what else it could be. Only doubtful words have any.
        speech: seconds in which somebody speaks.
    """

    transcript: Transcript
    language_confidence: float | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()
    speech: float = 0.0

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The words that may have been heard wrong, in order."""
        pairs = zip(self.transcript.words, self.alternatives, strict=True)
        return tuple(
            Doubt(index, word, others)
            for index, (word, others) in enumerate(pairs)
            if is_doubtful(word)
        )


def is_doubtful(word: Word) -> bool:
    """Whether a word may have been heard wrong, as far as its confidence tells."""
    return word.confidence is not None and word.confidence < _DOUBTFUL
