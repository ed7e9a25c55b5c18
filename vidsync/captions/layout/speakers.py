"""The colour, the place and the name of each speaker's captions.

Colours are chosen so that they can be told apart and read on their background.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from colorsys import hls_to_rgb
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from vidsync.captions.style.colour import BLACK, WHITE, Colour, contrast, difference
from vidsync.captions.style.speaker_style import LEAST_DIFFERENCE, SpeakerStyle
from vidsync.captions.style.style import Style
from vidsync.captions.text.text import clean_text, split_clusters
from vidsync.errors import VidsyncWarning

if TYPE_CHECKING:
    from vidsync.captions.layout.frame import Frame

# Smallest contrast of large letters (WCAG 2.1, 1.4.3).
_READABLE = 3.0
# Chosen colours stay away from the limit.
_EASILY_READ = 4.5
# At this opacity and above, the background of the letters is the box or the outline.
_COVERS = 150
_LONGEST_NAME = 28
# A name must not change the direction of the caption's words.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LIKE_OTHERS = SpeakerStyle("any")


@dataclass(frozen=True, slots=True)
class Speaker:
    """The appearance of one speaker's captions.

    Attributes:
        name: as it is shown; ``""`` for none.
        colour: of the letters; None for the style's.
        position: one of `POSITIONS`.
    """

    name: str = ""
    colour: Colour | None = None
    position: str = "usual"

    def frame(self, frame: Frame) -> Frame:
        """Return the frame of a style with the speaker's place."""
        down, _, across = self.position.rpartition("-")
        down = down or self.position
        y = {"top": frame.box.top, "bottom": frame.box.bottom, "middle": frame.box.centre[1]}
        align = {"left": 0.0, "right": 1.0}.get(across, frame.align)
        return replace(frame, caption_y=y.get(down, frame.caption_y), align=align)


def assign_speakers(speakers: Sequence[str], style: Style) -> dict[str, Speaker]:
    """Give every speaker a colour, a place and a name.

    Args:
        speakers: the transcript's names, in the order in which they first speak.
        style: the style of the captions.

    Returns:
        The speakers by the transcript's names.

    Warns:
        VidsyncWarning: a colour was changed, or cannot be read or told from another.
    """
    own = {speaker.speaker: speaker for speaker in style.speakers.named}
    given = {name: own.get(name, _LIKE_OTHERS) for name in dict.fromkeys(speakers)}
    colours = _colours(given, style)
    positions = _positions(given, style)
    return {
        name: Speaker(
            _shown_name(speaker.name or name), colours.get(name), positions.get(name, "usual")
        )
        for name, speaker in given.items()
    }


def _shown_name(name: str) -> str:
    text = clean_text(_OVERRIDES.sub("", name[: 8 * _LONGEST_NAME]))
    parts = split_clusters(text)
    return "".join(parts[: _LONGEST_NAME - 1]) + "…" if len(parts) > _LONGEST_NAME else text


def _positions(given: Mapping[str, SpeakerStyle], style: Style) -> dict[str, str]:
    """Return positions in a row for a conversation; one voice alone keeps the usual place."""
    positions = {name: own.position for name, own in given.items() if own.position}
    row = style.speakers.positions
    if row and sum(1 for name in given if name) > 1:
        others = [name for name in given if name and name not in positions]
        positions |= {name: row[index % len(row)] for index, name in enumerate(others)}
    return positions


def _colours(given: Mapping[str, SpeakerStyle], style: Style) -> dict[str, Colour]:
    ground = _ground(style)
    colours = {name: own.colour for name, own in given.items() if own.colour}
    _warn_of_doubts(colours, ground)
    if not style.speakers.colours:
        return colours
    others = [name for name in given if name not in colours]
    row = _row(style.speakers.colours, list(colours.values()), ground, len(others))
    # When no different colour is left, colours are used again from the first.
    return colours | {name: row[index % len(row)] for index, name in enumerate(others)}


def _row(
    wanted: Sequence[Colour], taken: Sequence[Colour], ground: Colour | None, count: int
) -> list[Colour]:
    """Return at most `count` colours in turn: the wanted ones, and others that differ."""
    row: list[Colour] = []
    free = [colour for colour in wanted if _is_apart(colour, taken)]
    kept = [colour for colour in free if _is_readable(colour, ground)]
    for colour in free[:count]:
        if colour in kept:
            row.append(colour)
        elif shade := _shaded(colour, ground, [*taken, *row, *kept]):
            row.append(shade)
    while len(row) < count and (further := _another([*taken, *row], ground)):
        row.append(further)
    return row or list(wanted)


def _ground(style: Style) -> Colour | None:
    """Return the background of the letters: the box, or else the outline."""
    if style.box.colour.opacity >= _COVERS:
        return style.box.colour
    if style.outline.width and style.outline.colour.opacity >= _COVERS:
        return style.outline.colour
    return None


def _warn_of_doubts(colours: Mapping[str, Colour], ground: Colour | None) -> None:
    """Warn of speakers' own colours that are hard to read or tell apart; they are kept."""
    doubts = []
    named = list(colours.items())
    for index, (name, colour) in enumerate(named):
        if ground and not _is_readable(colour, ground):
            doubts.append(
                f"{name[:40]!r} speaks in {colour}, which is hard to read on {ground}: "
                f"the contrast is {contrast(colour, ground):.1f}, not {_READABLE:g}"
            )
        for other, same in named[:index]:
            if difference(colour, same) < LEAST_DIFFERENCE:
                doubts.append(f"the colours of {other[:40]!r} and {name[:40]!r} look alike")
    for doubt in doubts:
        warnings.warn(doubt, VidsyncWarning, stacklevel=2)


def _is_readable(colour: Colour, ground: Colour | None) -> bool:
    return ground is None or contrast(colour, ground) >= _READABLE


def _shaded(colour: Colour, ground: Colour | None, taken: Sequence[Colour]) -> Colour | None:
    """Return the nearest readable and distinct colour; None if there is none."""
    if ground is None:
        return colour
    goal = max((BLACK, WHITE), key=lambda end: contrast(end, ground))
    shades = [colour.towards(goal, share / 20) for share in range(1, 21)]
    fitting = (c for c in shades if _is_readable(c, ground) and _is_apart(c, taken))
    shade = next(fitting, None) or _another(taken, ground)
    if shade:
        warnings.warn(
            f"the speakers' colour {colour} can't be read on {ground}: {shade} is drawn",
            VidsyncWarning,
            stacklevel=2,
        )
    return shade


def _is_apart(colour: Colour, taken: Sequence[Colour]) -> bool:
    return all(difference(colour, other) >= LEAST_DIFFERENCE for other in taken)


def _another(taken: Sequence[Colour], ground: Colour | None) -> Colour | None:
    """Return the clear colour that differs most from those taken; None if none differs."""
    for least in (_EASILY_READ, _READABLE):
        clear = [c for c in _clear_colours() if not ground or contrast(c, ground) >= least]
        apart = max(
            clear, key=lambda c: min((difference(c, t) for t in taken), default=0.0), default=None
        )
        if apart and _is_apart(apart, taken):
            return apart
    return None


@cache
def _clear_colours() -> tuple[Colour, ...]:
    """Return hues around the circle, from deep to light, with white and black."""
    found = [WHITE, BLACK]
    for lightness in (0.7, 0.6, 0.82, 0.45, 0.3):
        for step in range(18):
            parts = hls_to_rgb(step / 18, lightness, 0.9)
            found.append(Colour(*(round(part * 255) for part in parts)))
    return tuple(found)
