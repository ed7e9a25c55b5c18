"""The settings of a voice of Piper: the JSON beside its network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vidsync.errors import VoiceError, near_matches

_LARGEST = 4 << 20
_HOP = 256
_RATES = (8000, 96000)


@dataclass(frozen=True, slots=True)
class PiperSettings:
    """What a voice of Piper needs to be used.

    Attributes:
        sample_rate: Hz.
        voice: of espeak-ng, whose phones the voice speaks.
        numbers: of each character of IPA.
        speakers: number of each speaker; empty for a voice of one.
        pace: length of sounds at speed 1, as a factor.
        noise: how lively the sound is; 0.667 for most voices.
        rhythm_noise: how much lengths of sounds vary.
        hop: samples in one unit of the durations.
    """

    sample_rate: int
    voice: str
    numbers: Mapping[str, tuple[int, ...]]
    speakers: Mapping[str, int]
    pace: float
    noise: float
    rhythm_noise: float
    hop: int

    def find_speaker(self, name: str | int | None) -> int | None:
        """Return the number of a speaker; None if the voice has only one.

        Raises:
            VoiceError: the voice has no such speaker.
        """
        if not self.speakers:
            if name is None:
                return None
            raise VoiceError("the voice has only one speaker", hint="leave out the speaker")
        if name is None:
            return min(self.speakers.values())
        if name in self.speakers.values():
            return int(name)
        if str(name) not in self.speakers:
            raise VoiceError(
                f"the voice has no speaker {name!r}", hint=near_matches(str(name), self.speakers)
            )
        return self.speakers[str(name)]


def read_settings(path: Path) -> PiperSettings:
    """Read the settings of a voice.

    Args:
        path: of its network; the settings are in the file ``….onnx.json``, or ``….json``.

    Raises:
        VoiceError: they are missing, are not settings of Piper, or ask for what is not
            supported.
    """
    beside = path.with_name(path.name + ".json")
    if not beside.is_file() and path.with_suffix(".json").is_file():
        beside = path.with_suffix(".json")
    try:
        with beside.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError(f"it is over {_LARGEST:,} bytes")
        return _read(json.loads(content))
    except OSError as error:
        raise VoiceError(
            f"the settings of the voice can't be read: {beside}: {error.strerror}",
            hint="a voice of Piper is two files: NAME.onnx and NAME.onnx.json",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VoiceError(
            f"{beside} has no settings of a voice of Piper: {type(error).__name__} {error}",
            hint="give the .onnx file of a voice of Piper, with its .json beside it",
        ) from error


def _read(document: Any) -> PiperSettings:
    kind = document.get("phoneme_type", "espeak")
    if kind != "espeak":
        raise VoiceError(
            f"the voice reads {kind!r}, which is not supported",
            hint="use a voice that reads espeak-ng's phones, as most of Piper's do",
        )
    scales = document.get("inference", {})
    speakers = document.get("speaker_id_map") or {}
    count = int(document.get("num_speakers", 1))
    if count > 1 and not speakers:
        speakers = {str(number): number for number in range(min(count, 10_000))}
    settings = PiperSettings(
        sample_rate=int(document["audio"]["sample_rate"]),
        voice=str(document["espeak"]["voice"]),
        numbers={
            str(sign): tuple(map(int, numbers))
            for sign, numbers in document["phoneme_id_map"].items()
        },
        speakers={str(name): int(number) for name, number in speakers.items()} if count > 1 else {},
        pace=float(scales.get("length_scale", 1.0)),
        noise=float(scales.get("noise_scale", 0.667)),
        rhythm_noise=float(scales.get("noise_w", 0.8)),
        hop=int(document.get("hop_length", _HOP)),
    )
    if not _RATES[0] <= settings.sample_rate <= _RATES[1]:
        raise ValueError(f"sample rate {settings.sample_rate}")
    if not (0.1 <= settings.pace <= 10 and 1 <= settings.hop <= 4096):
        raise ValueError("length_scale or hop_length")
    if not (0 <= settings.noise <= 2 and 0 <= settings.rhythm_noise <= 2):
        raise ValueError("noise_scale or noise_w")
    for mark in "_^$":
        if not settings.numbers[mark]:
            raise ValueError(f"phoneme_id_map has no {mark}")
    return settings
