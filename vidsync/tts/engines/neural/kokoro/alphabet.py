"""Kokoro's alphabet: from the phones of espeak-ng, and to IPA.

Source: https://github.com/hexgrad/misaki: one letter for each diphthong and affricate, and
arrows for the tones of Chinese.
"""

from __future__ import annotations

import re

from vidsync.tts.engines.neural.misaki import to_ipa

_FROM_ESPEAK = {
    "aɪ": "I",
    "aʊ": "W",
    "dz": "ʣ",
    "dʒ": "ʤ",
    "eɪ": "A",
    "g": "ɡ",
    "oʊ": "O",
    "ts": "ʦ",
    "tɕ": "ʨ",
    "tʃ": "ʧ",
    "ɔɪ": "Y",
    "əʊ": "Q",
    "ɚ": "əɹ",
    "ɝ": "ɜɹ",
}
_ESPEAK = re.compile("|".join(_FROM_ESPEAK))
_TONES = "→↗↓↘"


def from_espeak(ipa: str) -> str:
    """Return a phone of espeak-ng in Kokoro's alphabet."""
    return _ESPEAK.sub(lambda found: _FROM_ESPEAK[found[0]], ipa)


def label(letters: str) -> str:
    """Return the IPA of a sound in Kokoro's alphabet, without its tone."""
    plain = letters.rstrip(_TONES).replace("ꭧ", "ʈʂ")
    return "".join(map(to_ipa, plain))
