"""Font files: names, metrics and coverage, of bundled and installed fonts.

A font is requested by the full name in its own name table: libass matches that, and silently takes
another font for anything else.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from vidsync.errors import FontError, near_matches
from vidsync.resources import assets_folder

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_LARGEST_FILE = 200_000_000
_FAMILY, _FULL_NAME, _POSTSCRIPT_NAME = 1, 4, 6

# Tried in this order for characters that the style's own font lacks.
_FALLBACKS = (
    "Inter ExtraBold",
    "Noto Sans Arabic Bold",
    "Noto Sans Hebrew Bold",
    "Noto Sans Devanagari Bold",
    "Noto Sans Thai Bold",
)
# Python packages that contain only fonts: pip can install these where no font is installed.
_FONT_PACKAGES = ("noto_cjk_sans_jp_bold", "noto_cjk_sans_jp_regular")
# Fonts whose letters look small beside Latin capitals of the same height.
_ENLARGED = {"Noto Sans Arabic Bold": 1.16, "Noto Sans Hebrew Bold": 1.06}


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """One face of a font file.

    Attributes:
        path: of the file.
        name: the full name.
        postscript_name: the name under which libass reports it.
        ass_name: the name by which a script requests it.
        units_per_em: of all metrics below.
        win_ascent: above the baseline, as libass sizes and places lines.
        win_descent: below the baseline.
        cap_height: of a capital letter.
        codepoints: the characters that the font has.
        shaper: the HarfBuzz font, scaled to font units.
    """

    path: Path
    name: str
    postscript_name: str
    ass_name: str
    units_per_em: int
    win_ascent: int
    win_descent: int
    cap_height: int
    codepoints: frozenset[int] = field(repr=False)
    shaper: hb.Font = field(repr=False)

    @property
    def ass_size(self) -> float:
        """The ASS font size of one pixel to the em.

        Source:
            libass sizes a font by usWinAscent + usWinDescent.
        """
        return (self.win_ascent + self.win_descent) / self.units_per_em

    def covers(self, text: str) -> bool:
        """Whether every character of a text has a glyph, invisible ones aside."""
        return all(ord(c) in self.codepoints or c in _INVISIBLE for c in text)

    def scale_beside(self, main: Font) -> float:
        """Return the em of this font, relative to another's, at which both look equally large."""
        if self is main:
            return 1.0
        own = self.cap_height / self.units_per_em
        other = main.cap_height / main.units_per_em
        return min(1.5, max(0.7, other / own * _ENLARGED.get(self.name, 1.0)))


_INVISIBLE = frozenset(
    "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\ufe0e\ufe0f"
)


@cache
def open_font(path: Path, index: int = 0) -> Font:
    """Read one face of a font file.

    Raises:
        FontError: the file is missing, is not a font, has no name, or has outlines in a form
            that libass cannot draw.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FontError(f"{path} is far too large for a font")
        data = path.read_bytes()
    except OSError as error:
        raise FontError(f"the font {path} can't be read: {error.strerror or error}") from error
    face = hb.Face(hb.Blob(data), index)
    if not face.glyph_count or not face.upem or data[:4] in (b"wOFF", b"wOF2"):
        raise FontError(f"{path} is not a TrueType or OpenType font")
    name = face.get_name(_FULL_NAME) or face.get_name(_FAMILY)
    postscript_name = face.get_name(_POSTSCRIPT_NAME)
    if not name or not postscript_name or any(c in name for c in ",\r\n{}\\"):
        raise FontError(f"{path} has no usable name in its name table")
    ascent, descent, capitals = _vertical_metrics(face)
    return Font(
        path=path,
        name=name,
        postscript_name=postscript_name,
        # libass knows a font with PostScript outlines only by its PostScript name.
        ass_name=postscript_name if {"CFF ", "CFF2"} & set(face.table_tags) else name,
        units_per_em=face.upem,
        win_ascent=ascent,
        win_descent=descent,
        cap_height=capitals,
        codepoints=frozenset(face.unicodes),
        shaper=hb.Font(face),
    )


@cache
def find_font(name: str) -> Font:
    """Find a font by its full name, or by the path of its file.

    Raises:
        FontError: no font of that name is bundled or installed.
    """
    path = Path(name)
    if path.suffix.lower() in _SUFFIXES:
        return open_font(path)
    for font in bundled_fonts():
        if name.casefold() in (font.name.casefold(), font.postscript_name.casefold()):
            return font
    for font in _system_fonts():
        if name.casefold() in (font.name.casefold(), font.postscript_name.casefold()):
            return font
    raise FontError(
        f"no font is named {name!r}: libass would draw another one in its place",
        hint=near_matches(name, [font.name for font in bundled_fonts()])
        + "; or give the path of a font file",
    )


@cache
def bundled_fonts() -> tuple[Font, ...]:
    """Return the fonts that come with vidsync."""
    return tuple(open_font(path) for path in sorted(assets_folder("fonts").glob("*/*.ttf")))


def emoji_font() -> Font:
    """Return Twemoji, whose pictures are drawn and never set as text."""
    return open_font(assets_folder("emoji") / "Twemoji.ttf")


def fallback_fonts(names: Sequence[str]) -> tuple[Font, ...]:
    """Return the fonts to try after the style's own: those it names, then the bundled ones."""
    return tuple(find_font(name) for name in dict.fromkeys((*names, *_FALLBACKS)))


def system_font_for(text: str) -> Font | None:
    """Return an installed font that has every character of a text; bold ones first."""
    covering = [font for font in _system_fonts() if font.covers(text)]
    return min(covering, key=lambda font: _preference(font.name), default=None)


def missing_glyphs(text: str) -> FontError:
    """Return the error for characters that no font has, with the fonts that would help."""
    characters = sorted(set(text) - _INVISIBLE)
    named = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:8])
    more = f" and {len(characters) - 8} more" if len(characters) > 8 else ""
    serves = sorted({family for c in characters if (family := _family_for(ord(c)))})
    font = " or ".join(serves) or "a font that has them"
    hint = f"install {font}, or name its file in the preset: [text] fallback = ['font.ttf']"
    if any("CJK" in family for family in serves):
        hint = "pip install 'vidsync[cjk]' brings one for Chinese, Japanese and Korean; or " + hint
    return FontError(f"no bundled or installed font has {named}{more}", hint=hint)


def _preference(name: str) -> tuple[bool, bool, bool, str]:
    """Sort sans-serif before serif, upright before slanted, bold before lighter."""
    words = name.casefold().split()
    return (
        "mono" in words or "serif" in words,
        "italic" in words or "oblique" in words,
        not any(weight in words for weight in ("bold", "semibold", "black", "heavy")),
        name,
    )


def _family_for(codepoint: int) -> str | None:
    for first, last, family in _SERVING:
        if first <= codepoint <= last:
            return family
    return None


_SERVING = (
    (0x0530, 0x058F, "Noto Sans Armenian"),
    (0x0980, 0x09FF, "Noto Sans Bengali"),
    (0x0A00, 0x0A7F, "Noto Sans Gurmukhi"),
    (0x0A80, 0x0AFF, "Noto Sans Gujarati"),
    (0x0B80, 0x0BFF, "Noto Sans Tamil"),
    (0x0C00, 0x0C7F, "Noto Sans Telugu"),
    (0x0C80, 0x0CFF, "Noto Sans Kannada"),
    (0x0D00, 0x0D7F, "Noto Sans Malayalam"),
    (0x0D80, 0x0DFF, "Noto Sans Sinhala"),
    (0x0E00, 0x0E7F, "Noto Sans Thai"),
    (0x0E80, 0x0EFF, "Noto Sans Lao"),
    (0x1000, 0x109F, "Noto Sans Myanmar"),
    (0x10A0, 0x10FF, "Noto Sans Georgian"),
    (0x1100, 0x11FF, "Noto Sans CJK KR"),
    (0x1200, 0x139F, "Noto Sans Ethiopic"),
    (0x1780, 0x17FF, "Noto Sans Khmer"),
    (0x2E80, 0x303F, "Noto Sans CJK"),
    (0x3040, 0x30FF, "Noto Sans CJK JP"),
    (0x3130, 0x318F, "Noto Sans CJK KR"),
    (0x31A0, 0x9FFF, "Noto Sans CJK"),
    (0xAC00, 0xD7FF, "Noto Sans CJK KR"),
    (0xF900, 0xFAFF, "Noto Sans CJK"),
    (0xFF00, 0xFFEF, "Noto Sans CJK"),
    (0x20000, 0x3FFFF, "Noto Sans CJK"),
    (0x2190, 0x2BFF, "Noto Sans Symbols 2"),
)


@cache
def _system_fonts() -> tuple[Font, ...]:
    """Return every installed font that can be read; they are searched only when needed."""
    return tuple(_readable(_font_files([*_package_folders(), *_system_folders()])))


def _readable(paths: Iterable[Path]) -> Iterator[Font]:
    for path in paths:
        try:
            yield open_font(path)
        except FontError:
            # Skip a broken font among the installed ones.
            continue


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(p for p in folder.rglob("*") if p.suffix.lower() in _SUFFIXES)


def _package_folders() -> Iterator[Path]:
    for name in _FONT_PACKAGES:
        found = find_spec(name)
        if found is not None:
            yield from map(Path, found.submodule_search_locations or ())


def _system_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return [windows / "Fonts", Path(local) / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    data = Path(os.environ.get("XDG_DATA_HOME", str(home / ".local/share")))
    return [
        data / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


def _vertical_metrics(face: hb.Face) -> tuple[int, int, int]:
    """Return winAscent, winDescent and capital height, with libass' own substitutes for zeros."""
    os2 = bytes(face.reference_table("OS/2").data)
    hhea = bytes(face.reference_table("hhea").data)
    ascent = descent = capitals = 0
    if len(os2) >= 78:
        ascent, descent = struct.unpack_from(">hh", os2, 74)
    if len(os2) >= 90:
        (capitals,) = struct.unpack_from(">h", os2, 88)
    if ascent + descent == 0 and len(hhea) >= 8:
        ascent, negative = struct.unpack_from(">hh", hhea, 4)
        descent = -negative
    if ascent + descent == 0 and len(os2) >= 72:
        ascent, negative = struct.unpack_from(">hh", os2, 68)
        descent = -negative
    if ascent + descent <= 0:
        ascent, descent = face.upem, 0
    return ascent, descent, capitals if capitals > 0 else round(face.upem * 0.7)
