"""A picture that shows everything about a mouth on one time axis.

It has rows for the waveform, words, phones, the mouth itself, cues, the curves of the
articulators, and the curves of the set with their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vidsync.errors import InputError
from vidsync.resources import assets_folder
from vidsync.visemes.keys.keyframes import Curve, MouthAnimation
from vidsync.visemes.mouth_outlines import build_outlines
from vidsync.visemes.phones.phones import find_phones
from vidsync.visemes.phonetics.articulators import ARTICULATORS

if TYPE_CHECKING:
    from vidsync.audio import Samples
    from vidsync.transcript import Transcript
    from vidsync.visemes import Track

_PER_SECOND = 340
_BAND_SECONDS = 5.0
_LONGEST = 60.0
_MARGIN = 176
_EDGE = 20
_FACE = 58
_LANE = 34
_PAPER, _PANEL, _GRID, _INK, _QUIET = "#0b0d12", "#12161f", "#232a38", "#e6e9f0", "#8b95a8"
_WAVE, _WORD, _KEY = "#4d7fb8", "#1d2736", "#ffd166"
_COLOURS = ("#ef8354", "#e0566f", "#8f7ee7", "#4fb286", "#d9b44a", "#5aa9e6")
_LIP, _LIP_EDGE, _DARK, _TEETH, _TONGUE = "#c4566a", "#7d2f40", "#2a0d14", "#f3efe6", "#d98191"
_OVERSAMPLED = 4


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """A picture in bands, and where each time is in it.

    Attributes:
        picture: in RGB.
        set: the viseme set of the curves.
        spans: start and end of each band, in seconds.
        tops: the top of each band, in pixels.
        left: the start of each band, in pixels from the left.
        height: of each band, in pixels.
        per_second: pixels per second.
    """

    picture: Image.Image
    set: str
    spans: tuple[tuple[float, float], ...]
    tops: tuple[int, ...]
    left: int
    height: int
    per_second: int


def draw_picture(
    transcript: Transcript,
    track: Track,
    *,
    audio: Samples | None = None,
    start: float = 0.0,
    end: float | None = None,
    language: str | None = None,
    animation: MouthAnimation | None = None,
) -> TimelinePicture:
    """Draw a track over time, in bands of five seconds.

    Args:
        transcript: the words.
        track: the mouth, made from the transcript by `lipsync`.
        audio: the speech, for its waveform.
        start: seconds; the first time in the picture.
        end: seconds; None is the end of the track, or a minute after `start`.
        language: the one that was given to `lipsync`.
        animation: the keys to show; None shows smooth keys of the track at 60 fps.

    Returns:
        The picture, and where its bands are.

    Raises:
        InputError: the time from start to end is nothing or over a minute, or the track was
            not made by `lipsync`.
    """
    if track.gestures is None:
        raise InputError(
            f"a track of {track.set} that was not made by lipsync has no gestures to show"
        )
    last = min(track.duration, start + _LONGEST) if end is None else min(end, track.duration)
    if not 0 <= start < last or last - start > _LONGEST:
        raise InputError(
            f"{start:g} to {last:g} s of a track of {track.duration:g} s cannot be shown",
            hint="choose a part of the track of at most a minute",
        )
    sheet = _Sheet.of(transcript, track, animation or track.animation(), audio, language)
    count = ceil((last - start) / _BAND_SECONDS - 1e-9)
    begins = [start + band * _BAND_SECONDS for band in range(count)]
    spans = tuple((begin, min(begin + _BAND_SECONDS, last)) for begin in begins)
    tops = tuple(_EDGE + band * (sheet.height + _EDGE) for band in range(count))
    width = _MARGIN + round(min(_BAND_SECONDS, last - start) * _PER_SECOND) + 2 * _EDGE
    picture = Image.new("RGB", (width, tops[-1] + sheet.height + _EDGE), _PAPER)
    for (first, until), top in zip(spans, tops, strict=True):
        picture.paste(sheet.band(first, until), (_EDGE // 2, top))
    left = _MARGIN + _EDGE // 2
    return TimelinePicture(picture, track.set, spans, tops, left, sheet.height, _PER_SECOND)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a band: its label, its height in pixels, and the function that draws it."""

    label: str
    height: int
    draw: Callable[[_Strip], None]


@dataclass(frozen=True, slots=True)
class _Strip:
    """The place of a row in a picture, and its time span."""

    picture: Image.Image
    pen: ImageDraw.ImageDraw
    top: int
    height: int
    start: float
    end: float

    def x(self, seconds: float) -> float:
        return _MARGIN + (seconds - self.start) * _PER_SECOND

    def clipped(self, start: float, end: float) -> tuple[float, float] | None:
        """Return the left and right of a time span, in pixels; None if it is not in the strip."""
        first, last = max(start, self.start), min(end, self.end)
        return (self.x(first), self.x(last)) if last > first else None


@dataclass(frozen=True, slots=True)
class _Sheet:
    rows: tuple[_Row, ...]

    @classmethod
    def of(
        cls, transcript: Transcript, track: Track, keys: MouthAnimation, audio: Samples | None,
        language: str | None,
    ) -> _Sheet:  # fmt: skip
        gestures = track.gestures
        assert gestures is not None
        phones = find_phones(transcript, language=language)
        words = [(word.start, word.end, word.text) for word in transcript.words]
        sounds = [(phone.start, phone.end, phone.ipa.strip("ˈˌ")) for phone in phones]
        # "viseme_PP" is too long for a cue, so a prefix that all shapes have is left out.
        prefix = track.rest.removesuffix("sil") if track.rest.endswith("sil") else ""
        cues = [(cue.start, cue.end, cue.viseme.removeprefix(prefix)) for cue in track.cues]
        rows = [_Row("seconds", 20, _ruler)]
        if audio is not None:
            rows.append(_Row("sound", 64, _waveform(audio)))
        rows += [
            _Row("words", 26, _blocks(words, _WORD, 14)),
            _Row("phones", 24, _blocks(sounds, _PANEL, 13)),
            _Row("mouth", 2 * _FACE + 12, _faces(track)),
        ]
        # A rig has channels, but no shapes.
        if track.rest:
            rows.append(_Row(f"cues ({track.set})", 24, _blocks(cues, _WORD, 11)))
        for index, name in enumerate(ARTICULATORS):
            colour = _COLOURS[index % len(_COLOURS)]
            rows.append(_Row(name, _LANE, _curve(gestures.curve(index), colour, with_keys=False)))
        for index, curve in enumerate(_select_moving(keys.curves)):
            colour = _COLOURS[index % len(_COLOURS)]
            rows.append(_Row(f"{curve.name} · {len(curve)}", _LANE, _curve(curve, colour)))
        return cls(tuple(rows))

    @property
    def height(self) -> int:
        return sum(row.height + 4 for row in self.rows)

    def band(self, start: float, end: float) -> Image.Image:
        width = _MARGIN + round((end - start) * _PER_SECOND) + _EDGE
        picture = Image.new("RGB", (width, self.height), _PAPER)
        pen = ImageDraw.Draw(picture)
        right = _MARGIN + (end - start) * _PER_SECOND
        top = 0
        for row in self.rows:
            pen.rectangle((_MARGIN, top, right, top + row.height), fill=_PANEL)
            label = row.label if len(row.label) <= 27 else row.label[:26] + "…"
            pen.text((_MARGIN - 8, top + row.height / 2), label, _QUIET, _font(11), anchor="rm")
            strip = _Strip(picture, pen, top, row.height, start, end)
            row.draw(strip)
            top += row.height + 4
        return picture


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(assets_folder("fonts") / "inter" / "Inter-SemiBold.ttf", size)


def _ruler(strip: _Strip) -> None:
    for tenth in range(ceil(strip.start * 10 - 1e-9), int(strip.end * 10 + 1e-9) + 1):
        x, whole = strip.x(tenth / 10), tenth % 10 == 0
        top = strip.top + (4 if whole else 13)
        strip.pen.line((x, top, x, strip.top + strip.height), fill=_QUIET if whole else _GRID)
        if tenth % 5 == 0:
            strip.pen.text((x + 3, strip.top + 1), f"{tenth / 10:.1f}", _QUIET, _font(10))


def _waveform(audio: Samples) -> Callable[[_Strip], None]:
    sound = audio.mono().data[:, 0]
    loudest = float(np.abs(sound).max(initial=1e-6))

    def draw(strip: _Strip) -> None:
        middle = strip.top + strip.height / 2
        for pixel in range(int((strip.end - strip.start) * _PER_SECOND)):
            first = strip.start + pixel / _PER_SECOND
            piece = sound[
                int(first * audio.sample_rate) : int((first + 1 / _PER_SECOND) * audio.sample_rate)
            ]
            if len(piece):
                low, high = float(piece.min()) / loudest, float(piece.max()) / loudest
                half = strip.height / 2 - 2
                x = _MARGIN + pixel
                strip.pen.line((x, middle - high * half, x, middle - low * half), fill=_WAVE)

    return draw


def _blocks(
    entries: Sequence[tuple[float, float, str]], fill: str, size: int
) -> Callable[[_Strip], None]:
    def draw(strip: _Strip) -> None:
        font = _font(size)
        for start, end, text in entries:
            sides = strip.clipped(start, end)
            if sides is None:
                continue
            left, right = sides
            bottom = strip.top + strip.height
            side = max(left, right - 1)
            strip.pen.rectangle((left, strip.top, side, bottom), fill=fill, outline=_GRID)
            if strip.pen.textlength(text, font) < right - left:
                place = ((left + right) / 2, strip.top + strip.height / 2)
                strip.pen.text(place, text, _INK, font, anchor="mm")

    return draw


def _curve(curve: Curve, colour: str, *, with_keys: bool = True) -> Callable[[_Strip], None]:
    low = min(0.0, float(curve.values.min()))

    def draw(strip: _Strip) -> None:
        inside = strip.height - 6
        bottom = strip.top + strip.height - 3

        def y(value: float) -> float:
            return bottom - (value - low) / (1 - low) * inside

        pixels = np.arange(int((strip.end - strip.start) * _PER_SECOND) + 1)
        values = curve.sample(strip.start + pixels / _PER_SECOND)
        line = [
            (_MARGIN + pixel, y(value))
            for pixel, value in zip(pixels.tolist(), values.tolist(), strict=True)
        ]
        strip.pen.line((_MARGIN, y(0), strip.x(strip.end), y(0)), fill=_GRID)
        if len(line) > 1:
            strip.pen.line(line, fill=colour, width=2)
        if with_keys:
            for time, value in zip(curve.times.tolist(), curve.values.tolist(), strict=True):
                if strip.start <= time <= strip.end:
                    x, height = strip.x(time), y(value)
                    strip.pen.polygon(
                        [(x - 3, height), (x, height - 3), (x + 3, height), (x, height + 3)], _KEY
                    )

    return draw


def _select_moving(curves: Sequence[Curve]) -> list[Curve]:
    """Return the curves that move; of a left and a right channel, the left one."""
    shown: list[Curve] = []
    for curve in curves:
        twin = curve.name.replace("Right", "Left")
        has_twin = twin != curve.name and any(other.name == twin for other in shown)
        if len(curve) > 1 and not has_twin:
            shown.append(curve)
    return shown


def _faces(track: Track) -> Callable[[_Strip], None]:
    """Return a function that draws the mouth in the middle of each cue that fits, in two lines."""
    gestures = track.gestures
    assert gestures is not None
    moments = [(cue.start + cue.end) / 2 for cue in track.cues]
    poses = gestures.sample(np.array(moments)) if moments else np.empty((0, len(ARTICULATORS)))

    def draw(strip: _Strip) -> None:
        free = [strip.x(strip.start), strip.x(strip.start)]
        for moment, pose in zip(moments, poses.tolist(), strict=True):
            if not strip.start <= moment <= strip.end:
                continue
            x = strip.x(moment)
            line = min((0, 1), key=lambda row: free[row])
            if x - _FACE / 2 < free[line] - 1 or x + _FACE / 2 > strip.x(strip.end) + _EDGE:
                continue
            free[line] = x + _FACE / 2
            top = strip.top + 3 + line * (_FACE + 4)
            strip.pen.line((x, strip.top, x, strip.top + strip.height), fill=_GRID)
            strip.picture.paste(_face(pose), (round(x - _FACE / 2), top))

    return draw


def _face(pose: Sequence[float]) -> Image.Image:
    size = _FACE * _OVERSAMPLED
    picture = Image.new("RGB", (size, size), _PANEL)
    pen = ImageDraw.Draw(picture)
    shape = build_outlines(pose)

    def placed(points: np.ndarray) -> list[tuple[float, float]]:
        return [(size * (0.5 + 0.54 * x), size * (0.34 + 0.54 * y)) for x, y in points]

    pen.polygon(placed(shape.lips), fill=_LIP, outline=_LIP_EDGE)
    if shape.gap is None:
        pen.line(placed(shape.line), fill=_LIP_EDGE, width=_OVERSAMPLED * 2)
    else:
        mask = Image.new("L", picture.size, 0)
        ImageDraw.Draw(mask).polygon(placed(shape.gap), fill=255)
        inside = Image.new("RGB", picture.size, _DARK)
        ink = ImageDraw.Draw(inside)
        for part, fill in (
            (shape.tongue, _TONGUE), (shape.upper_teeth, _TEETH), (shape.lower_teeth, _TEETH),
        ):  # fmt: skip
            if part is not None:
                ink.polygon(placed(part), fill=fill)
        picture.paste(inside, mask=mask)
    return picture.resize((_FACE, _FACE), Image.Resampling.LANCZOS)
