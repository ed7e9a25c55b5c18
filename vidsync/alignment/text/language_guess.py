"""Guesses the language of a text by its script and its most frequent words."""

from __future__ import annotations

import re

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
# The most frequent words of these languages that are short and in every kind of text.
_WORDS = {
    "en": "the and of is that you it was this with have are they what there to a in for on be not "
    "at but his her from or had by she we an your my their can will if do how who would about "
    "which when i he as so no don't it's i'm like just know get out up me has been were then",
    "de": "der die das und ist nicht ich sie ein mit auch auf dem den wir es in zu von für im an "
    "eine einen einer aus er hat dass wie bei oder nach noch nur über wenn aber kann sich so war "
    "wird sind hier du mir mich ihr ihnen sehr heute schon dann was geht haben guten bitte danke",
    "fr": "le les et est pas vous une dans des je qui sur nous c'est cette la de un à il elle que "
    "en pour au ce se ne plus par avec tout son sa ses mais ou on sont être fait comme ai était "
    "j'ai d'un qu'il très bien ça mon ma mes aux du tu bonjour merci leur",
    "es": "el los las y es una por con pero está muy como lo más yo la de que en un se no al su "
    "para mi me sus le ya cuando si sin sobre también hasta hay donde quien desde todo nos fue "
    "este esta qué del son tiene eso hola gracias tú aquí porque",
    "it": "il che di è non gli sono della questo per una perché ho anche ma la un in le si con da "
    "lo mi del nel dei ci al come più io ti cosa se alla ha delle sei era mio molto questa tutto "
    "bene quando fare grazie ciao nella",
    "pt": "o os não uma você isso com em mas muito são mais ele é do a de que e um para da no na "
    "se por as dos como foi ao ela eu seu sua ou ser quando há nos já está também só pelo pela até "
    "isto obrigado tem meu",
    "nl": "het een van niet dat ik zijn je wij maar ook deze wordt naar hebben de en in is op te "
    "met voor er aan om dan was ze bij uit nog hij wat door als heb zo over kan geen meer goed "
    "mijn hier jij we dit",
    "pl": "się nie jest że na to jak co ale czy tego dla już ja i w z do o za po tak od jego jej "
    "ty my być był była są może przez tylko bardzo mnie dziś dziękuję tu",
    "sv": "och att det är inte jag på som för med han vi ett har av en i till den du om så men var "
    "kan man från hon när nu ska de sig min här mycket eller också bara vad",
    "da": "og at det er ikke jeg på som for med han vi et har af en i til den du om så men var kan "
    "man fra hun når nu skal de sig min her meget eller også hvad blev",
    "tr": "ve bir bu için de da çok ne ben sen o gibi daha ama var yok değil mi olarak kadar sonra "
    "her şey ile olan biz siz en nasıl evet",
    "cs": "se je že na to jak co ale jsem by pro už jako tak v s z do o si za po být byl která "
    "není jsou když také jen protože",
    "fi": "ja on ei se että hän oli mutta kun minä niin ovat mitä tämä olen kuin voi sen myös ole "
    "joka jos nyt vain siitä",
    "hu": "a az és hogy nem egy is van ez de meg mint csak volt én te már még ha el ki azt nagyon "
    "itt mi fel vagy lesz",
    "ro": "și nu este că la un o cu de în pe ce mai din pentru se am sunt ca a fi dar le sau cum "
    "foarte aici fost",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
# Letters that these languages have, and few of the others.
_LETTERS = {
    "de": "ßäöü", "fr": "êèœëùû", "es": "ñ¿¡", "pt": "ãõ", "pl": "łąęśżźćń", "sv": "åäö",
    "da": "æøå", "tr": "ğşıç", "cs": "řěůžšč", "hu": "őűé", "ro": "șțăâ", "fi": "äö",
}  # fmt: skip
# Weight of a word with such a letter, against a word of one language's list.
_LETTER = 0.4
# Another language than English is told if it has so much more weight.
_MARGIN = 0.75
# Characters that are looked at.
_SAMPLE = 20_000
_FEW_WORDS = 8
_WORD = re.compile(r"[¿¡]?[^\W\d_]+(?:['’][^\W\d_]+)?")


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
    hits: dict[str, float] = dict.fromkeys(_WORDS, 0.0)
    for word in _WORD.findall(sample.casefold()):
        languages = _LANGUAGES_OF.get(word.replace("’", "'"), ())
        for language in languages:
            hits[language] += 1 / len(languages)
        for language, special in _LETTERS.items():
            if not word.isascii() and any(letter in word for letter in special):
                hits[language] += _LETTER
    (language, most), (_, second) = sorted(hits.items(), key=lambda item: -item[1])[:2]
    if most == second or most < hits["en"] + _MARGIN:
        return "en"
    return language


def guess_voice_language(text: str) -> str:
    """Return the language in which to speak a text: English unless the signs are many.

    Names are often of another language: "Die Hard", "Las Vegas". So at least eight words are
    needed, or letters that English does not have.
    """
    if text.isascii() and len(text.split()) < _FEW_WORDS:
        return "en"
    return guess_language(text)
