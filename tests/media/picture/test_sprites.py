"""Sprites on a video: their colours, edges and times, measured."""

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from vidsync.errors import InputError
from vidsync.media import Encoding, Sprite, compose, probe, write_overlay

PURE = {"red": (255, 0, 0), "teal": (0, 150, 160), "white": (255, 255, 255), "ink": (22, 22, 29)}


def plain(size=(32, 32), alpha=255):
    return {name: Image.new("RGBA", size, (*colour, alpha)) for name, colour in PURE.items()}


def decoded(path, pixel_format="rgb24", matrix="ITU601"):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "vp9":
            for frame in container.decode(stream):
                # PyAV assumes BT.601, whatever the picture's tag says.
                plain = frame.reformat(format=pixel_format, src_colorspace=matrix)
                yield plain.to_ndarray()
            return
        # ffmpeg's default decoder for VP9 drops the alpha plane.
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        for packet in container.demux(stream):
            for frame in decoder.decode(packet if packet.size else None):
                yield frame.to_ndarray(format=pixel_format)


def tagged(make_clip, matrix):
    """2 s of grey in 128x96 at 10 frames/s, tagged with a matrix or untagged."""
    tags = f"setparams=colorspace={matrix}:range=tv" if matrix else "null"
    return probe(
        make_clip(
            f"grey-{matrix or 'untagged'}.mp4",
            *("-f", "lavfi", "-i", "color=gray:size=128x96:rate=10:duration=2"),
            *("-vf", tags, "-pix_fmt", "yuv420p", "-c:v", "libx264"),
        )
    )


@pytest.mark.parametrize("matrix", ["bt709", "smpte170m", ""])
@pytest.mark.parametrize(
    "pixel_format", ["yuv420p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p12le"]
)
def test_colours_are_the_pictures_own(make_clip, tmp_path, matrix, pixel_format):
    media = tagged(make_clip, matrix)
    changes = [(index * 0.5, name) for index, name in enumerate(PURE)]
    sprite = Sprite(plain(), changes, left=32, top=32, size=(32, 32))
    encoder = "libx265" if "12" in pixel_format else ""
    encoding = Encoding(encoder=encoder, crf=4, pixel_format=pixel_format)
    made = compose(media, tmp_path / "o.mp4", sprites=[sprite], encoding=encoding)
    after = probe(made.path)
    assert after.pixel_format == pixel_format
    assert after.matrix == media.matrix
    # Players also treat untagged pictures of this size as BT.601.
    frames = list(decoded(made.path, matrix="ITU709" if matrix == "bt709" else "ITU601"))
    assert len(frames) == 20
    for index, colour in enumerate(PURE.values()):
        for number in (5 * index, 5 * index + 4):
            patch = frames[number][38:58, 38:58].astype(int)
            assert np.abs(patch - colour).max() <= 8, (colour, number)
    around = frames[7].astype(int)
    assert np.abs(around[:24] - 128).max() <= 4
    assert np.abs(around[:, 72:] - 128).max() <= 4


def test_a_sprite_appears_on_the_first_frame_at_or_after_its_time(gray, tmp_path):
    media = probe(gray)
    changes = [(0.35, "white"), (0.7, ""), (1.049999, "red"), (1.4, "white")]
    sprite = Sprite(plain((16, 16)), changes, left=16, top=16, size=(16, 16))
    made = compose(media, tmp_path / "o.mp4", sprites=[sprite])
    seen = [picture[20:28, 20:28].reshape(-1, 3).mean(axis=0) for picture in decoded(made.path)]
    names = ["white" if c.min() > 200 else "red" if c[0] > c[1] + 90 else "" for c in seen]
    assert names == [""] * 4 + ["white"] * 3 + [""] * 4 + ["red"] * 3 + ["white"] * 6


def test_edges_are_soft_and_have_no_dark_rim(gray, tmp_path):
    """A white disc on grey is never darker than the grey."""
    picture = Image.new("RGBA", (128, 128))
    ImageDraw.Draw(picture).ellipse((8, 8, 120, 120), fill=(255, 255, 255, 255))
    sprite = Sprite({"disc": picture}, [(0.0, "disc")], left=8, top=4, size=(40, 40))
    encoding = Encoding(crf=1)
    made = compose(probe(gray), tmp_path / "o.mp4", sprites=[sprite], encoding=encoding)
    frame = list(decoded(made.path))[5].astype(int)
    assert frame.min() >= 120
    between = (frame[..., 0] > 140) & (frame[..., 0] < 240)
    assert between.sum() > 30


def test_cropping_transparent_margins_moves_nothing(gray, tmp_path):
    """Cropped pictures appear at the same position as the whole canvas would."""
    corner = Image.new("RGBA", (40, 40))
    corner.paste((255, 255, 255, 255), (25, 31, 40, 40))
    dot = Image.new("RGBA", (40, 40))
    dot.paste((255, 255, 255, 255), (13, 9, 17, 13))
    changes = [(0.0, "corner"), (1.0, "dot"), (1.5, "none")]
    pictures = {"corner": corner, "dot": dot, "none": Image.new("RGBA", (40, 40))}
    sprite = Sprite(pictures, changes, left=8, top=4, size=(40, 40))
    made = compose(probe(gray), tmp_path / "o.mp4", sprites=[sprite], encoding=Encoding(crf=1))
    frames = list(decoded(made.path))
    for number, (left, top, right, bottom) in ((4, (33, 35, 48, 44)), (12, (21, 13, 25, 17))):
        rows, columns = np.nonzero(frames[number][..., 1] > 190)
        assert (columns.min(), rows.min()) == (left, top)
        assert (columns.max() + 1, rows.max() + 1) == (right, bottom)
    assert np.abs(frames[17].astype(int) - 128).max() <= 4


def test_a_sprite_may_extend_beyond_the_frame(gray, tmp_path):
    sprite = Sprite(plain(), [(0.0, "white")], left=-16, top=36, size=(32, 32))
    made = compose(probe(gray), tmp_path / "o.mp4", sprites=[sprite])
    frame = list(decoded(made.path))[5].astype(int)
    assert frame[40:, :14].min() > 220
    assert np.abs(frame[:30] - 128).max() <= 4


def test_the_first_sprite_is_lowest_and_drawings_are_on_top(gray, tmp_path, red_box):
    media = probe(gray)
    low = Sprite(plain(), [(0.0, "white")], left=0, top=0, size=(32, 32))
    high = Sprite(plain(), [(0.0, "teal")], left=8, top=8, size=(32, 32))
    made = compose(media, tmp_path / "o.mp4", drawing=red_box(media), sprites=[low, high])
    frame = list(decoded(made.path))[5].astype(int)
    assert np.abs(frame[4:12, 4:12] - (255, 0, 0)).max() < 40
    assert frame[4:6, 20:30].min() > 220
    assert np.abs(frame[20:36, 20:36] - PURE["teal"]).max() < 16


@pytest.mark.parametrize(
    ("name", "encoder", "loss"), [("o.mov", "", 1), ("o.mov", "prores", 6), ("o.webm", "vp9", 12)]
)
def test_a_sprite_alone_keeps_its_colour_and_transparency(tmp_path, name, encoder, loss):
    pictures = {**plain(), "half": Image.new("RGBA", (8, 8), (200, 40, 60, 128))}
    changes = [(0.0, "red"), (0.25, ""), (0.45, "half")]
    sprite = Sprite(pictures, changes, left=16, top=8, size=(32, 32))
    path = write_overlay(
        (),
        tmp_path / name,
        sprites=[sprite],
        size=(64, 48),
        frame_rate=10,
        duration=0.8,
        encoder=encoder,
    )
    frames = [picture.astype(int) for picture in decoded(path, "rgba")]
    assert len(frames) == 8
    for number, colour in ((2, (255, 0, 0, 255)), (7, (200, 40, 60, 128))):
        assert np.abs(frames[number][12:36, 20:44] - colour).max() <= loss
        assert frames[number][:, 52:, 3].max() <= loss
    assert frames[3][..., 3].max() <= loss


@pytest.mark.parametrize(
    ("changed", "saying"),
    [
        ({"changes": [(0.0, "blue")]}, "no picture 'blue'"),
        ({"changes": [(0.0, "red"), (0.0, "teal")]}, "rising"),
        ({"changes": [(-1.0, "red")]}, "-1.0 s"),
        ({"changes": [(float("nan"), "red")]}, "nan s"),
        ({"left": 3}, "at 3, 0"),
        ({"size": (0, 32)}, "(0, 32) pixels"),
    ],
)
def test_an_invalid_sprite_is_refused(changed, saying):
    given = {"changes": [(0.0, "red")], "left": 0, "top": 0, "size": (32, 32), **changed}
    with pytest.raises(InputError) as refused:
        Sprite(plain(), **given)
    assert saying in str(refused.value)
