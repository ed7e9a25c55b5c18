"""What is drawn of a placed cue, and when: word states, pills, sweeps, springs, entrances.

One positioned event per word and state, so that a word that changes moves no neighbour.
Which letters and pixels there are was settled by layout; how an event is written is for
script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vidsync.captions.canvas import Canvas
from vidsync.captions.drawing import EMOJI_PIXELS, emoji_layers, rounded_rectangle
from vidsync.captions.fonts import Font, find_font
from vidsync.captions.layout import PlacedCue, PlacedRun, PlacedWord
from vidsync.captions.script import Event, Face, colour_tags, escaped, number
from vidsync.captions.shaping import is_strong
from vidsync.captions.style import Colour, Style
from vidsync.transcript import Word

_BOX, _PILL, _WORD, _ACTIVE, _SWEEP = range(5)
# How far below its place a rising cue begins, in percent of the text's size.
_RISE = 22
# When a springing word is at its largest, as a part of the whole spring.
_PEAK = 0.45
# How long a grown word takes to shrink back, in milliseconds.
_SHRINK_MS = 90


@dataclass(frozen=True, slots=True)
class _State:
    """How a word looks for a while; times in hundredths of a second.

    Attributes:
        name: before, active or after.
        start: when it begins.
        end: when it is over.
        scales: milliseconds from the start, and the scale then; straight between them.
    """

    name: str
    start: int
    end: int
    scales: tuple[tuple[int, float], ...] = ((0, 1.0),)


@dataclass(slots=True)
class Looks:
    """Draws cues in one style, and collects the ASS styles that takes.

    Attributes:
        style: how cues look.
        canvas: where they are drawn.
        faces: the ASS styles that events have named so far, by name.
    """

    style: Style
    canvas: Canvas
    faces: dict[str, Face] = field(default_factory=dict)

    def events(self, placed: PlacedCue) -> Iterator[Event]:
        """The events of a cue."""
        drawn = _Drawn(self, placed)
        if drawn.end <= drawn.start:
            return
        if self.style.box.colour.opacity:
            yield drawn.box()
        lit = _lit(placed.cue.words, placed.cue.end, self.style.active.hold)
        if self.style.active.look == "pill":
            yield from drawn.pills(lit)
        for word in placed.words:
            yield from drawn.word(word, lit[id(word.word)])

    def face(self, state: str, font: Font, size: float) -> Face:
        """The ASS style of a state in a font, which has one size in a script."""
        name = f"{state} {font.name}"
        if name not in self.faces:
            outline = self.style.outline
            full = self.canvas.shorter_side * self.style.text.size / 100
            # Letters on a pill need no line around them, nor does a sweep over lined ones.
            pill = self.style.active.look == "pill" and state == "active"
            plain = pill or state in ("sweep", "drawing")
            self.faces[name] = Face(
                name=name,
                font=font,
                size=size,
                colour=self.colour(state),
                outline=0 if plain else full * outline.width / 100,
                outline_colour=outline.colour,
                shadow=0 if plain else full * outline.shadow / 100,
                shadow_colour=outline.shadow_colour,
            )
        return self.faces[name]

    def colour(self, state: str) -> Colour:
        """The colour of the letters in a state."""
        text, active = self.style.text, self.style.active
        if state == "sweep" or (state == "active" and active.look not in ("none", "sweep")):
            return active.colour
        if state == "after":
            return text.after or (active.colour if active.look == "sweep" else text.colour)
        return text.colour


class _Drawn:
    """One cue on its way to events."""

    def __init__(self, looks: Looks, placed: PlacedCue) -> None:
        self.looks = looks
        self.style = looks.style
        self.placed = placed
        self.start = looks.canvas.ticks(placed.cue.start)
        self.end = looks.canvas.ticks(placed.cue.end)
        self.percent = placed.size / 100
        # Drawings have no letters, but libass looks up their style's font all the same.
        main = find_font(self.style.text.font)
        self.drawings = looks.face("drawing", main, placed.size / placed.scale).name

    def box(self) -> Event:
        """The box behind the whole cue."""
        box, style = self.placed.box, self.style.box
        width = box.width + 2 * style.padding_x * self.percent
        height = box.height + 2 * style.padding_y * self.percent
        return Event(
            layer=_BOX,
            start=self.start,
            end=self.end,
            face=self.drawings,
            tags=self._drawing_tags(style.colour) + self._entering(*box.centre, self.start),
            text=rounded_rectangle(
                round(width, 1), round(height, 1), round(style.radius * self.percent, 1)
            ),
        )

    def pills(self, lit: dict[int, tuple[float, float]]) -> Iterator[Event]:
        """The shape behind the active word, gliding from word to word of a line."""
        style = self.style.pill
        previous: tuple[PlacedWord, int] | None = None
        for word in self.placed.words:
            start, end = map(self.looks.canvas.ticks, lit[id(word.word)])
            if end <= start:
                continue
            drop = style.drop * self.percent
            x, y = word.box.centre[0], word.box.centre[1] + drop
            width = word.box.width + 2 * style.padding_x * self.percent
            height = word.box.height + 2 * style.padding_y * self.percent
            glide = min(round(style.glide * 1000), (end - start) * 5)
            tags = self._drawing_tags(style.colour)
            # Across lines a glide would pass behind words that nobody is saying.
            follows = previous is not None and previous[1] == start
            if previous is None or not follows or not glide or previous[0].box.top != word.box.top:
                grows = f"\\fscx85\\fscy85\\t(0,{glide},\\fscx100\\fscy100)" if glide else ""
                tags += self._entering(x, y, start) + grows
            else:
                before = previous[0].box
                from_width = before.width + 2 * style.padding_x * self.percent
                tags += (
                    f"\\move({_points(before.centre[0], y)},{_points(x, y)},0,{glide})"
                    f"\\fscx{number(100 * from_width / width)}\\t(0,{glide},\\fscx100)"
                )
            shape = rounded_rectangle(
                round(width, 1), round(height, 1), round(style.radius * self.percent, 1)
            )
            yield Event(_PILL, start, end, self.drawings, tags, shape)
            previous = (word, end)

    def word(self, word: PlacedWord, lit: tuple[float, float]) -> Iterator[Event]:
        """A word in all its states."""
        sweeps = self.style.active.look == "sweep"
        for state in self._states(word, lit):
            yield from self._drawn_word(word, state, _ACTIVE if state.name == "active" else _WORD)
            if state.name == "active" and sweeps:
                yield from self._sweep(word, state, lit)

    def _states(self, word: PlacedWord, lit: tuple[float, float]) -> Iterator[_State]:
        start, end = (min(max(self.looks.canvas.ticks(time), self.start), self.end) for time in lit)
        active = self.style.active
        if active.look == "none" or (end <= start and not self._changes_after()):
            yield _State("before", self.start, self.end)
            return
        if self.start < start:
            yield _State("before", self.start, start)
        grown: tuple[tuple[int, float], ...] = ((0, 1.0),)
        if start < end:
            if active.look == "pop":
                grown = self._spring(word, (end - start) * 10)
            yield _State("active", start, end, grown)
        if end < self.end:
            back = ((0, grown[-1][1]), (_SHRINK_MS, 1.0)) if grown[-1][1] != 1 else ((0, 1.0),)
            yield _State("after", end, self.end, back)

    def _changes_after(self) -> bool:
        return self.looks.colour("after") != self.looks.colour("before")

    def _spring(self, word: PlacedWord, lasts_ms: int) -> tuple[tuple[int, float], ...]:
        active = self.style.active
        peak = min(active.overshoot / 100, word.largest)
        rest = min(active.scale / 100, word.largest)
        spring = min(round(active.spring * 1000), lasts_ms)
        if spring <= 0 or peak == rest == 1:
            return ((0, rest),)
        return ((0, 1.0), (round(spring * _PEAK), peak), (spring, rest))

    def _sweep(self, word: PlacedWord, state: _State, lit: tuple[float, float]) -> Iterator[Event]:
        """The active colour over the word, uncovered as it is spoken."""
        spoken_ms = max(10, round((min(word.word.end, lit[1]) - lit[0]) * 1000))
        box = word.box
        top, bottom = 0, self.looks.canvas.height
        left, right = int(box.left) - 1, int(box.right) + 2
        edge = right if word.right_to_left else left
        clip = (
            f"\\clip({edge},{top},{edge},{bottom})"
            f"\\t(0,{spoken_ms},\\clip({left},{top},{right},{bottom}))"
        )
        for run in word.runs:
            if run.run.emoji is None:
                over = _State("sweep", state.start, state.end)
                yield from self._run_events(run, over, _SWEEP, clip)

    def _drawn_word(self, word: PlacedWord, state: _State, layer: int) -> Iterator[Event]:
        if len(word.runs) == 1 or len(state.scales) == 1 == state.scales[0][1]:
            for run in word.runs:
                yield from self._run_events(run, state, layer)
            return
        # Runs of one word have to part as it grows, and \move is all that can carry them:
        # a state is drawn in as many events as its scale has straight stretches.
        for part in _straight_parts(state):
            for run in word.runs:
                yield from self._run_events(run, part, layer, around=word.box.centre)

    def _run_events(
        self,
        run: PlacedRun,
        state: _State,
        layer: int,
        extra: str = "",
        *,
        around: tuple[float, float] | None = None,
    ) -> Iterator[Event]:
        x = run.centre + run.run.anchor * run.size / run.run.scale
        y = _middle(run)
        if around is None:
            tags = self._entering(x, y, state.start)
        else:
            (_, first), (ms, last) = state.scales[0], state.scales[-1]
            path = [_scaled(x, y, around, scale) for scale in (first, last)]
            tags = (
                f"\\pos({_points(*path[0])})"
                if path[0] == path[1]
                else f"\\move({_points(*path[0])},{_points(*path[1])},0,{ms})"
            )
        if run.run.emoji is not None:
            scale = run.size / EMOJI_PIXELS
            tags += _scale_tags(state.scales, scale)
            for picture in emoji_layers(run.run.emoji):
                drawn = self._drawing_tags(picture.colour) + tags + extra
                yield Event(layer, state.start, state.end, self.drawings, drawn, picture.path)
            return
        face = self.looks.face(state.name, run.run.font, run.size / self.placed.scale)
        tags += self._size_tags(run, face) + _scale_tags(state.scales, 1.0) + extra
        text = escaped(run.run.text, level=run.run.level, strong=is_strong(run.run.text))
        yield Event(layer, state.start, state.end, face.name, tags, text)

    def _size_tags(self, run: PlacedRun, face: Face) -> str:
        """What a shrunken cue changes of the style."""
        tags = ""
        if abs(run.size - face.size) > 0.01:
            tags += f"\\fs{number(run.size * run.run.font.ass_size)}"
        if self.placed.scale < 1 and face.outline:
            tags += f"\\bord{number(face.outline * self.placed.scale)}"
        if self.placed.scale < 1 and face.shadow:
            tags += f"\\shad{number(face.shadow * self.placed.scale)}"
        if self.style.outline.blur and face.outline:
            tags += f"\\blur{number(self.style.outline.blur * self.percent)}"
        return tags

    def _entering(self, x: float, y: float, start: int) -> str:
        """Position, and what is left of the cue's entrance when an event starts."""
        entrance = self.style.entrance
        whole = round(entrance.duration * 1000)
        left = whole - (start - self.start) * 10
        if entrance.kind == "none" or left <= 0:
            return f"\\pos({_points(x, y)})"
        share = left / whole
        fade = f"\\fade({round(255 * share)},0,0,0,{left},{left},{left})"
        if entrance.kind == "fade":
            return f"\\pos({_points(x, y)}){fade}"
        below = y + _RISE * self.percent * share
        return f"\\move({_points(x, below)},{_points(x, y)},0,{left}){fade}"

    def _drawing_tags(self, colour: Colour) -> str:
        return f"\\an7\\p4\\bord0\\shad0{colour_tags(colour)}"


def _lit(words: Sequence[Word], cue_end: float, hold: float) -> dict[int, tuple[float, float]]:
    """When each word is lit, by the word's identity.

    From its start until the next word begins, or, before a longer silence, until `hold`
    after its end.
    """
    lit: dict[int, tuple[float, float]] = {}
    nexts = [*(word.start for word in words[1:]), cue_end]
    for word, following in zip(words, nexts, strict=True):
        lit[id(word)] = (word.start, max(word.start, min(following, word.end + hold)))
    return lit


def _straight_parts(state: _State) -> Iterator[_State]:
    """A state cut where its scale stops or turns, on hundredths of a second."""
    knots = [(state.start + ms // 10, scale) for ms, scale in state.scales]
    for (start, first), (end, last) in pairwise(knots):
        end = min(end, state.end)
        if start < end:
            yield _State(state.name, start, end, ((0, first), ((end - start) * 10, last)))
    start, scale = knots[-1]
    if start < state.end:
        yield _State(state.name, start, state.end, ((0, scale), (0, scale)))


def _scale_tags(scales: Sequence[tuple[int, float]], base: float) -> str:
    """The tags of a scale that changes over time."""
    tags = ""
    first = scales[0][1] * base
    if abs(first - 1) > 1e-6:
        tags += f"\\fscx{number(100 * first)}\\fscy{number(100 * first)}"
    for (start, before), (end, scale) in pairwise(scales):
        if before != scale and end > start:
            percent = number(100 * scale * base)
            tags += f"\\t({start},{end},\\fscx{percent}\\fscy{percent})"
    return tags


def _middle(run: PlacedRun) -> float:
    """The y of the middle of a run's line box, where ``\\an5`` holds it."""
    if run.run.emoji is not None:
        return run.baseline - (run.run.ascent - run.run.descent) / 2 * run.size / run.run.scale
    font = run.run.font
    return run.baseline - (font.win_ascent - font.win_descent) / 2 * run.size / font.units_per_em


def _scaled(x: float, y: float, around: tuple[float, float], scale: float) -> tuple[float, float]:
    return around[0] + (x - around[0]) * scale, around[1] + (y - around[1]) * scale


def _points(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"
