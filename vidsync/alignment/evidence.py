"""Tells whether a few words are heard in a sound, or would be found in any sound.

Music fits words that are few, so a good fit alone proves nothing. The fit is compared with that of
decoys: the same words with another vowel for each vowel, and another consonant for each consonant.
What is really spoken fits far better than its decoys; in music one fits like the other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from vidsync.alignment.engines.registry import acoustic_solver
from vidsync.alignment.sound.features import SAMPLE_RATE, Floats
from vidsync.alignment.text.lexicon import ARPABET_IPA, FRENCH_IPA, nearest_phones
from vidsync.transcript import Word

_VOWELS = frozenset("aɑæʌɔəɛɜɝeiɪoøœuʊy")
_DECOYS = 39
# Words that are enough for a judgement.
_ENOUGH = 12
# Decoys that may fit better by chance, and the least advantage of the words over the mean decoy
# then, and if none does: log likelihood per frame. Words found in music gain 4 on the average;
# one in ten of them passes. Spoken words gain 14 or more, and 8 or more in noise 20 dB below them.
_MAX_BETTER = 2
_SURE_GAIN = 8.5
_LEAST_GAIN = 6.0
# Seconds around the words in which decoys are searched.
_AROUND = 1.5


def is_distinct(sound: Floats, words: Sequence[Word], language: str) -> bool:
    """Tell whether words fit their place in a sound better than other words would.

    Args:
        sound: normalized, at 16 kHz.
        words: with the phones that were found.
        language: BCP 47 tag.
    """
    is_french = language.partition("-")[0] == "fr"
    labels = FRENCH_IPA if is_french else ARPABET_IPA
    words = words[:_ENOUGH]
    own = [
        [label for phone in word.phones for label in nearest_phones(phone.ipa, french=is_french)]
        for word in words
    ]
    own = [sounds for sounds in own if sounds]
    if not own:
        return True
    begin, end = words[0].start - _AROUND, words[-1].end + _AROUND
    near = sound[max(0, round(begin * SAMPLE_RATE)) : round(end * SAMPLE_RATE)]
    score_sounds = acoustic_solver(language).sound_scorer(near)
    score = score_sounds(own)
    chosen = random.Random(7)  # the same decoys for the same words
    others: list[float] = []
    better = 0
    for _ in range(_DECOYS if score is not None else 0):
        other = score_sounds(_disguise(own, labels, chosen))
        if other is not None:
            others.append(other)
            better += other >= (score or 0.0)
        if better > _MAX_BETTER:
            return False
    if score is None or not others:
        return score is not None
    gain = score - sum(others) / len(others)
    return gain >= (_SURE_GAIN if better else _LEAST_GAIN)


def _disguise(
    words: Sequence[Sequence[str]], labels: Mapping[str, str], chosen: random.Random
) -> list[list[str]]:
    """Return words of other sounds, with the same pattern of vowels and consonants."""

    def replace(label: str) -> str:
        is_vowel = labels[label][0] in _VOWELS
        return chosen.choice(
            [
                other
                for other, ipa in labels.items()
                if other != label and (ipa[0] in _VOWELS) == is_vowel
            ]
        )

    return [[replace(label) for label in word] for word in words]
