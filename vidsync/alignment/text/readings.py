"""The ways in which a word of a text may be spoken: "1905" is "nineteen oh five" and more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

from vidsync.alignment.text import numbers
from vidsync.alignment.text.abbreviations import ABBREVIATIONS, SYMBOLS, UNITS
from vidsync.alignment.text.numbers import Spoken
from vidsync.writing import has_letters

MAX_READINGS = 24
"""How many readings of a word are kept."""

_MAX_SPELT = 6
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|edu|gov|de|fr|es|it|uk|co)(?:/\S*)?"
)
_LETTERS = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")
_PART = re.compile(
    r"(?P<money>[$€£¥₹]\d(?:[\d,]*\d)?(?:\.\d+)?(?:[kKmMbBtT]|bn)?(?![^\W_]))"
    r"|(?P<clock>(?<!\d)\d{1,2}:[0-5]\d(?!\d))"
    r"|(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d))"
    r"|(?P<telephone>(?<!\d)(?:\d{3}[-.])?\d{3}[-.]\d{4}(?!\d))"
    r"|(?P<ordinal>\d[\d,]*(?:st|nd|rd|th)(?![^\W_]))"
    r"|(?P<decade>\d+0['’]?s(?![^\W_]))"
    r"|(?P<fraction>(?<!\d)\d/\d(?!\d))"
    r"|(?P<number>\d+(?:[.,'’\u202f\u00a0]\d+)*)"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’‘ʼ][^\W\d_]+)*['’]?)"
    r"|(?P<symbol>[^\w\s]|_)"
)
# Symbols that may stay silent inside or beside a word.
_SILENT_SYMBOLS = set("/*#~_<>&+=°")


def readings_of(shown: str, language: str) -> tuple[Spoken, ...]:
    """Return the spoken forms of one whitespace-separated token; none if it cannot be spoken."""
    core = unicodedata.normalize("NFC", _LINK.sub(r"\1", shown))
    if re.fullmatch(r"[\[(*<{]\w[^\[\]()]*[\])*>}]", core) and core[0] == "[":
        # A stage direction: "[laughs]".
        return (*readings_of(core[1:-1], language), ())
    if not has_letters(core):
        return _symbol_readings(core, language)
    if language.partition("-")[0] != "en":
        return _foreign_readings(core, language)
    if _ADDRESS.fullmatch(core.strip("<>()[]{}\"'“”‘’.,;:!?")):
        return _address_readings(core.strip("<>()[]{}\"'“”‘’.,;:!?"))
    stem = core.strip("\"'“”‘’()[]{},;:!?…*_«»").rstrip(".").casefold()
    forms: list[Spoken] = []
    if stem in ABBREVIATIONS and (
        core.rstrip("\"'”’)],;:!?").endswith(".") or stem in ("mr", "mrs", "ms", "dr", "vs")
    ):
        forms += [tuple(form.split()) for form in ABBREVIATIONS[stem]]
    if _LETTERS.fullmatch(core.strip("\"'“”‘’()[],;:!?")):
        return (*forms, spell(core), ("".join(spell(core)),))
    forms += _combine_parts(core.strip("*_~") or core)
    return tuple(dict.fromkeys(forms))[:MAX_READINGS]


def spell(word: str) -> Spoken:
    """Return a word as its letters, read out one by one."""
    return tuple(character for character in word.casefold() if character.isalpha())


def _combine_parts(core: str) -> list[Spoken]:
    """Return the readings of a token by combining the readings of its parts."""
    choices: list[list[Spoken]] = []
    parts = list(_PART.finditer(core))
    for index, part in enumerate(parts):
        after_number = index > 0 and parts[index - 1].lastgroup in ("number", "clock", "money")
        touching = (
            0 < index < len(parts) - 1
            and parts[index - 1].end() == part.start()
            and parts[index + 1].start() == part.end()
        )
        forms = _part_forms(part, after_number=after_number, touching=touching)
        if forms:
            choices.append(forms)
    return list(dict.fromkeys(_combine(choices)))


def _combine(choices: list[list[Spoken]]) -> Iterable[Spoken]:
    """Return all combinations, limited so that a long token keeps its likeliest readings."""
    while len(choices) > 1 and _count(choices) > 4 * MAX_READINGS:
        widest = max(range(len(choices)), key=lambda index: len(choices[index]))
        choices[widest] = choices[widest][: max(1, len(choices[widest]) // 2)]
    for choice in product(*choices):
        form = sum(choice, ())
        if form:
            yield form


def _count(choices: list[list[Spoken]]) -> int:
    total = 1
    for forms in choices:
        total *= len(forms)
    return total


def _part_forms(part: re.Match[str], *, after_number: bool, touching: bool) -> list[Spoken]:
    kind, text = part.lastgroup, part.group()
    match kind:
        case "money":
            scale = re.search(r"[A-Za-z]+$", text)
            figures = text[1:].rstrip("kKmMbBtTn")
            return numbers.money_forms(text[0], figures, scale.group() if scale else "")
        case "clock":
            hours, minutes = text.split(":")
            return numbers.time_forms(int(hours), int(minutes))
        case "date":
            year, month, day = re.split(r"[-/.]", text)
            return numbers.date_forms((year, month, day))
        case "telephone":
            return numbers.telephone_forms(text)
        case "ordinal":
            return numbers.ordinal_forms(int(text[:-2].replace(",", "")), "en")
        case "decade":
            return [_plural(form) for form in numbers.number_forms(re.sub(r"\D", "", text), "en")]
        case "fraction":
            return _fraction_forms(int(text[0]), int(text[2]))
        case "number":
            forms = numbers.number_forms(text, "en")
            if not forms:
                parts = [numbers.number_forms(part, "en")[:4] for part in re.split(r"\D", text)]
                joint = ("point",) if "." in text else ()
                forms = [
                    sum((*((form + joint) for form in choice[:-1]), choice[-1]), ())
                    for choice in product(*parts)
                ]
            value = text.replace(",", "")
            return forms + (
                numbers.ordinal_forms(int(value), "en")[:1]
                if value.isdecimal() and int(value) <= 31
                else []
            )
        case "word":
            return _word_forms(text, after_number=after_number)
        case _:
            return _joint_forms(text, touching=touching, after_number=after_number)


def _word_forms(text: str, *, after_number: bool) -> list[Spoken]:
    word = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")
    plain = word.rstrip("'").casefold()
    forms: list[Spoken] = []
    if after_number and plain in UNITS:
        forms += [tuple(unit.split()) for unit in UNITS[plain]]
    value = numbers.roman_value(word) if len(word) > 1 or word == "V" else 0
    forms.append((plain,))
    if value:
        forms += numbers.number_forms(str(value), "en")[:1]
        forms += [("the", *form) for form in numbers.ordinal_forms(value, "en")[:1]]
        forms += numbers.ordinal_forms(value, "en")[:1]
    if text.isupper() and 1 < len(text) <= _MAX_SPELT:
        forms.append(spell(text))
    elif text[:-1].isupper() and text[-1] == "s" and 2 < len(text) <= _MAX_SPELT:
        forms.append((*spell(text[:-2]), _letter_plural(text[-2])))
    elif text.isalpha() and not (text.islower() or text.istitle() or text.isupper()):
        # A camel-case name: the dictionary may know only the parts of "YouTube".
        parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)
        if len(parts) > 1:
            forms.append(tuple(part.casefold() for part in parts))
    return forms


def _letter_plural(letter: str) -> str:
    return f"{letter.casefold()}'s"


def _joint_forms(text: str, *, touching: bool, after_number: bool) -> list[Spoken]:
    """Return the forms of a symbol within a token: spoken, silent, or both."""
    if text in ".-–—" and touching:
        # Between digits or words: a point, a dash that may be read, or nothing.
        spoken = {".": ("point",), "-": ("to",), "–": ("to",), "—": ()}[text]
        if text == "." and not after_number:
            spoken = ("dot",)
        return [(), spoken] if spoken and (after_number or text == ".") else [()]
    names = SYMBOLS.get(text)
    if not names:
        return []
    forms = [tuple(name.split()) for name in names]
    return (
        [*([()] if text in _SILENT_SYMBOLS else []), *forms]
        if touching or text in "%°&@$€£" or after_number
        else [(), *forms]
    )


def _fraction_forms(upper: int, lower: int) -> list[Spoken]:
    top = numbers.number_forms(str(upper), "en")[0]
    below = numbers.number_forms(str(lower), "en")[0]
    forms: list[Spoken] = [(*top, "over", *below), (*top, "slash", *below), (*top, *below)]
    names = {2: ("half", "halves"), 4: ("quarter", "quarters")}
    if lower in names:
        forms.insert(0, (*top, names[lower][0 if upper == 1 else 1]))
        if upper == 1:
            forms.insert(1, ("a", names[lower][0]))
    elif lower > 2:
        place = numbers.ordinal_forms(lower, "en")[0]
        forms.insert(0, (*top, *(place if upper == 1 else _plural(place))))
    return forms


def _plural(form: Spoken) -> Spoken:
    last = form[-1]
    if last.endswith("y"):
        return (*form[:-1], last[:-1] + "ies")
    return (*form[:-1], last + ("es" if last.endswith(("x", "s")) else "s"))


def _address_readings(address: str) -> tuple[Spoken, ...]:
    """Return the words of an e-mail or web address, with the names of its marks."""
    bare = re.sub(r"^https?://", "", address)
    names = {
        "@": ("at",),
        ".": ("dot",),
        "/": ("slash",),
        "-": ("dash",),
        "_": ("underscore",),
        ":": ("colon",),
        "+": ("plus",),
    }
    choices: list[list[Spoken]] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", bare.rstrip("/")):
        if part.isalpha():
            word = part.casefold()
            choices.append([(word,), spell(word)] if len(word) <= 3 else [(word,)])
        elif part.isdecimal():
            choices.append(numbers.number_forms(part, "en"))
        elif part in names:
            choices.append([names[part], ()] if part in "-_" else [names[part]])
    return tuple(dict.fromkeys(_combine(choices)))[:MAX_READINGS]


def _symbol_readings(core: str, language: str) -> tuple[Spoken, ...]:
    """Return the readings of a token without letters or digits: a sign, an emoji, or nothing."""
    english = language.partition("-")[0] == "en"
    forms: list[Spoken] = []
    if english and len(core) == 1 and core in SYMBOLS:
        forms = [tuple(name.split()) for name in SYMBOLS[core]]
        return (*forms, ())
    if english and len(core) <= 8:
        emoji = [character for character in core if unicodedata.category(character) == "So"]
        name = tuple(
            word
            for character in emoji
            for word in re.findall(r"[a-z]+", unicodedata.name(character, "").casefold())
        )
        if name:
            return (name, ())
    return ()


def _foreign_readings(core: str, language: str) -> tuple[Spoken, ...]:
    """Read other languages: numbers by num2words, the rest by espeak-ng."""
    bare = core.strip("\"'“”‘’„«»()[]{}.,;:!?¡¿…*_")
    choices: list[list[Spoken]] = []
    for part in re.findall(r"\d+(?:[.,'’\u202f\u00a0]\d+)*|[^\s\d]+", bare):
        if part[0].isdecimal():
            forms = numbers.number_forms(part, language)
            choices.append(forms or [(part,)])
        else:
            spoken = re.sub(r"[-‐‑–—/_*\"“”„«»()\[\]{}.,;:!?¡¿…]+", " ", part).split()
            if spoken:
                choices.append([tuple(spoken)])
    forms = list(_combine(choices)) if choices else []
    if any(character.isdecimal() for character in bare):
        forms.append((bare,))
    return tuple(dict.fromkeys(forms))[:MAX_READINGS]
