"""The picture that captions are laid out for: its size, frame rate and safe area.

Safe areas are data in presets/platforms, each with its source and date.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import isfinite
from typing import Literal, TypeAlias, get_args

from vidsync.errors import InputError, PresetError, near_matches
from vidsync.resources import presets_folder
from vidsync.timecode import FrameRate, centiseconds, frame_start, nearest_frame

Matrix = Literal["TV.709", "TV.601", "TV.FCC", "TV.240M", "PC.709", "PC.601", "None"]

_LARGEST_SIDE = 16384
# Above this rate the hundredths of a second in ASS cannot name every frame.
_FASTEST_EXACT_RATE = 80
# Largest ratio of width to height for each shape's safe area.
_SHAPES = ((0.7, "universal"), (0.9, "feed"), (1.3, "square"), (2.1, "widescreen"))


@dataclass(frozen=True, slots=True)
class SafeArea:
    """The part of a picture that nothing covers, and where captions stand in it.

    Attributes:
        top: fraction of the height kept free at the top.
        bottom: fraction of the height kept free at the bottom.
        left: fraction of the width kept free at the left.
        right: fraction of the width kept free at the right.
        caption_centre: where the middle of a caption stands, as a fraction of the height.
    """

    top: float = 0.05
    bottom: float = 0.05
    left: float = 0.05
    right: float = 0.05
    caption_centre: float = 0.85

    def __post_init__(self) -> None:
        sides = (self.top, self.bottom, self.left, self.right)
        if not all(isfinite(side) and 0 <= side < 1 for side in sides) or not (
            self.top + self.bottom < 0.98 and self.left + self.right < 0.98
        ):
            raise InputError(
                f"a safe area of {sides} leaves no room",
                hint="give fractions of the picture, from 0 to 1",
            )
        if not self.top < self.caption_centre < 1 - self.bottom:
            raise InputError(f"a caption centre of {self.caption_centre} is not in the safe area")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the picture's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The middle: x, y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def touches(self, other: Box) -> bool:
        """Whether the two overlap."""
        beside = self.left < other.right and other.left < self.right
        return beside and self.top < other.bottom and other.top < self.bottom


Region: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom as fractions of the picture, from the upper left corner."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Width, height, frame rate and safe area of the picture.

    Attributes:
        width: pixels.
        height: pixels.
        frame_rate: frames per second, if it is constant and known. Changes then fall on
            frames; without one, they fall on the first frame at or after their time.
        safe_area: a `SafeArea`, the name of a platform, or None for what suits the
            shape: ``universal``, ``feed``, ``square``, ``widescreen`` or ``cinema``.
        matrix: the YCbCr matrix of the video that is drawn on; ``None`` for RGB.
        avoid: regions that captions keep clear of where they can, such as a face or a
            logo. Give left, top, right and bottom as fractions of the picture, or a `Box`
            in pixels; the canvas holds boxes.

    Raises:
        InputError: a size or rate that no picture has.
        PresetError: no such platform.
    """

    width: int = 1080
    height: int = 1920
    frame_rate: FrameRate | None = None
    safe_area: SafeArea | str | None = None
    matrix: Matrix = "TV.709"
    avoid: tuple[Box | Region, ...] = ()

    def __post_init__(self) -> None:
        for name, side in (("width", self.width), ("height", self.height)):
            if not 16 <= side <= _LARGEST_SIDE:
                raise InputError(f"a {name} of {side} pixels: it must be 16 to {_LARGEST_SIDE}")
        if self.frame_rate is not None and not 0 < self.frame_rate <= 1000:
            raise InputError(f"{self.frame_rate} is not a frame rate")
        if self.matrix not in get_args(Matrix):
            raise InputError(
                f"no matrix {self.matrix!r}", hint=near_matches(self.matrix, get_args(Matrix))
            )
        object.__setattr__(self, "avoid", tuple(self._box(region) for region in self.avoid))
        for box in self.boxes_to_avoid:
            if not (box.width > 0 and box.height > 0):
                raise InputError(f"a region of {box.width:g}x{box.height:g} px can't be avoided")
        if not isinstance(self.safe_area, SafeArea):
            object.__setattr__(self, "safe_area", platform(self.safe_area or self.shape))

    @property
    def boxes_to_avoid(self) -> tuple[Box, ...]:
        """The regions of `avoid` in pixels."""
        return tuple(region for region in self.avoid if isinstance(region, Box))

    def _box(self, region: Box | Region) -> Box:
        if isinstance(region, Box):
            return region
        if len(region) != 4 or not all(0 <= side <= 1 for side in region):
            raise InputError(
                f"the region {tuple(region)} is not in the picture",
                hint="give left, top, right and bottom as fractions, from 0 to 1",
            )
        left, top, right, bottom = region
        return Box(left * self.width, top * self.height, right * self.width, bottom * self.height)

    @property
    def shape(self) -> str:
        """The name of the safe area for the picture's shape."""
        ratio = self.width / self.height
        for limit, name in _SHAPES:
            if ratio < limit:
                return name
        return "cinema"

    @property
    def area(self) -> SafeArea:
        """The safe area, as fractions."""
        assert isinstance(self.safe_area, SafeArea)
        return self.safe_area

    @property
    def shorter_side(self) -> int:
        """Pixels of the shorter side; sizes of captions are fractions of it."""
        return min(self.width, self.height)

    @property
    def safe_box(self) -> Box:
        """The safe area in pixels."""
        area = self.area
        return Box(
            self.width * area.left,
            self.height * area.top,
            self.width * (1 - area.right),
            self.height * (1 - area.bottom),
        )

    def ticks(self, seconds: float) -> int:
        """Return the hundredth of a second at which a change at this time is written.

        With a known frame rate it lies midway between two frames, before the frame nearest to the
        time, so that no later rounding can move it to another frame.
        """
        rate = self.frame_rate
        if rate is None or rate > _FASTEST_EXACT_RATE:
            return max(0, centiseconds(seconds))
        frame = nearest_frame(seconds, rate)
        if frame <= 0:
            return 0
        return centiseconds((frame_start(frame - 1, rate) + frame_start(frame, rate)) / 2)


def platform(name: str) -> SafeArea:
    """Return the safe area of a platform.

    Raises:
        PresetError: no platform has this name.
    """
    folder = presets_folder("platforms")
    names = [path.stem for path in folder.glob("*.toml")]
    if name not in names:
        raise PresetError(f"no platform is named {name!r}", hint=near_matches(name, names))
    table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    width, height = table["canvas"]
    return SafeArea(
        top=table["top"] / height,
        bottom=table["bottom"] / height,
        left=table["left"] / width,
        right=table["right"] / width,
        caption_centre=table["caption_centre"],
    )
