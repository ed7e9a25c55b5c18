"""The times of a cue: when its parts appear, change and disappear.

Words have states (before, next, active, after). Cues, lines and words have an entrance and an
exit. All times are hundredths of a second, on the canvas' frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import floor
from typing import NamedTuple

from vidsync.captions.canvas import Box, Canvas
from vidsync.captions.layout.placed import PlacedCue, PlacedWord
from vidsync.captions.motion.keyframes import Keyframes, Motion
from vidsync.captions.style.animations import ANIMATIONS, REST, Pose
from vidsync.captions.style.style import EntranceStyle, ExitStyle, Style
from vidsync.transcript import Word

# When a springing word is at its largest, as a fraction of the whole spring.
_PEAK = 0.45
# How long a grown word takes to shrink back.
_SHRINK = 9
# About a frame, in hundredths of a second.
_ONE_FRAME = 3


class State(NamedTuple):
    """A state of a word.

    Attributes:
        name: before, next, active or after.
        start: hundredths of a second.
        end: hundredths of a second.
    """

    name: str
    start: int
    end: int


class Timeline:
    """The times of one cue.

    Attributes:
        start: hundredths of a second, when the cue appears.
        end: hundredths of a second, when the cue has disappeared.
    """

    def __init__(self, placed: PlacedCue, style: Style, canvas: Canvas) -> None:
        self.placed = placed
        self.style = style
        self.canvas = canvas
        self.start = canvas.ticks(placed.cue.start)
        self.end = canvas.ticks(placed.cue.end)
        cue = placed.cue
        self._spoken = (
            find_lit_times(cue.words, cue.end, style.active.hold)
            if cue.word_times
            else [(cue.end, cue.end)] * len(cue.words)
        )
        self._lit = [(self._within(start), self._within(end)) for start, end in self._spoken]
        self.entered = style.entrance.kind != "none"
        self.leaves = style.exit.kind != "none"

    def lit(self, word: PlacedWord) -> tuple[int, int]:
        """Return when a word is active."""
        return self._lit[word.index]

    def spoken(self, word: PlacedWord) -> int:
        """Return how long a word is spoken, in hundredths of a second."""
        start, end = self._spoken[word.index]
        return max(1, round((min(word.word.end, end) - start) * 100))

    def states(self, word: PlacedWord, *, changes_after: bool, shows_next: bool) -> Iterator[State]:
        """Return the states of a word while it is on screen, in order."""
        come, go = self.comes(word), self.goes(word)
        start, end = self.lit(word)
        if self.style.active.look == "none" or (end <= start and not changes_after):
            yield State("before", come, go)
            return
        waits = start
        if shows_next:
            waits = self._lit[word.index - 1][0] if word.index else self.start
        for name, since, until in (
            ("before", self.start, waits),
            ("next", waits, start),
            ("active", start, end),
            ("after", end, self.end),
        ):
            since, until = max(since, come), min(until, go)
            if since < until:
                yield State(name, since, until)

    def comes(self, word: PlacedWord) -> int:
        """Return when a word appears."""
        kind = self.style.entrance.kind
        return self.enters(word) if self.entered and ANIMATIONS[kind].hides else self.start

    def enters(self, word: PlacedWord) -> int:
        """Return when the entrance of a word's unit begins."""
        entrance = self.style.entrance
        if not self.entered or entrance.unit == "cue":
            return self.start
        units = self._lines() if entrance.unit == "line" else [[w] for w in self.placed.words]
        place = next(i for i, unit in enumerate(units) if any(w is word for w in unit))
        spoken = self.lit(units[place][0])[0]
        if entrance.stagger and entrance.unit != "letter":
            # A word in a staggered entrance still appears by the time it is spoken.
            return min(self.start + round(place * entrance.stagger * 100), spoken)
        return spoken

    def goes(self, word: PlacedWord) -> int:
        """Return when a word has disappeared."""
        if not self.leaves or self.style.exit.unit == "cue":
            return self.end
        last = self._line(word)[-1] if self.style.exit.unit == "line" else word
        return min(self.end, max(self.lit(last)[1] + round(self.style.exit.duration * 100), 1))

    def tracks(self, word: PlacedWord) -> list[Motion]:
        """Return the movements of a word: its spring, then its unit's entrance and exit."""
        found = []
        spring = self.spring(word)
        if spring:
            found.append(spring)
        entrance, exit_ = self.style.entrance, self.style.exit
        if self.entered and entrance.unit != "letter":
            found.append(self.entrance_of(word, self._centre(word, entrance.unit)))
        if self.leaves:
            found += exit_tracks(
                exit_, self._said(word), self.goes(word), self._centre(word, exit_.unit)
            )
        return found

    def entrance_of(
        self, word: PlacedWord, centre: tuple[float, float], appears: int | None = None
    ) -> Motion:
        """Return the entrance of a word's unit, or of a part of it that appears at a time."""
        appears = self.enters(word) if appears is None else appears
        first = self.placed.words[0] if self.style.entrance.unit == "cue" else word
        return entrance_track(self.style.entrance, appears, self.lit(first)[0] - appears, centre)

    def _said(self, word: PlacedWord) -> int:
        """Return when the last word that leaves together with a word has been spoken."""
        unit = self.style.exit.unit
        if unit == "word":
            return self.lit(word)[1]
        words = self._line(word) if unit == "line" else self.placed.words
        return max(self._within(other.word.end) for other in words)

    def cue_tracks(self) -> list[Motion]:
        """Return the movements of what belongs to the whole cue."""
        found = []
        first, centre = self.placed.words[0], self.placed.box.centre
        if self.entered and self.style.entrance.unit == "cue":
            found.append(self.entrance_of(first, centre))
        if self.leaves and self.style.exit.unit == "cue":
            found += exit_tracks(self.style.exit, self._said(first), self.end, centre)
        return found

    def spring(self, word: PlacedWord) -> Motion | None:
        """Return the growth and tilt of a word while it is active."""
        active = self.style.active
        start, end = self.lit(word)
        if active.look == "none" or end <= start:
            return None
        most = max(active.overshoot, active.scale) / 100
        # Where there is less room, the peak and the rest grow less, in proportion.
        share = min(1.0, (word.largest - 1) / (most - 1)) if most > 1 else 1.0
        peak = _in_percents(active.overshoot / 100, share)
        rest = _in_percents(active.scale / 100, share)
        takes = min(round(active.spring * 100), end - start)
        if peak == rest == 1 and not active.tilt:
            return None
        course = _spring_keyframes(rest, peak, active.tilt, takes, end - start)
        return Motion(course, start, word.pivot)

    def _within(self, seconds: float) -> int:
        return min(max(self.canvas.ticks(seconds), self.start), self.end)

    def _lines(self) -> list[list[PlacedWord]]:
        lines: list[list[PlacedWord]] = []
        for word in self.placed.words:
            if lines and lines[-1][0].box.bottom == word.box.bottom:
                lines[-1].append(word)
            else:
                lines.append([word])
        return lines

    def _line(self, word: PlacedWord) -> list[PlacedWord]:
        return [other for other in self.placed.words if other.box.bottom == word.box.bottom]

    def _centre(self, word: PlacedWord, unit: str) -> tuple[float, float]:
        if unit == "cue":
            return self.placed.box.centre
        if unit == "line":
            return bounding_box(self._line(word)).centre
        return word.pivot


def _in_percents(scale: float, share: float) -> float:
    """Return a share of a growth, in whole percents, so that words share their movements."""
    return 1 + floor((scale - 1) * share * 100 + 1e-6) / 100 if scale > 1 else scale


def bounding_box(words: Sequence[PlacedWord]) -> Box:
    """Return the box around words."""
    return Box(
        min(word.box.left for word in words),
        min(word.box.top for word in words),
        max(word.box.right for word in words),
        max(word.box.bottom for word in words),
    )


def entrance_track(
    style: EntranceStyle, start: int, waits: int, centre: tuple[float, float]
) -> Motion:
    """Return an entrance that begins at a time.

    Args:
        style: the animation.
        start: when it begins, in hundredths of a second.
        waits: how long after that the first word is spoken. By then it is opaque, or one frame
            later: a word that is heard can be read.
        centre: of what appears.
    """
    takes = round(style.duration * 100)
    fades = min(takes, max(_ONE_FRAME, waits))
    return Motion(_entrance_keyframes(style.kind, style.easing, takes, fades), start, centre)


def exit_tracks(style: ExitStyle, said: int, end: int, centre: tuple[float, float]) -> list[Motion]:
    """Return an exit that ends at a time; none if there is no time for it after the words.

    Args:
        style: the animation.
        said: when the last word has been spoken, in hundredths of a second.
        end: when everything has disappeared.
        centre: of what disappears.
    """
    takes = min(round(style.duration * 100), end - said)
    if takes < _ONE_FRAME:
        return []
    return [Motion(_exit_keyframes(style.kind, style.easing, takes), end - takes, centre)]


@cache
def _entrance_keyframes(kind: str, easing: str | None, takes: int, fades: int) -> Keyframes:
    """Return the keyframes of an animation that is opaque after `fades` hundredths of a second."""
    timed = [(round(share * takes), pose) for share, pose in ANIMATIONS[kind].knots(easing)]
    opaque_at = next((time for time, pose in timed if pose.opacity == 1), takes)
    if opaque_at <= fades:
        return Keyframes(timed)
    first = timed[0][1].opacity
    timed.append((fades, Keyframes(timed).pose(fades)))

    def sooner(time: int, pose: Pose) -> Pose:
        return pose._replace(opacity=min(1.0, first + (1 - first) * time / fades))

    return Keyframes([(time, sooner(time, pose)) for time, pose in timed])


@cache
def _exit_keyframes(kind: str, easing: str | None, takes: int) -> Keyframes:
    """Return the keyframes of an animation backwards."""
    knots = ANIMATIONS[kind].knots(easing)
    return Keyframes([(round((1 - share) * takes), pose) for share, pose in reversed(knots)])


@cache
def _spring_keyframes(rest: float, peak: float, tilt: float, takes: int, lasts: int) -> Keyframes:
    """Return the keyframes of growth beyond a size, rest at the size, and shrinking back."""
    settled = Pose(scale=rest, rotation=tilt)
    knots: list[tuple[int, Pose]] = [(lasts, settled), (lasts + _SHRINK, REST)]
    if takes > 0:
        top = max(1, round(takes * _PEAK))
        highest = Pose(scale=peak, rotation=tilt * 1.4)
        return Keyframes([(0, REST), (top, highest), (takes, settled), *knots])
    return Keyframes([(0, settled), *knots])


def find_lit_times(words: Sequence[Word], cue_end: float, hold: float) -> list[tuple[float, float]]:
    """Return when each word of a cue is lit, in seconds.

    A word is lit from its start until the next word begins or, before a longer silence, until
    `hold` after its end.
    """
    nexts = [*(word.start for word in words[1:]), cue_end]
    return [
        (word.start, max(word.start, min(following, word.end + hold)))
        for word, following in zip(words, nexts, strict=True)
    ]
