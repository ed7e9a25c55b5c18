"""Spell Chinese for Kokoro: readings by pypinyin, sounds from pinyin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from vidsync.errors import DependencyError, InputError
from vidsync.espeak.spelling import spell
from vidsync.tts.engines.neural.durations import Letter
from vidsync.tts.engines.neural.kokoro.alphabet import from_espeak
from vidsync.tts.engines.neural.spelled import SpelledSentence
from vidsync.tts.engines.neural.words import Token
from vidsync.writing import HAN

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ",
    "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s", "": "",
}  # fmt: skip
# The tone is where the 0 is.
_FINALS = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0",
    "en": "ə0n", "eng": "ə0ŋ", "er": "ɚ0", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ",
    "iao": "jau0", "ie": "je0", "in": "i0n", "ing": "i0ŋ", "iong": "jʊ0ŋ", "iou": "jou0",
    "o": "o0", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ua": "wa0", "uai": "wai0", "uan": "wa0n",
    "uang": "wa0ŋ", "uei": "wei0", "uen": "wə0n", "ueng": "wə0ŋ", "uo": "wo0", "v": "y0",
    "van": "ɥɛ0n", "ve": "ɥe0", "vn": "y0n", "io": "jo0", "ê": "ɛ0",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([a-zê]+)([1-5])")
_MARKS = dict(zip("，、。！？；：,.!?;:", ",,.!?;:,.!?;:", strict=True))
_PIECE = re.compile(rf"[{HAN}]+|\d+(?:\.\d+)?|(?:(?![{HAN}])[^\W\d_])+|\S")
_HAN = re.compile(f"[{HAN}]")
_FIGURES = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "兆")
_LONGEST_NUMBER = 16


def spell_chinese(sentence: str) -> SpelledSentence:
    """Spell a sentence. A word is a word of pypinyin's dictionary, or a number.

    Raises:
        DependencyError: pypinyin is not installed.
    """
    tokens: list[Token] = []
    letters: list[Letter] = []
    marked: set[int] = set()
    for start, piece in _split(sentence):
        end = start + len(piece)
        mark = _MARKS.get(piece, "")
        signs = [] if mark else _spell_piece(piece)
        if signs:
            if letters and letters[-1].sign != " ":
                letters.append(Letter(" ", letters[-1].token))
            letters += [Letter(sign, len(tokens)) for sign in signs]
            tokens.append(Token(start, end))
            continue
        tokens.append(Token(start, end))
        if mark and letters:
            # Of the word before it, whose edge beside the pause it marks.
            owner = letters[-1].token
            letters.append(Letter(mark, owner))
            marked.add(owner)
    return SpelledSentence(tokens, letters, frozenset(marked))


def spell_syllable(pinyin: str) -> list[str]:
    """Return the sounds of a syllable, the tone after its vowel: ``["x", "au↓"]`` for hao3.

    Source:
        The usual IPA of Standard Chinese, in the alphabet of
        https://github.com/hexgrad/misaki.
    """
    match = _SYLLABLE.fullmatch(_restore(pinyin))
    if match is None or match[2] not in _FINALS:
        return []
    initial, final, tone = match.groups()
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        written = "ɨ0"
    else:
        written = _FINALS[final]
    sounds = _INITIALS[initial] + written.replace("0", _TONES[tone])
    return re.findall(r"[jwɥ]|[^aeiouyɛəɤɚʊɨjwɥ]ʰ?|[aeiouyɛəɤɚʊɨ]+[→↗↓↘]?", sounds)


def _restore(pinyin: str) -> str:
    """Return pinyin without the abbreviations of its spelling: ``wei`` is ``uei``."""
    text = re.sub(r"^yi", "i", re.sub(r"^yu", "v", re.sub(r"^wu", "u", pinyin)))
    text = re.sub(r"^w", "u", re.sub(r"^y", "i", text))
    text = re.sub(r"^([jqx])u", r"\1v", text)
    text = re.sub(r"iu(?=\d)", "iou", re.sub(r"ui(?=\d)", "uei", text))
    return re.sub(r"(?<=[^aeiouv])un(?=\d)", "uen", text)


def _split(sentence: str) -> Iterator[tuple[int, str]]:
    segment, _ = _load()
    for found in _PIECE.finditer(sentence):
        if not _HAN.match(found[0]):
            yield found.start(), found[0]
            continue
        start = found.start()
        for word in segment(found[0]):
            yield start, word
            start += len(word)


def _spell_piece(piece: str) -> list[str]:
    if piece[0].isdecimal():
        piece = read_number(piece)
    if _HAN.match(piece):
        _, read = _load()
        return [sound for pinyin in read(piece) for sound in spell_syllable(pinyin)]
    if not piece[0].isalpha():
        return []
    try:
        return [from_espeak(sign.ipa) for sign in spell(piece, voice="en-us")[1]]
    except InputError:
        return []


def read_number(figures: str) -> str:
    """Return a number in Chinese characters; one that is too long digit by digit."""
    whole, _, fraction = figures.partition(".")
    digits = "".join(_FIGURES[int(digit)] for digit in fraction)
    point = "点" + digits if digits else ""
    if len(whole) > _LONGEST_NUMBER or (len(whole) > 1 and whole.startswith("0")):
        return "".join(_FIGURES[int(digit)] for digit in whole) + point
    return (_read_whole(int(whole)) or _FIGURES[0]) + point


def _read_whole(value: int) -> str:
    text = ""
    for group in range(3, -1, -1):
        part = value // 10_000**group % 10_000
        if part:
            gap = _FIGURES[0] if text and part < 1000 else ""
            text += gap + _read_group(part) + _GROUPS[group]
    return re.sub("^一十", "十", text)


def _read_group(value: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += (_FIGURES[0] if gap and text else "") + _FIGURES[digit] + _UNITS[place]
        gap = not digit
    return text


def _load() -> tuple[Callable[[str], Iterator[str]], Callable[[str], list[str]]]:
    """Return what segments a text, and what reads a word."""
    try:
        from pypinyin import Style, lazy_pinyin
        from pypinyin.seg import mmseg
    except ImportError as error:
        raise DependencyError(
            "Chinese needs pypinyin, which reads its characters",
            hint="pip install 'vidsync[chinese]'",
        ) from error

    def read(word: str) -> list[str]:
        return list(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))

    return mmseg.seg.cut, read
