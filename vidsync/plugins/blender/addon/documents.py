"""Reading of movements and captions from files. It does not need Blender."""

import json
import math
import re
from dataclasses import dataclass

_LARGEST = 512 << 20
_STAMP = re.compile(
    r"(?:(\d+):)?(\d\d?):(\d\d)[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d\d?):(\d\d)[.,](\d{1,3})"
)


class DocumentError(ValueError):
    """A file cannot be used; the message is for the user."""


@dataclass(frozen=True)
class KeyedChannel:
    """The keys of one channel: seconds, values and, if it is smooth, slopes per second."""

    name: str
    times: list
    values: list
    slopes_in: list
    slopes_out: list


@dataclass(frozen=True)
class Movement:
    """The movement of a mouth.

    `interpolation` is stepped, linear or smooth. `drawn` is for mouths that are drawn: the
    times at which the shape changes, as (seconds, number of the shape). It is empty if the
    file has only curves.
    """

    set: str
    duration: float
    interpolation: str
    channels: list
    drawn: list


def read_movement(path):
    """Read a file of vidsync's visemes or keys.

    Raises:
        DocumentError: it is not such a file, or it is damaged.
    """
    try:
        document = json.loads(_text(path))
        kind = document.get("format")
        if document.get("version") != 1:
            raise DocumentError(f"{path} has a version that this add-on cannot read")
        if kind == "vidsync-visemes":
            movement = _from_cues(document)
        elif kind == "vidsync-keys":
            movement = _from_keys(document)
        else:
            raise DocumentError(
                f"{path} is not a file of vidsync: write one with  vidsync visemes talk.json "
                "--to vidsync-keys -o mouth.json"
            )
    except DocumentError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(f"{path} is damaged: {type(error).__name__}: {error}") from None
    return movement


def read_captions(path):
    """Read captions from an SRT or WebVTT file, as (start, end, text) in seconds.

    Raises:
        DocumentError: there are no captions in it.
    """
    captions = []
    for block in re.split(r"\n\s*\n", _text(path).replace("\r\n", "\n")):
        stamp = _STAMP.search(block)
        if stamp is None:
            continue
        text = re.sub(r"<[^>\n]*>|\{\\[^}\n]*\}", "", block[stamp.end() :].partition("\n")[2])
        start, end = _seconds(stamp.groups()[:4]), _seconds(stamp.groups()[4:])
        if text.strip() and end > start:
            captions.append((start, end, text.strip()))
    if not captions:
        raise DocumentError(f"{path} has no captions: give an .srt or .vtt file")
    return captions


def sample(channel, interpolation, seconds):
    """Sample a channel at rising times; it is constant before its first and after its last key.

    A key is at a time if they differ only by the rounding of the file.
    """
    values = []
    times, last = channel.times, len(channel.times) - 1
    key = 0
    for second in seconds:
        while key < last and times[key + 1] <= second + 1e-6:
            key += 1
        if key == last or second <= times[key] or interpolation == "stepped":
            values.append(channel.values[key])
            continue
        length = times[key + 1] - times[key]
        share = (second - times[key]) / length
        first, second_value = channel.values[key], channel.values[key + 1]
        if interpolation == "linear":
            values.append(first + share * (second_value - first))
            continue
        rest = 1 - share
        values.append(
            (1 + 2 * share) * rest * rest * first
            + share * share * (3 - 2 * share) * second_value
            + share
            * rest
            * length
            * (rest * channel.slopes_out[key] - share * channel.slopes_in[key + 1])
        )
    return values


def _text(path):
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 - Blender gives texts for paths
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise DocumentError(f"{path} is too large")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DocumentError(f"{path} is not text in UTF-8") from None


def _seconds(parts):
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _from_cues(document):
    shapes = [str(shape) for shape in document["shapes"]]
    cues, rest = document["cues"], str(document["rest"])
    duration = _number(document["duration"])
    starts = [_number(cue["start"]) for cue in cues] + [duration]
    poses = [cue["weights"] for cue in cues] + [{rest: 1.0} if rest else {}]
    channels = []
    for shape in shapes:
        times, values = [], []
        for start, pose in zip(starts, poses, strict=True):
            value = _number(pose.get(shape, 0.0))
            if not values or value != values[-1]:
                times.append(start)
                values.append(value)
        channels.append(KeyedChannel(shape, times, values, [], []))
    names = [str(cue["viseme"]) for cue in cues] + [rest]
    drawn = [
        (start, shapes.index(name))
        for start, name in zip(starts, names, strict=True)
        if name in shapes
    ]
    return _check(Movement(str(document["set"]), duration, "stepped", channels, drawn))


def _from_keys(document):
    interpolation = document["interpolation"]
    if interpolation not in ("stepped", "linear", "smooth"):
        raise DocumentError(f"unknown interpolation {interpolation!r}")
    channels = [
        KeyedChannel(
            str(curve["name"]),
            [_number(time) for time in curve["times"]],
            [_number(value) for value in curve["values"]],
            [_number(slope) for slope in curve.get("slopes_in", [])],
            [_number(slope) for slope in curve.get("slopes_out", [])],
        )
        for curve in document["curves"]
    ]
    duration = _number(document["duration"])
    return _check(Movement(str(document["set"]), duration, interpolation, channels, []))


def _check(movement):
    for channel in movement.channels:
        keys = len(channel.times)
        slopes = keys if movement.interpolation == "smooth" else 0
        if (
            not keys
            or len(channel.values) != keys
            or (len(channel.slopes_in), len(channel.slopes_out)) != (slopes, slopes)
            or any(b <= a for a, b in zip(channel.times, channel.times[1:], strict=False))
        ):
            raise DocumentError(f"the times, values and slopes of {channel.name!r} do not match")
    return movement


def _number(value):
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DocumentError(f"{value!r} is not a number")
    return float(value)
