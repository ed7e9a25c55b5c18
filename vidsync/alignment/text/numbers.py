"""The ways in which a number, a date or an amount of money may be read out.

num2words supplies the words. The functions here decide what digits can mean, and return every
form. A form is a tuple of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from typing import Any

Spoken = tuple[str, ...]

# People and engines read a number of more digits one by one.
_MAX_DIGITS = 15
_MAX_FORMS = 24

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
_SCALES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion", "t": "trillion"}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def amount_words() -> frozenset[str]:
    """Return the words that may stand between an amount and the name of its currency."""
    return frozenset({*_SCALES.values(), "hundred"})


def currency_words(symbol: str) -> tuple[Spoken, ...]:
    """Return the names of a currency, singular and plural; none for an unknown symbol."""
    names = _CURRENCIES.get(symbol)
    return ((names[1],), (names[0],)) if names else ()


def split_phrase(phrase: str) -> Spoken:
    """Return the words of a phrase from num2words: without commas, split at hyphens."""
    return tuple(re.sub(r"[,\-‐‑–]", " ", phrase).replace("\u00ad", "").split())


@cache
def _num2words() -> tuple[Callable[..., str], frozenset[str]]:
    from num2words import CONVERTER_CLASSES, num2words  # imported late: it loads 50 languages

    return num2words, frozenset(CONVERTER_CLASSES)


def _convert(value: int | float, language: str, kind: str) -> list[Spoken]:
    convert, languages = _num2words()
    name = language.replace("-", "_")
    code = name if name in languages else name.partition("_")[0]
    if code not in languages:
        return []
    arguments: dict[str, Any] = {"lang": code, "to": kind}
    try:
        return [split_phrase(convert(value, **arguments))]
    except (NotImplementedError, OverflowError, TypeError, ValueError, IndexError, KeyError):
        # Each language's converter lacks some forms; the others remain.
        return []


def number_forms(figures: str, language: str) -> list[Spoken]:
    """Return every way to read a whole or decimal number.

    Args:
        figures: ASCII digits, with separators of thousands or decimals as written.
        language: BCP 47 tag.

    Returns:
        Likeliest first; empty if num2words does not know the language.
    """
    english = language.partition("-")[0] == "en"
    thousands, decimal = (",", ".") if english else (".", ",")
    bare = figures.replace("\u202f", "").replace("\u00a0", "")
    if re.fullmatch(rf"\d{{1,3}}(?:[{thousands}'’]\d{{3}})+(?:{decimal}\d+)?", bare):
        bare = re.sub(rf"[{thousands}'’]", "", bare)
    bare = bare.replace(decimal, ".")
    if bare.isdecimal():
        return _whole_forms(bare, language, english=english)
    whole, _, fraction = bare.partition(".")
    if not (whole.isdecimal() and fraction.isdecimal()):
        return []
    if not english:
        return _convert(float(bare), language, "cardinal")
    decimals = [(_DIGITS[int(digit)],) for digit in fraction]
    tail = sum(decimals, ("point",))
    forms = [form + tail for form in _whole_forms(whole, language, english=True)[:4]]
    if len(fraction) == 2 and fraction[0] != "0":
        forms += [
            (*form, "point", *tail)
            for form in _whole_forms(whole, language, english=True)[:1]
            for tail in _whole_forms(fraction, language, english=True)[:1]
        ]
    return forms


def _whole_forms(digits: str, language: str, *, english: bool) -> list[Spoken]:
    if len(digits) > _MAX_DIGITS:
        return _digit_forms(digits) if english else []
    value = int(digits)
    forms: list[Spoken] = []
    if not digits.startswith("0") or digits == "0":
        forms += _convert(value, language, "cardinal")
        if 1000 <= value <= 2999:
            forms += _convert(value, language, "year")
    if not english:
        return _remove_duplicates(forms)
    if 1000 <= value <= 9999 and value % 1000 >= 100:
        hundreds = _convert(value // 100, language, "cardinal")[0]
        rest = _convert(value % 100, language, "cardinal")[0] if value % 100 else ()
        forms += [(*hundreds, "hundred", *rest), (*hundreds, "hundred", "and", *rest)]
        forms += [(*hundreds, *rest)] if value % 100 >= 10 else []
    if 100 <= value <= 999 and value % 100:
        forms.append((*_convert(value // 100, language, "cardinal")[0], *_pair(digits[1:])))
    if 1000 <= value <= 9999 and 0 < value % 100 < 10:
        forms += [(*_pair(digits[:2]), nought, _DIGITS[value % 10]) for nought in ("oh", "zero")]
    if value == 100 or value == 1000:
        forms.append(("a", *forms[0][1:]))
    forms += [tuple(word for word in form if word != "and") for form in forms if "and" in form]
    if len(digits) == 4 and digits[0] != "0":
        forms.append((*_pair(digits[:2]), *_pair(digits[2:])))
    if value == 0 or len(digits) > 1:
        forms += _digit_forms(digits)
    return _remove_duplicates(forms)


def _pair(two: str) -> Spoken:
    """Read two digits as in a year or a house number: "05" is "oh five"."""
    if two == "00":
        return ("hundred",)
    if two[0] == "0":
        return ("oh", _DIGITS[int(two[1])])
    return _convert(int(two), "en", "cardinal")[0]


def _digit_forms(digits: str) -> list[Spoken]:
    plain = tuple(_DIGITS[int(digit)] for digit in digits)
    forms = [plain]
    if "0" in digits:
        forms.append(tuple("oh" if word == "zero" else word for word in plain))
    return forms


def ordinal_forms(value: int, language: str) -> list[Spoken]:
    """Return a number as an ordinal: 21 is "twenty first"."""
    forms = _convert(value, language, "ordinal")
    return forms + [tuple(word for word in form if word != "and") for form in forms]


def money_forms(symbol: str, figures: str, scale: str = "") -> list[Spoken]:
    """Return an amount in English: "$12.50", "£3m"; `scale` is the letter after it."""
    one, many, part, parts = _CURRENCIES[symbol]
    whole, _, fraction = figures.replace(",", "").partition(".")
    if scale or len(fraction) != 2:
        multiple = (_SCALES[scale.lower()],) if scale else ()
        name = one if figures == "1" and not scale else many
        return [(*form, *multiple, name) for form in number_forms(figures, "en")]
    forms: list[Spoken] = []
    cents = number_forms(fraction.lstrip("0") or "0", "en")[0]
    for form in number_forms(whole, "en"):
        name = one if whole == "1" else many
        part_name = part if int(fraction) == 1 else parts
        if int(fraction) == 0:
            forms.append((*form, name))
        elif whole == "0":
            forms.append((*cents, part_name))
        else:
            forms += [
                (*form, name, *cents, part_name),
                (*form, name, "and", *cents, part_name),
                (*form, name, *cents),
                (*form, *cents),
            ]
    return _remove_duplicates([*forms, *((*form, many) for form in number_forms(figures, "en"))])


def time_forms(hours: int, minutes: int) -> list[Spoken]:
    """Return a time of day in English: 10:05 is "ten oh five" and more."""
    hour = number_forms(str(hours), "en")[0]
    if minutes == 0:
        return [hour, (*hour, "o'clock"), (*hour, "hundred"), (*hour, "hours")]
    minute = number_forms(str(minutes), "en")[0]
    forms = [(*hour, *(_pair(f"{minutes:02d}"))), (*hour, *minute)]
    past = {15: ("quarter",), 30: ("half",)}.get(minutes)
    if past:
        forms += [(*past, "past", *hour), ("a", *past, "past", *hour)]
    if minutes == 45:
        following = number_forms(str(hours % 12 + 1), "en")[0]
        forms += [("quarter", "to", *following), ("a", "quarter", "to", *following)]
    return forms


def date_forms(parts: tuple[str, str, str]) -> list[Spoken]:
    """Return a numeric date in English, in every order that the numbers allow."""
    numbers = tuple(int(part) for part in parts)
    orders = ((0, 1, 2),) if len(parts[0]) == 4 else ((2, 0, 1), (2, 1, 0))
    forms: list[Spoken] = []
    for year, month, day in orders:
        if not (1 <= numbers[month] <= 12 and 1 <= numbers[day] <= 31):
            continue
        name = _MONTHS[numbers[month] - 1]
        for year_form in number_forms(parts[year], "en")[:3]:
            for day_form in ordinal_forms(numbers[day], "en")[:1]:
                forms += [
                    (name, *day_form, *year_form),
                    ("the", *day_form, "of", name, *year_form),
                ]
            forms.append((name, *number_forms(str(numbers[day]), "en")[0], *year_form))
    digits = [number_forms(part, "en")[:2] for part in parts]
    forms += [sum(choice, ()) for choice in product(*digits)]
    return _remove_duplicates(forms)


def telephone_forms(figures: str) -> list[Spoken]:
    """Return a telephone number in English: digit by digit, the last four also in pairs."""
    *groups, last = re.split(r"\D", figures)
    forms: list[Spoken] = []
    for beginning in _digit_forms("".join(groups)):
        forms += [
            (*beginning, *end) for end in (*_digit_forms(last), _pair(last[:2]) + _pair(last[2:]))
        ]
    return forms


def roman_value(letters: str) -> int:
    """Return the value of a Roman numeral in capitals; 0 if the letters are not one."""
    pattern = r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})"
    if not letters or not re.fullmatch(pattern, letters):
        return 0
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[x] for x in letters]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _remove_duplicates(forms: Iterable[Spoken]) -> list[Spoken]:
    return list(dict.fromkeys(form for form in forms if form))[:_MAX_FORMS]
