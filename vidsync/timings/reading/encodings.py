"""Detects the encoding of a text that is not UTF-8.

The bytes are decoded in each likely encoding, and the result is compared with the letters of
the languages that are written in it. charset-normalizer decides where none fits.
"""

from __future__ import annotations

import codecs
import re
import warnings
from dataclasses import dataclass
from itertools import pairwise

from vidsync.errors import FormatError, InputError, VidsyncWarning

# The first bytes of WAV and AVI, MP3, FLAC, Ogg, MP4, Matroska, AIFF and AAC.
_MEDIA = re.compile(
    rb"RIFF|ID3|fLaC|OggS|....ftyp|\x1aE\xdf\xa3|FORM|\xff[\xe2-\xfb\xf0-\xf9]", re.DOTALL
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes from which the encoding is guessed; more of a text says nothing new.
_SAMPLE = 40_000
# Share of zero bytes at even or odd places that makes a text UTF-16: Latin letters and digits.
_ZEROS = 0.25
# The score of a language whose letters a text does not fit.
_FITS = 0.9


@dataclass(frozen=True, slots=True)
class _Language:
    """A language and the encoding of its old files.

    Attributes:
        encoding: Python's name.
        letters: its letters beyond ASCII, in lower case.
        common: the most common of them; the same for languages without rare letters.
    """

    encoding: str
    letters: frozenset[str]
    common: frozenset[str]

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters, most of them in ASCII."""
        return self.encoding in ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258")


def _language(encoding: str, letters: str, common: str = "") -> _Language:
    return _Language(encoding, frozenset(letters), frozenset(common or letters))


def _range(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_CYRILLIC = _range("а", "я") + "ё"
_KANA = _range("\u3041", "\u3096") + _range("\u30a1", "\u30fc")
_HANGUL = _range("\uac00", "\ud7a3")
# Common characters of conversation, as film subtitles have them.
_SIMPLIFIED = (
    "的我你是了不在他们这有么一那个好人来就会没为要说到知道看想吗可以去吧能都她什得什和也给对起下过"
    "现点样还把时天家里样子很后只自话回让走年谁哪事情真太大小谢请今气开心见面东西生上中国话问题爱听"
    "做等于出发手法老早晚明昨再世界欢迎朋友先妈爸孩儿女男孩头钱车门"
)
_TRADITIONAL = (
    "的我你是了不在他們這有麼一那個好人來就會沒為要說到知道看想嗎可以去吧能都她什得什和也給對起下過"
    "現點樣還把時天家裡樣子很後只自話回讓走年誰哪事情真太大小謝請今氣開心見面東西生上中國話問題愛聽"
    "做等於出發手法老早晚明昨再世界歡迎朋友先媽爸孩兒女男孩頭錢車門"
)
_LANGUAGES = (
    _language("cp1252", "àâæçèéêëîïôœùûüÿ", "éèàêç"),  # French
    _language("cp1252", "äöüß"),  # German
    _language("cp1252", "áéíñóúüªº", "áéíóñ"),  # Spanish
    _language("cp1252", "àáâãçéêíóôõúüªº", "ãáéçó"),  # Portuguese
    _language("cp1252", "àèéìíîòóù", "èàùòì"),  # Italian
    _language("cp1252", "åäæöøéü", "åäöøæ"),  # Scandinavian languages, Finnish
    _language("cp1252", "áðéíóúýþæö", "áíðéó"),  # Icelandic
    _language("cp1252", "àçèéíïòóúü·", "àéèóí"),  # Catalan
    _language("cp1250", "ąćęłńóśźż", "łęążó"),  # Polish
    _language("cp1250", "áčďéěíňóřšťúůýž", "íáěéř"),  # Czech
    _language("cp1250", "áäčďéíĺľňóôŕšťúýž", "áíčéž"),  # Slovak
    _language("cp1250", "áéíóöőúüű", "áéöóő"),  # Hungarian
    _language("cp1250", "ăâîşţșț", "ăşâţî"),  # Romanian
    _language("cp1250", "čćđšž", "šžč"),  # Croatian, Slovenian
    _language("cp1254", "çğıöşüâîû", "ışüçğ"),  # Turkish
    _language("cp1257", "ąčęėįšųūž", "ėšįų"),  # Lithuanian
    _language("cp1257", "āčēģīķļņšūž", "āīēš"),  # Latvian
    _language("cp1257", "äõöüšž", "äõü"),  # Estonian
    _language("cp1251", _CYRILLIC, "оеаинтсрвлкмдпуья"),  # Russian
    _language("cp1251", _CYRILLIC + "іїєґ", "оаиніевртсклудпм"),  # Ukrainian
    _language("cp1251", _CYRILLIC + "ђјљњћџ", "аоиенрјтсувкдмлп"),  # Serbian
    _language("koi8_r", _CYRILLIC, "оеаинтсрвлкмдпуья"),
    _language("cp866", _CYRILLIC, "оеаинтсрвлкмдпуья"),
    _language("cp1253", _range("ά", "ώ") + "ΐϊϋ", "αοιετσνηυρπκμλίόάέςή"),  # Greek
    _language("cp1255", _range("א", "ת") + _range("\u05b0", "\u05c2"), "יוהלאמרבתשנעםד"),  # Hebrew
    _language("cp1256", _range("ء", "ْ") + "پچژگک", "اليمنوترهبكدع"),  # Arabic
    _language("cp874", _range("ก", "๛"), "านรกอเงมยลวดทสตะัีี้่็ไคปบหชจข"),  # Thai
    _language("cp1258", "àáâãèéêìíòóôõùúýăđĩũơư\u0300\u0301\u0303\u0309\u0323", "đưươăâêôá"),
    _language("cp932", _KANA, _KANA),  # Japanese
    _language("euc_jp", _KANA, _KANA),
    _language("cp949", _HANGUL, "이다는을가에지고하한아나어너그니게안요로해있도들기자의은말"),
    _language("gb18030", _SIMPLIFIED),
    _language("big5", _TRADITIONAL),
)
# Encodings of two bytes a letter, and what is added to the score of a text that fits.
_DOUBLE_BYTES = {"cp932": 0.7, "euc_jp": 0.7, "cp949": 0.4, "gb18030": 0.7, "big5": 0.7}
# Not letters, and in texts of any language.
_PUNCTUATION = frozenset("“”„‘’‚–—…«»‹›•·©®™€£¥§°、。，．！？：；「」『』（）・～♪♫")


def decode(content: bytes, name: str, encoding: str = "") -> str:
    """Return the text of a file.

    Args:
        content: the whole file.
        name: its name in errors.
        encoding: its encoding; ``""`` detects it.

    Raises:
        InputError: the encoding is unknown.
        FormatError: the bytes are not text, or not in the encoding.

    Warns:
        VidsyncWarning: the text is not UTF-8, and its encoding is a guess.
    """
    if encoding:
        return _decode_as(content, name, encoding)
    mark = next((each for sign, each in _BYTE_ORDER_MARKS if content.startswith(sign)), "")
    if mark:
        return _decode_as(content, name, mark)
    guess = _detect_utf16(content)
    if not guess:
        content = content.rstrip(b"\0\x1a") or content  # some downloads are padded
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            if b"\0" in content[:4096]:
                raise _binary_error(content, name) from None
            guess = _guess(content, name, error)
        else:
            if "\0" in text[:4096]:
                raise _binary_error(content, name)
            return text
    text = _decode_as(content, name, guess)
    warnings.warn(
        f"{name} is not UTF-8; it was read as {guess}: if that is wrong, give its encoding "
        "(text_encoding=… in Python, --encoding in the shell)",
        VidsyncWarning,
        stacklevel=4,
    )
    return text


def _decode_as(content: bytes, name: str, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except LookupError:
        raise InputError(
            f"no encoding is named {encoding!r}", hint="for example utf-8, cp1252, gb18030"
        ) from None
    except UnicodeError:
        raise FormatError(f"{name} is not text in {encoding}") from None
    return text.removeprefix("\ufeff")


def _detect_utf16(content: bytes) -> str:
    sample = content[: _SAMPLE - _SAMPLE % 2]
    if len(sample) < 8 or len(content) % 2:
        return ""
    even, odd = (part.count(0) * 2 / len(sample) for part in (sample[::2], sample[1::2]))
    if odd > _ZEROS and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > _ZEROS and odd < even / 10 else ""


def _guess(content: bytes, name: str, error: UnicodeDecodeError) -> str:
    """Return the most likely encoding of bytes that are not UTF-8."""
    # Lines of ASCII, such as times, say nothing.
    lines = [line for line in content.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    scores = [(_score(sample, language), language.encoding) for language in _LANGUAGES]
    best, encoding = max(scores, key=lambda item: item[0])
    if best >= _FITS:
        return encoding
    from charset_normalizer import from_bytes  # only for such files

    match = from_bytes(sample).best()
    if match is None or _is_binary(sample):
        raise FormatError(
            f"{name} is not text in UTF-8 (byte {error.start} can't be decoded)",
            hint="is it the audio file? Of text, give the encoding: text_encoding=… in Python, "
            "--encoding in the shell",
        )
    return str(match.encoding)


def _is_binary(sample: bytes) -> bool:
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample)
    return controls * 50 > len(sample)


def _score(sample: bytes, language: _Language) -> float:
    """Return how well bytes fit a language: the share of its letters, and of its common ones."""
    try:
        text = sample.decode(language.encoding)
    except UnicodeDecodeError:
        try:  # a sample may end inside a character
            text = sample[:-1].decode(language.encoding)
        except UnicodeDecodeError:
            return 0.0
    letters = [c.lower() for c in text if c > "\x7f" and not c.isspace() and c not in _PUNCTUATION]
    if not letters or any("\x80" <= c <= "\x9f" for c in text):
        return 0.0
    inside = sum(c in language.letters for c in letters)
    common = sum(c in language.common for c in letters)
    score = (inside + 0.3 * common) / len(letters)
    if language.encoding in _DOUBLE_BYTES:
        # A text is full of ideographs that are not in the list; but by chance, bytes of another
        # encoding rarely make so many of the letters.
        fits = common and inside * 4 >= len(letters)
        return score + _DOUBLE_BYTES[language.encoding] if fits else score / 2
    strange = sum(_is_strange(a, b, language) for a, b in pairwise(text))
    return score - strange / len(letters)


def _is_strange(left: str, right: str, language: _Language) -> bool:
    """Whether two characters side by side are a sign of the wrong encoding."""
    if left.islower() and right.isupper():
        return True
    if language.is_latin or not (left.isalpha() and right.isalpha()):
        return False
    return left.isascii() != right.isascii()  # Latin and other letters in one word


def _binary_error(content: bytes, name: str) -> FormatError:
    if _MEDIA.match(content[:64]):
        return FormatError(
            f"{name} is sound or video, and has no words in it",
            hint="find the times of its text first: vidsync align talk.wav --text-file talk.txt "
            "-o talk.json",
        )
    return FormatError(f"{name} is binary, not text")
