"""Names of speakers with their captions: which cues have one, and where it stands.

A name on the line is laid out as a word of the cue and removed from it afterwards. A name on a tag
stands above the cue, in space that the frame reserves for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.cues.cue import Cue
from vidsync.captions.layout.frame import Frame, make_frame
from vidsync.captions.layout.measuring import Type, split_by_level
from vidsync.captions.layout.placed import PlacedCue, PlacedLabel, PlacedRun
from vidsync.captions.layout.placement import place_cues
from vidsync.captions.layout.shaping import Run, Typesetter
from vidsync.captions.layout.speakers import Speaker
from vidsync.captions.style.colour import BLACK, WHITE, Colour, contrast
from vidsync.captions.style.style import Style
from vidsync.captions.text import bidi
from vidsync.captions.text.emphasis import Key
from vidsync.captions.text.text import clean_text
from vidsync.transcript import Word

# In em of a tag's letters: from them to its edge, and from the tag down to the cue.
_PADDING_X, _PADDING_Y, _GAP = 0.5, 0.36, 0.3
# Ink further below the baseline than this makes a tag higher.
_USUAL_DESCENT = 0.22


@dataclass(frozen=True, slots=True)
class _Name:
    """A shaped name; lengths in em of the text.

    Attributes:
        runs: from left to right.
        size: of its em.
        capitals: the height of a capital.
        above: from the baseline to the top of the letters' space.
        below: from the baseline to its bottom.
    """

    runs: tuple[Run, ...]
    size: float
    capitals: float
    above: float
    below: float

    @property
    def width(self) -> float:
        return sum(run.advance for run in self.runs)

    @property
    def height(self) -> float:
        """Height of the tag."""
        return self.above + self.below + 2 * _PADDING_Y * self.size


def place_with_labels(
    cues: Sequence[Cue],
    style: Style,
    canvas: Canvas,
    *,
    speakers: Mapping[str, Speaker],
    typesetter: Typesetter,
    emphasised: Collection[Key] = (),
) -> tuple[PlacedCue, ...]:
    """Place the words of cues on a canvas, each speaker's in their place, with their names.

    Args:
        cues: in time order.
        style: how they look.
        canvas: where they stand.
        speakers: by the names that the cues have.
        typesetter: for the style's font.
        emphasised: the emphasised words.

    Returns:
        As many placed cues, in the same order.

    Raises:
        FontError: a font is missing, or no font has a character.
        CaptionError: a word or a name is not legible, or there is no room.
    """
    labels = _Labels(style, speakers, typesetter)
    frames = labels.frames(make_frame(style, canvas))
    names = labels.shown(cues)
    inline = style.label.show == "inline"
    written = [
        labels.written(cue) if inline and has else cue
        for cue, (has, _) in zip(cues, names, strict=True)
    ]
    laid_out = place_cues(
        written, style, canvas, typesetter=typesetter, emphasised=emphasised, frames=frames
    )
    found = []
    for placed, cue, (has, steady) in zip(laid_out, cues, names, strict=True):
        placed = replace(placed, colour=speakers[cue.speaker].colour)
        if has and inline:
            placed = labels.inline(placed, cue)
        elif has:
            placed = labels.tagged(placed, frames[cue.speaker], steady=steady)
        found.append(placed)
    return tuple(found)


class _Labels:
    """The names of the speakers of some captions.

    Attributes:
        style: of the captions.
        speakers: by the transcript's names.
    """

    def __init__(
        self, style: Style, speakers: Mapping[str, Speaker], typesetter: Typesetter
    ) -> None:
        self.style = style
        self.speakers = speakers
        self._type = _type(style, typesetter)
        self._names: dict[str, _Name] = {}
        if style.label.show == "tag":
            self._names = {
                speaker: self._shaped(self._text(who))
                for speaker, who in speakers.items()
                if who.name
            }

    def frames(self, frame: Frame) -> dict[str, Frame]:
        """Return the frame of each speaker: its place, with room for its tag.

        Every cue of a speaker keeps that room, so that a name moves no words.
        """
        frames = {}
        for speaker, who in self.speakers.items():
            name = self._names.get(speaker)
            room = (name.height + _GAP * name.size) * frame.size if name else 0.0
            box = replace(frame.box, top=frame.box.top + room)
            avoid = tuple(replace(region, bottom=region.bottom + room) for region in frame.avoid)
            frames[speaker] = who.frame(replace(frame, box=box, avoid=avoid))
        return frames

    def shown(self, cues: Sequence[Cue]) -> list[tuple[bool, bool]]:
        """Return for each cue whether it has a name, and whether the name was shown just before."""
        label = self.style.label
        if label.show == "none":
            return [(False, False)] * len(cues)
        found = []
        speaker, since, seen = None, 0.0, (0.0, "")
        for cue in cues:
            if cue.speaker != speaker:
                speaker, since = cue.speaker, cue.start
            held = label.show == "tag" and cue.start - since < label.hold
            has = bool(self.speakers[cue.speaker].name) and (
                label.when == "always" or cue.start == since or held
            )
            found.append((has, has and seen[1] == cue.speaker and cue.start - seen[0] < 0.02))
            seen = (cue.end, cue.speaker) if has else (0.0, "")
        return found

    def written(self, cue: Cue) -> Cue:
        """Return a cue with the name before its words, as the word that `inline` removes."""
        text = f"{self._text(self.speakers[cue.speaker])}:"
        first, *others = cue.lines
        return replace(cue, lines=((Word(text, cue.start, cue.start), *first), *others))

    def inline(self, placed: PlacedCue, cue: Cue) -> PlacedCue:
        """Return a placed cue with the name on its line moved from the words to the label."""
        parts = [word for word in placed.words if word.index == 0]
        runs = tuple(run for part in parts for run in part.runs)
        # The box of a hyphenated name is that of the part beside the words.
        label = PlacedLabel(runs, parts[-1].box, colour=placed.colour)
        words = tuple(
            replace(word, index=word.index - 1) for word in placed.words if word.index > 0
        )
        return replace(placed, cue=cue, words=words, label=label)

    def tagged(self, placed: PlacedCue, frame: Frame, *, steady: bool) -> PlacedCue:
        """Return a placed cue with its name on a tag above it."""
        name = self._names[placed.cue.speaker]
        # A cue that is shrunk to fit keeps its tag as large as the others'.
        size = min(frame.size, frame.width / (name.width + name.size))
        pad = _PADDING_X * name.size * size
        width, height = name.width * size + 2 * pad, name.height * size
        beside = self.style.box.padding_x / 100 * placed.size if self._has_box else 0.0
        left, right = placed.box.left - beside, placed.box.right + beside
        left += (right - left - width) * frame.align
        left = max(frame.box.left, min(left, frame.box.right - width))
        bottom = self._top(placed) - _GAP * name.size * size
        baseline = bottom - (_PADDING_Y * name.size + name.below) * size
        x = left + pad
        runs = []
        for run in name.runs:
            advance = run.advance * size
            runs.append(PlacedRun(run, size * run.scale, x + advance / 2, baseline))
            x += advance
        letters = Box(left + pad, baseline - name.capitals * size, x, baseline)
        ground = placed.colour or self.style.text.colour
        tag = Box(left, bottom - height, left + width, bottom), ground
        colour = self.style.label.colour or _legible_on(ground)
        return replace(placed, label=PlacedLabel(tuple(runs), letters, colour, tag, steady))

    @property
    def _has_box(self) -> bool:
        return self.style.box.colour.opacity > 0

    def _top(self, placed: PlacedCue) -> float:
        """Return the top of everything drawn for a cue, with the active word at its largest."""
        active, outline = self.style.active, self.style.outline
        unit = placed.size
        line = [word for word in placed.words if word.box.top < placed.words[0].box.bottom]
        ink = max(run.run.ascent for word in line for run in word.runs) * unit
        grown = max(1.0, active.scale / 100, active.overshoot / 100)
        growth = (grown - 1) / 2 * ink if active.look != "none" else 0.0
        top = line[0].box.bottom - ink - growth - outline.width / 100 * unit
        if self._has_box:
            top = min(top, placed.box.top - self.style.box.padding_y / 100 * unit)
        return top

    def _text(self, speaker: Speaker) -> str:
        return clean_text(speaker.name, case=self.style.label.case)

    def _shaped(self, text: str) -> _Name:
        level = bidi.paragraph_level(text)
        parts = [
            (run, level)
            for part, level in split_by_level(text, bidi.levels(text, level))
            for run in self._type.shape(part, level)
        ]
        order = bidi.visual_order([level for _, level in parts])
        runs = tuple(parts[index][0] for index in order)
        size, capitals = self._type.scale, self._type.cap_height
        above = max(capitals, *(run.ascent for run in runs))
        below = max(0.0, *(run.descent - _USUAL_DESCENT * size for run in runs))
        return _Name(runs, size, capitals, above, below)


def _type(style: Style, typesetter: Typesetter) -> Type:
    """Return how names on tags are set."""
    scale = style.label.size / 100
    if style.label.font is None:
        return Type(typesetter, scale)
    text = style.text
    setter = Typesetter(style.label.font, fallback=text.fallback, language=typesetter.language)
    return Type(setter, scale * setter.font.scale_beside(typesetter.font))


def _legible_on(ground: Colour) -> Colour:
    return max((BLACK, WHITE), key=lambda colour: contrast(colour, ground))
