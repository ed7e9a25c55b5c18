"""Reads times, scores, speakers and languages that services write in several ways.

A time is a number (``0.1``) or a string: ``"0.1"``, ``"0,1"``, ``"0.1s"``, ``"100ms"``,
``"00:00:01.5"``, ``"PT1.5S"`` (ISO 8601). Google's client libraries write
``{"seconds": "1", "nanos": 500000000}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vidsync.errors import TimingError
from vidsync.timings.reading import fields
from vidsync.timings.reading.clock import CLOCK, parse_clock_time
from vidsync.timings.reading.fields import Object
from vidsync.timings.word_lists.frame_times import is_frame_time, parse_frame_time

_NUMBER = r"-?\d{1,16}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,2})?"
_WITH_UNIT = re.compile(rf"({_NUMBER})\s*(ms|s|sec|seconds|)")
_CLOCK = re.compile(CLOCK)
_ISO = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")

_TWO_LETTERS: Mapping[str, str] = {
    "afr": "af", "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cym": "cy",
    "dan": "da", "deu": "de", "ell": "el", "eng": "en", "est": "et", "fas": "fa", "fin": "fi",
    "fra": "fr", "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy",
    "ind": "id", "isl": "is", "ita": "it", "jpn": "ja", "kan": "kn", "kat": "ka", "kaz": "kk",
    "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv", "lit": "lt", "mal": "ml", "mar": "mr",
    "mkd": "mk", "msa": "ms", "mya": "my", "nld": "nl", "nor": "no", "pan": "pa", "pol": "pl",
    "por": "pt", "ron": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "srp": "sr",
    "swa": "sw", "swe": "sv", "tam": "ta", "tel": "te", "tha": "th", "tur": "tr", "ukr": "uk",
    "urd": "ur", "vie": "vi", "zho": "zh",
}  # fmt: skip
"""ISO 639-3 to ISO 639-1, which BCP 47 demands where both exist."""


def read_time(item: Object, field: str, name: str, *, unit: float = 1.0) -> float:
    """Return a required time in seconds.

    Args:
        item: the JSON object.
        field: its key.
        name: the item's name in errors.
        unit: how many of the document's units make a second. A string with a unit of its own
            keeps that.

    Raises:
        FormatError: the field is missing.
        TimingError: it is not a time.
    """
    return parse_time(fields.get_required(item, field, name), f"{name}: {field}", unit=unit)


def read_optional_time(item: Object, field: str, name: str, *, unit: float = 1.0) -> float | None:
    """Return a time in seconds, or None if the field is missing, null or empty."""
    if item.get(field) in (None, ""):
        return None
    return read_time(item, field, name, unit=unit)


def parse_time(value: object, name: str, *, unit: float = 1.0) -> float:
    """Return a time of any kind in seconds.

    Args:
        value: a number, a string or an object of seconds and nanos.
        name: its name in errors.
        unit: as for `read_time`.

    Raises:
        TimingError: it is not a time; the message begins with `name`.
    """
    if isinstance(value, dict) and ("seconds" in value or "nanos" in value):
        whole = parse_time(value.get("seconds", 0), f"{name}: seconds")
        return whole + parse_time(value.get("nanos", 0), f"{name}: nanos", unit=1e9)
    if not isinstance(value, str):
        return fields.as_seconds(value, name, unit=unit)
    text = value.strip()
    if match := _WITH_UNIT.fullmatch(text):
        written = {"": unit, "ms": 1000.0}.get(match[2], 1.0)
        return fields.as_seconds(float(match[1].replace(",", ".")), name, unit=written)
    if _CLOCK.fullmatch(text):
        return parse_clock_time(text, name)
    if len(text) > 2 and (match := _ISO.fullmatch(text)):
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        return fields.as_seconds(hours * 3600 + minutes * 60 + seconds, name)
    if is_frame_time(text):
        return parse_frame_time(text, name, None)
    raise TimingError(
        f"{name} is the string {fields.shorten(text)}, not a time",
        hint="a time is a number of seconds, or a string such as '0.1s' or '00:00:01.5'",
    )


def read_score(value: object) -> float | None:
    """Return a confidence of 0 to 1, which may be a string; None for anything else."""
    if isinstance(value, str) and len(value) <= 32:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def read_language(value: object) -> str:
    """Return a language as a BCP 47 tag, or ``""`` if the value is not one."""
    if not isinstance(value, str) or not _TAG.fullmatch(value):
        return ""
    first, *others = value.replace("_", "-").split("-")
    return "-".join([_TWO_LETTERS.get(first.lower(), first.lower()), *others])


def read_speaker(item: Object, name: str, *keys: str) -> str:
    """Return the name of a speaker; a number becomes ``Speaker 1``, nothing ``""``.

    Args:
        item: the word or the utterance.
        name: its name in errors.
        keys: the fields to look in; the first that is not empty counts.
    """
    value = next((item[key] for key in keys if item.get(key) not in (None, "", {})), "")
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "label", "id") if value.get(key)), "")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"Speaker {fields.shorten(value)}"
    if not isinstance(value, str):
        return ""
    shown = fields.check_text(value, f"{name}: speaker").strip()
    return f"Speaker {shown}" if shown.isdecimal() and len(shown) < 5 else shown
