"""Guesses the language of a text by its script and its most frequent words."""

from __future__ import annotations

import re
from collections import Counter

# Languages that are the most widely spoken ones of their script.
_SCRIPTS = {
    "ru": "[\u0400-\u04ff]",
    "el": "[\u0370-\u03ff]",
    "ar": "[\u0600-\u06ff]",
    "he": "[\u0590-\u05ff]",
    "hi": "[\u0900-\u097f]",
    "ko": "[\uac00-\ud7af]",
    "ja": "[\u3040-\u30ff]",
    "cmn": "[\u4e00-\u9fff]",
}
# Words that are frequent in one of these languages, and rare or unknown in the others.
_WORDS = {
    "en": "the and of is that you it was this with have are they what there",
    "de": "der die das und ist nicht ich sie ein mit auch auf dem den wir",
    "fr": "le les et est pas vous une dans des je qui sur nous c'est cette",
    "es": "el los las y es una por con pero está muy como lo más yo",
    "it": "il che di è non gli sono della questo per una perché ho anche ma",
    "pt": "o os não uma você isso com em mas muito são mais ele é do",
    "nl": "het een van niet dat ik zijn je wij maar ook deze wordt naar hebben",
    "pl": "się nie jest że na to jak co ale czy tego dla już ja",
    "sv": "och att det är inte jag på som för med han vi ett har av",
}
_FREQUENT: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _FREQUENT.setdefault(_word, []).append(_language)
# Characters that are looked at.
_SAMPLE = 20_000


def guess_language(text: str) -> str:
    """Return the BCP 47 tag of the likeliest language of a text; ``en`` if there is no sign."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    scripts = {tag: len(re.findall(found, sample)) for tag, found in _SCRIPTS.items()}
    # Chinese characters are written between kana too.
    if scripts["ja"]:
        scripts["ja"] += scripts.pop("cmn")
    tag, count = max(scripts.items(), key=lambda item: item[1])
    if 2 * count > letters:
        return tag
    hits: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", sample.casefold()):
        hits.update(_FREQUENT.get(word.replace("’", "'"), ()))
    best = hits.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return "en"
    return best[0][0]
