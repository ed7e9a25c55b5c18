"""How a caption looks, as data: fonts, sizes, colours, the active word, entrances and exits.

Values are checked when they are made. Lengths are relative, so that a style looks the same on every
canvas: the size of the text is a percentage of the canvas' shorter side, and every other length is
a percentage of the size of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vidsync.captions.style.animations import ANIMATIONS, EASINGS
from vidsync.captions.style.checked_fields import CheckedFields, Pairs, in_range, one_of
from vidsync.captions.style.colour import BLACK, WHITE, Colour
from vidsync.captions.style.letter_case import Case
from vidsync.captions.style.speaker_style import LabelStyle, SpeakersStyle
from vidsync.sound_effects import EFFECTS

Look = Literal["colour", "pop", "pill", "underline", "sweep", "none"]
Position = Literal["usual", "top", "middle", "lower-third", "bottom"]
Alignment = Literal["left", "centre", "right"]
Unit = Literal["cue", "line", "word", "letter"]

SOUND_FILES = (".aac", ".aif", ".aiff", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav")
"""Suffixes of audio files that a style may name."""

_YELLOW = Colour(255, 214, 10)
_VIOLET = Colour(124, 58, 237)
_SHADE = Colour(0, 0, 0, 128)
_NO_LIGHT = Colour(255, 255, 255, 0)
_NO_BOX = Colour(0, 0, 0, 0)

_SOUNDS = one_of(EFFECTS, files=SOUND_FILES)


@dataclass(frozen=True, slots=True)
class TextStyle(CheckedFields):
    """The letters.

    Attributes:
        font: a bundled or installed font's full name, or the path of a font file.
        fallback: fonts for what `font` lacks, before the bundled ones are tried.
        size: percent of the canvas' shorter side.
        case: how the words are written, whatever their original case.
        colour: of a word before it is spoken.
        gradient: the colour at the foot of the letters.
        next: of the word that is spoken next; None for `colour`.
        after: of a word that has been spoken; None for `colour`.
        line_height: from baseline to baseline, in percent of the size.
        word_space: between words, in percent of the font's own space.
        max_lines: lines on screen at once.
        max_width: percent of the canvas' width, inside the safe area.
    """

    font: str = "Inter SemiBold"
    fallback: tuple[str, ...] = ()
    size: float = field(default=6.0, metadata=in_range(1, 40))
    case: Case = "as-is"
    colour: Colour = WHITE
    gradient: Colour | None = None
    next: Colour | None = None
    after: Colour | None = None
    line_height: float = field(default=120.0, metadata=in_range(60, 400))
    word_space: float = field(default=100.0, metadata=in_range(0, 400))
    max_lines: int = field(default=2, metadata=in_range(1, 8))
    max_width: float = field(default=90.0, metadata=in_range(10, 100))


@dataclass(frozen=True, slots=True)
class PlaceStyle(CheckedFields):
    """Where a cue stands. It is always kept inside the safe area.

    Attributes:
        position: ``usual`` is the place that the platform leaves for captions; ``top``,
            ``middle`` and ``bottom`` are of the safe area; ``lower-third`` is the height of
            a name or a title.
        x: of the middle of the cue, as a fraction of the picture's width from the left; None
            for the middle of the picture.
        y: of the middle of the cue, as a fraction of the picture's height from the top; None
            leaves it to `position`.
        align: how lines stand below each other: ``left``, ``centre`` or ``right``.
    """

    position: Position = "usual"
    x: float | None = field(default=None, metadata=in_range(0, 1))
    y: float | None = field(default=None, metadata=in_range(0, 1))
    align: Alignment = "centre"


@dataclass(frozen=True, slots=True)
class OutlineStyle(CheckedFields):
    """A line around the letters, and a hard shadow under both.

    Attributes:
        width: percent of the text's size; 0 for none.
        colour: of the line.
        shadow: how far down and right the shadow falls, percent of the text's size.
        shadow_colour: of the shadow.
        blur: softens line and shadow, percent of the text's size.
    """

    width: float = field(default=0.0, metadata=in_range(0, 40))
    colour: Colour = BLACK
    shadow: float = field(default=0.0, metadata=in_range(0, 40))
    shadow_colour: Colour = _SHADE
    blur: float = field(default=0.0, metadata=in_range(0, 20))


@dataclass(frozen=True, slots=True)
class GlowStyle(CheckedFields):
    """Light around the letters.

    Attributes:
        colour: of the light; fully transparent for none.
        width: how far it extends before it fades, percent of the text's size.
        blur: the distance over which it fades, percent of the text's size.
        around: only the ``active`` word, or ``all`` of them.
    """

    colour: Colour = _NO_LIGHT
    width: float = field(default=5.0, metadata=in_range(0, 40))
    blur: float = field(default=9.0, metadata=in_range(0, 40))
    around: Literal["active", "all"] = "active"


@dataclass(frozen=True, slots=True)
class ActiveStyle(CheckedFields):
    """The word that is being spoken.

    Attributes:
        look: ``colour`` changes its colour; ``pop`` also makes it spring up; ``pill``
            puts a rounded shape behind it; ``underline`` draws a line under it; ``sweep``
            fills it as it is spoken. Every look but ``none`` may grow.
        colour: of its letters.
        gradient: the colour at the foot of the letters.
        font: another font, such as a heavier weight; the word never gets wider than its room.
        scale: percent to which it grows and at which it stays. It never touches its
            neighbours: a long word grows less.
        overshoot: percent to which it springs before it settles at `scale`.
        spring: seconds from the first frame to the settled size.
        tilt: degrees by which it leans to the left while it is spoken.
        hold: seconds a word stays lit in the silence after it. If the next word comes within
            that time, the word stays lit until then.
    """

    look: Look = "colour"
    colour: Colour = _YELLOW
    gradient: Colour | None = None
    font: str | None = None
    scale: float = field(default=100.0, metadata=in_range(50, 200))
    overshoot: float = field(default=100.0, metadata=in_range(50, 250))
    spring: float = field(default=0.18, metadata=in_range(0, 1))
    tilt: float = field(default=0.0, metadata=in_range(-15, 15))
    hold: float = field(default=0.3, metadata=in_range(0, 2))


@dataclass(frozen=True, slots=True)
class PillStyle(CheckedFields):
    """The shape behind the active word, for the look ``pill``.

    Attributes:
        colour: of the shape.
        padding_x: at the left and right of the word, percent of the text's size.
        padding_y: above the capitals and below the baseline, percent of the text's size.
        radius: of the corners, percent of the text's size; enough makes them round.
        drop: how much lower than the capitals its middle hangs, for the sake of letters
            like g, percent of the text's size.
        lean: how far its top stands to the right of its foot, percent of its height;
            its corners are then sharp.
        glide: seconds it takes to slide over from the word before; 0 to jump.
        stay: whether it stays behind words that have been spoken, as a marker does.
    """

    colour: Colour = _VIOLET
    padding_x: float = field(default=20.0, metadata=in_range(0, 200))
    padding_y: float = field(default=24.0, metadata=in_range(0, 200))
    radius: float = field(default=26.0, metadata=in_range(0, 200))
    drop: float = field(default=5.0, metadata=in_range(-50, 50))
    lean: float = field(default=0.0, metadata=in_range(-60, 60))
    glide: float = field(default=0.09, metadata=in_range(0, 1))
    stay: bool = False


@dataclass(frozen=True, slots=True)
class UnderlineStyle(CheckedFields):
    """The line under the active word, for the look ``underline``.

    Attributes:
        colour: of the line.
        thickness: percent of the text's size.
        gap: from the baseline down to the line, percent of the text's size.
        glide: seconds it takes to slide over from the word before; 0 to jump.
        stay: whether it stays under words that have been spoken.
    """

    colour: Colour = _YELLOW
    thickness: float = field(default=9.0, metadata=in_range(1, 60))
    gap: float = field(default=10.0, metadata=in_range(-100, 100))
    glide: float = field(default=0.09, metadata=in_range(0, 1))
    stay: bool = False


@dataclass(frozen=True, slots=True)
class BoxStyle(CheckedFields):
    """A rounded box behind the whole cue, or behind each of its lines.

    Attributes:
        colour: of the box; fully transparent for none.
        padding_x: at the left and right, percent of the text's size.
        padding_y: above the capitals and below the baseline, percent of the text's size.
        radius: of the corners, percent of the text's size.
        around: the ``cue``, or each ``line``.
    """

    colour: Colour = _NO_BOX
    padding_x: float = field(default=40.0, metadata=in_range(0, 200))
    padding_y: float = field(default=32.0, metadata=in_range(0, 200))
    radius: float = field(default=18.0, metadata=in_range(0, 200))
    around: Literal["cue", "line"] = "cue"


@dataclass(frozen=True, slots=True)
class TiltStyle(CheckedFields):
    """The plane that the whole cue lies in.

    Attributes:
        x: degrees that its top leans away from the viewer.
        y: degrees that its left side turns towards the viewer.
        z: degrees that it is turned anticlockwise.
    """

    x: float = field(default=0.0, metadata=in_range(-30, 30))
    y: float = field(default=0.0, metadata=in_range(-10, 10))
    z: float = field(default=0.0, metadata=in_range(-12, 12))


@dataclass(frozen=True, slots=True)
class EntranceStyle(CheckedFields):
    """How a cue, a line, a word or a letter appears.

    Attributes:
        kind: ``none``, or the name of an animation.
        unit: what appears separately. A ``cue`` appears as a whole; a ``line``, a ``word`` and
            a ``letter`` when they are spoken, or one after another if there is a `stagger`.
        duration: seconds for one of them.
        stagger: seconds from one to the next, from the start of the cue; of letters,
            from the start of their word.
        easing: another easing than the animation's own.
    """

    kind: str = field(default="none", metadata=one_of(("none", *ANIMATIONS)))
    unit: Unit = "cue"
    duration: float = field(default=0.12, metadata=in_range(0, 2))
    stagger: float = field(default=0.0, metadata=in_range(0, 1))
    easing: str | None = field(default=None, metadata=one_of(EASINGS))


@dataclass(frozen=True, slots=True)
class ExitStyle(CheckedFields):
    """How a cue, a line or a word disappears.

    Attributes:
        kind: ``none``, or the name of an animation, which is played backwards.
        unit: what disappears separately. A ``cue`` disappears at its end; a ``line`` and a
            ``word`` when they have been spoken.
        duration: in seconds.
        easing: another easing than the animation's own.
    """

    kind: str = field(default="none", metadata=one_of(("none", *ANIMATIONS)))
    unit: Literal["cue", "line", "word"] = "cue"
    duration: float = field(default=0.12, metadata=in_range(0, 2))
    easing: str | None = field(default=None, metadata=one_of(EASINGS))


@dataclass(frozen=True, slots=True)
class EmphasisStyle(CheckedFields):
    """Emphasised words, and how they look.

    Attributes:
        rules: which words are emphasised: ``numbers``, ``money``, ``negations``, ``capitals``
            (words in capitals in the text) and ``marked`` (``*like this*``).
        words: further words, in any case.
        colour: of their letters, in every state; None for the states' own.
        font: another font; None for the text's own.
        scale: percent of the size of other words.
    """

    rules: tuple[str, ...] = field(
        default=(),
        metadata=one_of(("numbers", "money", "negations", "capitals", "marked")),
    )
    words: tuple[str, ...] = ()
    colour: Colour | None = None
    font: str | None = None
    scale: float = field(default=100.0, metadata=in_range(50, 200))


@dataclass(frozen=True, slots=True)
class WordingStyle(CheckedFields):
    """The displayed text of words.

    Attributes:
        censor: words to mask, in any case.
        mask: ``first`` keeps the first letter (f***), ``all`` none (****).
        punctuation: whether full stops and commas at the end of words are shown.
        emoji: whether words of the keyword table are followed by their emoji.
    """

    censor: tuple[str, ...] = ()
    mask: Literal["first", "all"] = "first"
    punctuation: bool = True
    emoji: bool = False


@dataclass(frozen=True, slots=True)
class SoundStyle(CheckedFields):
    """The sounds played with the captions: names of sound effects, or audio files.

    Attributes:
        word: with each word, when it lights up.
        emphasis: with each emphasised word, instead of `word`.
        words: with certain words, in any case, instead of both.
        cue: with each cue, when it appears.
        gain: decibels added to them. At -12 an effect is about 16 dB under a narration.
        apart: least number of seconds from one word's sound to the next; sounds in between
            are left out.
    """

    word: str | None = field(default=None, metadata=_SOUNDS)
    emphasis: str | None = field(default=None, metadata=_SOUNDS)
    words: Pairs = field(default=(), metadata=_SOUNDS)
    cue: str | None = field(default=None, metadata=_SOUNDS)
    gain: float = field(default=-12.0, metadata=in_range(-60, 12))
    apart: float = field(default=0.08, metadata=in_range(0, 60))


@dataclass(frozen=True, slots=True)
class Style:
    """How a cue looks.

    Attributes:
        text: the letters.
        place: where they stand.
        outline: the line around them and their shadow.
        glow: the light around them.
        active: the word that is being spoken.
        pill: the shape behind that word.
        underline: the line under it.
        box: the box behind the whole cue.
        tilt: the plane of the cue.
        entrance: how it appears.
        exit: how it disappears.
        emphasis: emphasised words.
        wording: the displayed text of words.
        speakers: how speakers are told apart.
        label: the name of the speaker.
        sound: the sounds played with it.
    """

    text: TextStyle = TextStyle()
    place: PlaceStyle = PlaceStyle()
    outline: OutlineStyle = OutlineStyle()
    glow: GlowStyle = GlowStyle()
    active: ActiveStyle = ActiveStyle()
    pill: PillStyle = PillStyle()
    underline: UnderlineStyle = UnderlineStyle()
    box: BoxStyle = BoxStyle()
    tilt: TiltStyle = TiltStyle()
    entrance: EntranceStyle = EntranceStyle()
    exit: ExitStyle = ExitStyle()
    emphasis: EmphasisStyle = EmphasisStyle()
    wording: WordingStyle = WordingStyle()
    speakers: SpeakersStyle = field(default_factory=SpeakersStyle)
    label: LabelStyle = field(default_factory=LabelStyle)
    sound: SoundStyle = SoundStyle()
