"""The ASS events of a placed cue: its words in all their states, and the shapes with them.

There is one positioned event per word and state, so that a word that changes moves no neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from vidsync.captions.ass.backdrops import Shape, draw_boxes, draw_markers
from vidsync.captions.ass.gradients import gradient_bands
from vidsync.captions.ass.letters import can_split, letters_of, split_run
from vidsync.captions.ass.moves import Stretch, TiltedPlane, split_into_events
from vidsync.captions.ass.pixel_letters import can_letter, draw_letters
from vidsync.captions.ass.syntax import Event, Face, colour_tags, decimal, escape
from vidsync.captions.ass.vector import EMOJI_PIXELS, emoji_layers, rounded_rectangle
from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.layout.fonts import Font, find_font
from vidsync.captions.layout.placed import PlacedCue, PlacedLabel, PlacedRun, PlacedWord
from vidsync.captions.layout.shaping import is_strong
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.motion.timeline import State, Timeline
from vidsync.captions.style.animations import ANIMATIONS, Pose
from vidsync.captions.style.colour import Colour
from vidsync.captions.style.style import Style

_BOX, _MARKER, _WORD, _ACTIVE, _SWEEP, _BAND = range(6)
# Words are drawn after the markers of their cue, and so over them.
_GLOW = _MARKER
# Radius of the corners of a name's tag, as a fraction of its height.
_TAG_RADIUS = 0.28
# The picture height at which a tilt away from the viewer looks as specified, in pixels.
_PLANE_SIDE = 1080


@dataclass(slots=True)
class CueDrawer:
    """Draws cues in one style, and collects the ASS styles that are needed.

    Attributes:
        style: how cues look.
        canvas: where they are drawn.
        lane: prefix of the names of ASS styles, which tells two lanes apart.
        faces: the ASS styles that events have used so far, by name.
    """

    style: Style
    canvas: Canvas
    lane: str = ""
    faces: dict[str, Face] = field(default_factory=dict)

    def events(self, placed: PlacedCue) -> Iterator[Event]:
        """Return the events of a cue."""
        timeline = Timeline(placed, self.style, self.canvas)
        if timeline.end <= timeline.start:
            return
        drawn = _Drawn(self, timeline)
        for shape in draw_boxes(self.style, timeline):
            yield from drawn.shape(shape, _BOX)
        for shape in draw_markers(self.style, timeline):
            yield from drawn.shape(shape, _MARKER)
        if placed.label is not None:
            yield from drawn.label(placed.label)
        for word in placed.words:
            yield from drawn.word(word)

    def face(self, kind: str, font: Font, size: float) -> Face:
        """Return the ASS style of a state, or of a kind of drawing, in a font.

        A font has one size in a script.
        """
        name = f"{self.lane}{kind} {font.name}"
        if name not in self.faces:
            outline, glow = self.style.outline, self.style.glow
            full = self.canvas.shorter_side * self.style.text.size / 100
            width, line, shadow = outline.width, outline.colour, outline.shadow
            if kind == "glow":
                width, line, shadow = glow.width, glow.colour, 0.0
            elif kind in ("sweep", "drawing", "band", "tag") or kind in self._on_pills():
                # Letters on a pill need no outline, and neither does a sweep over outlined letters.
                width = shadow = 0.0
            self.faces[name] = Face(
                name=name,
                font=font,
                size=size,
                colour=self.colour(kind),
                outline=full * width / 100,
                outline_colour=line,
                shadow=full * shadow / 100,
                shadow_colour=outline.shadow_colour,
            )
        return self.faces[name]

    def colour(self, state: str) -> Colour:
        """Return the colour of the letters in a state."""
        text, active = self.style.text, self.style.active
        if state == "glow":
            return self.style.glow.colour
        if state == "sweep" or (state == "active" and active.look not in ("none", "sweep")):
            return active.colour
        if state == "after":
            filled = active.look == "sweep" or "after" in self._on_pills()
            return text.after or (active.colour if filled else text.colour)
        return (text.next or text.colour) if state == "next" else text.colour

    def gradient(self, state: str) -> Colour | None:
        """Return the second colour of a state's gradient."""
        if self.colour(state) == self.style.active.colour and state in ("active", "after", "sweep"):
            return self.style.active.gradient
        return self.style.text.gradient

    def own_colour(self, placed: PlacedCue, word: PlacedWord, state: str) -> Colour | None:
        """Return the colour of an emphasised word or its speaker; None for the state's."""
        if word.emphasised and self.style.emphasis.colour:
            return self.style.emphasis.colour
        if state in ("active", "sweep") or (state == "after" and self._fills):
            return None
        return placed.colour

    @property
    def _fills(self) -> bool:
        return self.style.text.after is not None or self.style.active.look == "sweep"

    def _on_pills(self) -> tuple[str, ...]:
        """The states whose words have a pill behind them."""
        if self.style.active.look != "pill":
            return ()
        return ("active", "after") if self.style.pill.stay else ("active",)


class _Drawn:
    """Collects the events of one cue."""

    def __init__(self, looks: CueDrawer, timeline: Timeline) -> None:
        self.looks = looks
        self.style = looks.style
        self.timeline = timeline
        self.placed = timeline.placed
        # The letters of runs that are drawn letter by letter, once for all states; by the runs'
        # identity.
        self._letters_by_word: dict[tuple[Box, bool], Sequence[PlacedRun]] = {}
        self.percent = self.placed.size / 100
        # Growing letters would be drawn at ever new sizes.
        active = self.style.active
        self.stepped = active.look != "none" and (active.scale, active.overshoot) != (100, 100)
        # Drawings have no letters, but libass looks up their style's font nevertheless.
        main = find_font(self.style.text.font)
        self.drawings = looks.face("drawing", main, self.placed.size / self.placed.scale).name
        tilt = self.style.tilt
        self.turned = [Motion(_turning(tilt.z), 0, self.placed.box.centre)] if tilt.z else []
        self.plane = None
        if tilt.x or tilt.y:
            # libass views from a fixed distance in pixels: smaller pictures need more tilt.
            lean = _PLANE_SIDE / looks.canvas.shorter_side
            self.plane = TiltedPlane(
                max(-60.0, min(60.0, tilt.x * lean)),
                max(-60.0, min(60.0, tilt.y * lean)),
                self.placed.box.centre,
            )

    def shape(self, shape: Shape, layer: int) -> Iterator[Event]:
        """Draw a box, a pill or an underline."""
        for part in self._parts(shape.at, shape.start, shape.end, shape.tracks):
            tags = _drawing_tags(shape.colour) + part.tags
            yield Event(layer, part.start, part.end, self.drawings, tags, shape.path)

    def label(self, label: PlacedLabel) -> Iterator[Event]:
        """Draw the speaker's name, on its tag or on the line."""
        tracks = () if label.steady else tuple(self.timeline.cue_tracks())
        state = State("tag" if label.tag else "name", self.timeline.start, self.timeline.end)
        if label.tag:
            box, colour = label.tag
            path = rounded_rectangle(box.width, box.height, box.height * _TAG_RADIUS)
            shape = Shape(state.start, state.end, box.centre, path, colour, tracks)
            yield from self.shape(shape, _BOX)
        for run in label.runs:
            yield from self._run(run, state, tracks, _WORD, colour=label.colour)

    def word(self, word: PlacedWord) -> Iterator[Event]:
        """Draw a word in all its states."""
        looks, timeline = self.looks, self.timeline
        changes = looks.colour("after") != looks.colour("before")
        tracks = timeline.tracks(word)
        states = timeline.states(word, changes_after=changes, shows_next=bool(self.style.text.next))
        for state in states:
            layer = _ACTIVE if state.name == "active" else _WORD
            clip = self._typing_clip(word, state)
            yield from self._state(word, state, tracks, layer, clip)
            if state.name == "active" and self.style.active.look == "sweep":
                over = State("sweep", state.start, state.end)
                swept = self._uncovering_clip(word, timeline.spoken(word), steps=False)
                yield from self._fill(word, over, tracks, _SWEEP, swept)

    def _state(
        self, word: PlacedWord, state: State, tracks: Sequence[Motion], layer: int, clip: str
    ) -> Iterator[Event]:
        glow = self.style.glow
        if glow.colour.opacity and (glow.around == "all" or state.name == "active"):
            lit = State("glow", state.start, state.end)
            for run, part, moved in self._moving(word, lit, tracks, state.name):
                yield from self._run(run, part, moved, _GLOW, clip)
        colour = self.looks.own_colour(self.placed, word, state.name)
        for run, part, moved in self._moving(word, state, tracks, state.name):
            yield from self._run(run, part, moved, layer, clip, colour)
        if colour is None and not clip:
            yield from self._bands(word, state, tracks)

    def _fill(
        self, word: PlacedWord, state: State, tracks: Sequence[Motion], layer: int, clip: str
    ) -> Iterator[Event]:
        for run in word.runs:
            if run.run.emoji is None:
                yield from self._run(run, state, tracks, layer, clip)

    def _bands(self, word: PlacedWord, state: State, tracks: Sequence[Motion]) -> Iterator[Event]:
        """Draw the lower parts of the letters in the colours of a gradient."""
        goal = self.looks.gradient(state.name)
        if goal is None:
            return
        colour, canvas = self.looks.colour(state.name), self.looks.canvas
        shades = gradient_bands(word.box, self.placed.size, colour, goal, canvas)
        band = State("band", state.start, state.end)
        for run, part, moved in self._moving(word, band, tracks, state.name):
            if run.run.emoji is None:
                yield from self._letters(run, part, moved, _BAND, shades)

    def _moving(
        self, word: PlacedWord, state: State, tracks: Sequence[Motion], name: str
    ) -> Iterator[tuple[PlacedRun, State, Sequence[Motion]]]:
        """Return the separately moving parts of a word and their times: runs or letters."""
        runs = word.active_runs if name == "active" and word.active_runs else word.runs
        entrance = self.style.entrance
        if not self.timeline.entered or entrance.unit != "letter" or entrance.kind == "typewriter":
            for run in runs:
                yield run, state, tracks
        elif all(can_split(run.run) for run in runs):
            yield from self._by_letter(runs, word, state, tracks)
        else:
            own = self.timeline.entrance_of(word, word.box.centre)
            for run in runs:
                yield run, state, [*tracks, own]

    def _by_letter(
        self,
        runs: Sequence[PlacedRun],
        word: PlacedWord,
        state: State,
        tracks: Sequence[Motion],
    ) -> Iterator[tuple[PlacedRun, State, Sequence[Motion]]]:
        """Return letters while any of the word's moves; before and after that, its whole runs."""
        name, start, end = state
        entrance = self.style.entrance
        parts = self._letters_of(runs, word)
        come, step = self.timeline.enters(word), self._pace(word, len(parts))
        appear = [come + round(place * step) for place in range(len(parts))]
        settled = max(come, appear[-1] + round(entrance.duration * 100))
        hides = ANIMATIONS[entrance.kind].hides
        for since, until in ((start, min(end, come)), (max(start, settled), end)):
            if since < until and not (hides and until <= come):
                for run in runs:
                    yield run, State(name, since, until), tracks
        until = min(end, settled)
        for part, appears in zip(parts, appear, strict=True):
            since = max(start, appears if hides else come)
            if since < until:
                centre = (part.centre, word.box.centre[1])
                own = self.timeline.entrance_of(word, centre, appears)
                yield part, State(name, since, until), [own, *tracks]

    def _letters_of(self, runs: Sequence[PlacedRun], word: PlacedWord) -> Sequence[PlacedRun]:
        """Return the letters of a word's runs, in reading order."""
        key = word.box, runs is word.active_runs
        if key not in self._letters_by_word:
            self._letters_by_word[key] = [
                part for run in _as_read(runs, word) for part in split_run(run)
            ]
        return self._letters_by_word[key]

    def _pace(self, word: PlacedWord, count: int) -> float:
        """Return hundredths of a second from letter to letter."""
        spoken = self.timeline.spoken(word)
        return min(self.style.entrance.stagger * 100 or spoken / count, spoken / count)

    def _typing_clip(self, word: PlacedWord, state: State) -> str:
        """Return the clip under which a word's letters are typed."""
        entrance = self.style.entrance
        if entrance.kind != "typewriter" or state.start != self.timeline.comes(word):
            return ""
        count = sum(len(letters_of(run.run)) for run in word.runs)
        lasts = min(self._pace(word, count) * count, state.end - state.start)
        return self._uncovering_clip(word, lasts, steps=True)

    def _uncovering_clip(self, word: PlacedWord, lasts: float, *, steps: bool) -> str:
        """Return a clip that uncovers a word letter by letter, each in the same time.

        Args:
            word: the word, uncovered from where reading starts.
            lasts: hundredths of a second.
            steps: whether letters appear at once; otherwise they are filled evenly.
        """
        height = self.looks.canvas.height
        left, right = int(word.box.left) - 1, int(word.box.right) + 2
        edges = []
        for run in _as_read(word.runs, word):
            unit = run.size / run.run.scale
            start = run.centre - run.width / 2
            backwards = run.run.level % 2 == 1
            for letter in letters_of(run.run):
                edges.append(start + (letter.left if backwards else letter.right) * unit)
        edges[-1] = left if word.right_to_left else right
        covered = right if word.right_to_left else left

        def clip(edge: float) -> str:
            x = round(edge)
            sides = (x, right) if word.right_to_left else (left, x)
            return f"\\clip({sides[0]},0,{sides[1]},{height})"

        times = [max(1, round(lasts * (n + 1) / len(edges) * 10)) for n in range(len(edges))]
        if steps:
            tags = clip(edges[0])
            for before, edge in zip(times, edges[1:], strict=False):
                tags += f"\\t({before},{before},{clip(edge)})"
            return tags
        tags = clip(covered)
        for start, end, edge in zip([0, *times], times, edges, strict=False):
            tags += f"\\t({start},{end},{clip(edge)})"
        return tags

    def _run(
        self,
        run: PlacedRun,
        state: State,
        tracks: Sequence[Motion],
        layer: int,
        clip: str = "",
        colour: Colour | None = None,
    ) -> Iterator[Event]:
        """Draw one run in one state."""
        if run.run.emoji is not None:
            if state.name == "glow":
                return
            scale = run.size / EMOJI_PIXELS
            pictures = emoji_layers(run.run.emoji)
            for part in self._parts(run.anchor, state.start, state.end, tracks, scale=scale):
                for picture in pictures:
                    tags = _drawing_tags(picture.colour) + part.tags + clip
                    yield Event(layer, part.start, part.end, self.drawings, tags, picture.path)
            return
        yield from self._letters(run, state, tracks, layer, [(clip, colour)])

    def _letters(
        self,
        run: PlacedRun,
        state: State,
        tracks: Sequence[Motion],
        layer: int,
        shades: Sequence[tuple[str, Colour | None]],
    ) -> Iterator[Event]:
        """Draw the letters of a run, once under each clip and in its colour."""
        face = self.looks.face(state.name, run.run.font, run.size / self.placed.scale)
        blur = 0.0
        if state.name == "glow":
            blur = self.style.glow.blur * self.percent
        elif face.outline:
            blur = self.style.outline.blur * self.percent
        text = _escape_run(run.run.text, run.run.level)
        size = self._size_tags(run, face)
        copies = tuple(
            (colour_tags(colour) if colour and colour != face.colour else "") + size + clip
            for clip, colour in shades
        )
        # The bands of a gradient would repeat the tags of every letter.
        plain = len(copies) == 1 and self.looks.gradient(state.name) is None
        stepped = self.stepped and plain and can_letter(run.run)
        for start, end, tags, scales in self._parts(
            run.anchor, state.start, state.end, tracks, blur=blur, stepped=stepped
        ):
            drawn = draw_letters(run.run, run.size, scales) if scales else text
            yield Event(layer, start, end, face.name, tags, drawn, copies)

    def _parts(
        self,
        at: tuple[float, float],
        start: int,
        end: int,
        tracks: Sequence[Motion],
        *,
        scale: float = 1.0,
        blur: float = 0.0,
        stepped: bool = False,
    ) -> list[Stretch]:
        return split_into_events(
            at,
            start,
            end,
            [*tracks, *self.turned] if self.turned else tracks,
            em=self.placed.size,
            scale=scale,
            blur=blur,
            plane=self.plane,
            stepped=stepped,
        )

    def _size_tags(self, run: PlacedRun, face: Face) -> str:
        """Return the tags by which a shrunken cue differs from the style."""
        tags = ""
        if abs(run.size - face.size) > 0.01:
            tags += f"\\fs{decimal(run.size * run.run.font.ass_size)}"
        if self.placed.scale < 1 and face.outline:
            tags += f"\\bord{decimal(face.outline * self.placed.scale)}"
        if self.placed.scale < 1 and face.shadow:
            tags += f"\\shad{decimal(face.shadow * self.placed.scale)}"
        return tags


@lru_cache(maxsize=4096)
def _escape_run(text: str, level: int) -> str:
    return escape(text, level=level, strong=is_strong(text))


@cache
def _turning(degrees: float) -> Keyframes:
    return Keyframes([(0, Pose(rotation=degrees))])


def _as_read(runs: Sequence[PlacedRun], word: PlacedWord) -> Sequence[PlacedRun]:
    return runs[::-1] if word.right_to_left else runs


def _drawing_tags(colour: Colour) -> str:
    return f"\\an7\\p4\\bord0\\shad0{colour_tags(colour)}"
