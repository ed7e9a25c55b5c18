"""The options of encoders, which every command that writes a video by one has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vidsync.media import Encoding

Encoder = Annotated[str, typer.Option("--encoder", help="libx264, libx265, vp9, av1, prores, …")]
EncoderPreset = Annotated[
    str, typer.Option("--encoder-preset", help="A preset of the encoder: veryfast, slow, …")
]
Crf = Annotated[float | None, typer.Option("--crf", help="Constant quality; lower is better.")]


def read_encoding(
    encoder: str, preset: str, crf: float | None, pixel_format: str
) -> Encoding | None:
    """Return the encoding that the options ask for; None if none of them is given."""
    from vidsync.media import Encoding  # brings ffmpeg-python

    if not (encoder or preset or crf is not None or pixel_format):
        return None
    return Encoding(encoder=encoder, preset=preset, crf=crf, pixel_format=pixel_format)
