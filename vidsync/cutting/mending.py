"""Mends capitals and full stops where words are removed from a text."""

from __future__ import annotations

from vidsync.cutting.word_choice import WordChoice
from vidsync.transcript import Transcript
from vidsync.writing import CLOSERS, ends_sentence

_ENDS = ".?!…。？！"


def mend_texts(transcript: Transcript, choice: WordChoice) -> dict[int, str]:
    """Return new texts of words: corrected ones, and those next to a removed word.

    "Um, so we went, uh." becomes "So we went.": the first word that stays of a sentence gets the
    capital of the one that is removed, and the last one its full stop. The commas around a
    hesitation go with it: "the thing is, um, that" becomes "the thing is that".

    Args:
        transcript: the words before the cut.
        choice: the words that are removed.
    """
    texts = dict(choice.texts)
    words = transcript.words
    starts, kept_before, first_removed = True, -1, -1
    for index, word in enumerate(words):
        if index in choice.reasons:
            if starts and first_removed < 0:
                first_removed = index
            if ends_sentence(word.text) and not starts and kept_before >= 0:
                text = texts.get(kept_before, words[kept_before].text)
                texts[kept_before] = _end_sentence(text, word.text)
                starts, first_removed = True, -1
            elif choice.reasons[index] == "filler" and word.text.endswith(",") and not starts:
                text = texts.get(kept_before, words[kept_before].text)
                texts[kept_before] = text.removesuffix(",")
            continue
        text = texts.get(index, word.text)
        if starts and first_removed >= 0 and words[first_removed].text[:1].isupper():
            text = text[:1].upper() + text[1:]
        if text != word.text:
            texts[index] = text
        starts, kept_before, first_removed = ends_sentence(word.text), index, -1
    return texts


def _end_sentence(text: str, removed: str) -> str:
    """Return a word with the full stop of the removed one, in the place of its own comma."""
    mark = removed.rstrip(CLOSERS)[-1:]
    if mark not in _ENDS:
        return text
    return text.rstrip(",;:–— -") + mark
