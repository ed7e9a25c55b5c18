"""Overlays: drawings are opaque and everything else is transparent, in every encoding."""

from dataclasses import replace

import av
import numpy as np
import pytest

from vidsync.errors import FontError, InputError
from vidsync.media import Drawing, write_overlay


def decoded_with_alpha(path):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "vp9":
            yield from container.decode(stream)
            return
        # ffmpeg's default decoder for VP9 drops the alpha plane.
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        for packet in container.demux(stream):
            yield from decoder.decode(packet if packet.size else None)


@pytest.mark.parametrize(
    ("name", "encoder"), [("o.mov", ""), ("o.mov", "prores"), ("o.webm", "vp9")]
)
def test_only_what_is_drawn_is_opaque(tmp_path, script, box, name, encoder):
    red = script((64, 48), ("0:00:00.00", "0:00:00.50", box(16, 8, 16, 16, "0000FF")))
    red = replace(red, ass=red.ass.replace("TV.709", "None"))  # as for any RGB target
    path = write_overlay(
        red, tmp_path / name, size=(64, 48), frame_rate=10, duration=1.0, encoder=encoder
    )
    pictures = [frame.to_ndarray(format="rgba").astype(int) for frame in decoded_with_alpha(path)]
    assert len(pictures) == 10
    drawn = pictures[2]
    assert np.abs(drawn[12:20, 20:28] - (255, 0, 0, 255)).max() <= 12
    assert drawn[30:, 40:, 3].max() <= 4
    assert pictures[7][..., 3].max() <= 4


def test_a_font_that_would_be_replaced_is_an_error(tmp_path, script):
    wrong = script((64, 48), ("0:00:00.00", "0:00:01.00", "A"), font="Nowhere Sans")
    with pytest.raises(FontError):
        write_overlay(wrong, tmp_path / "o.mov", size=(64, 48), frame_rate=10, duration=1.0)
    assert list(tmp_path.glob("*.mov")) == []


@pytest.mark.parametrize(
    ("name", "options", "saying"),
    [
        ("o.mp4", {}, "transparent"),
        ("o.mov", {"encoder": "prors"}, "prores"),
        ("o.webm", {"encoder": "prores"}, "webm"),
        ("o.mov", {"duration": 0.0}, "0.0 s"),
        ("o.mov", {"duration": float("nan")}, "nan"),
    ],
)
def test_bad_options_are_refused(tmp_path, name, options, saying):
    given = {"size": (64, 48), "frame_rate": 10, "duration": 1.0, **options}
    with pytest.raises(InputError) as refused:
        write_overlay(Drawing(""), tmp_path / name, **given)
    assert saying in str(refused.value)
