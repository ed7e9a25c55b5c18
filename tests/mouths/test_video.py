"""Mouths in a transparent video, checked in the read_frames frames."""

import av
import numpy as np
import pytest

from vidsync.errors import InputError, OutputError, PresetError
from vidsync.mouths import Mouth, mouth_set, write_mouths
from vidsync.visemes import lipsync
from vidsync.visemes.exporters.frames import make_frame_cues


def read_frames(path):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if stream.codec_context.name != "vp9":
            yield from (frame.to_ndarray(format="rgba") for frame in container.decode(stream))
            return
        # ffmpeg's default decoder for VP9 ignores the alpha plane.
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        for packet in container.demux(stream):
            for frame in decoder.decode(packet if packet.size else None):
                yield frame.to_ndarray(format="rgba")


@pytest.mark.parametrize(
    ("name", "encoder"), [("o.mov", ""), ("o.mov", "prores"), ("o.webm", "vp9")]
)
def test_every_frame_shows_the_shape_of_the_track(tmp_path, painted, talk, shape_of, name, encoder):
    out = write_mouths(talk, tmp_path / name, mouth=painted, frame_rate=25, encoder=encoder)
    frames = list(read_frames(out))
    assert len(frames) == 75
    assert frames[0].shape == (30, 40, 4)
    wanted = ["X"] * 75
    for cue in make_frame_cues(lipsync(talk, set="rhubarb"), 25):
        wanted[cue.start : cue.end] = [cue.shape] * (cue.end - cue.start)
    assert [shape_of(frame[8:22, 10:30]) for frame in frames] == wanted[:75]
    assert min(frame[8:22, 10:30, 3].min() for frame in frames) >= 250


def test_a_built_in_set_is_drawn_without_changes(tmp_path, talk):
    out = write_mouths(talk, tmp_path / "o.mov", mouth="comic", frame_rate=12)
    known = mouth_set("comic")
    frames = list(read_frames(out))
    resting = np.asarray(known.pictures()["X"]).astype(int)
    seen = frames[0].astype(int)
    assert np.abs(seen[..., 3] - resting[..., 3]).max() <= 1
    solid = resting[..., 3] == 255
    assert np.abs(seen - resting)[solid].max() <= 2


def test_the_mouths_of_speakers_are_side_by_side(tmp_path, painted, conversation, shape_of):
    out = write_mouths(
        conversation,
        tmp_path / "o.mov",
        mouth={"Ann": Mouth(painted, at=(0.25, 0.5)), "Ben": Mouth(painted, at=(0.75, 0.5))},
        size=(320, 180),
        frame_rate=24,
    )
    frames = list(read_frames(out))
    assert frames[0].shape == (180, 320, 4)
    for speaker, column in (("Ann", 80), ("Ben", 240)):
        track = lipsync(conversation, set="rhubarb", speaker=speaker)
        for cue in make_frame_cues(track, 24):
            for frame in frames[cue.start : cue.end]:
                assert shape_of(frame[84:96, column - 8 : column + 8]) == cue.shape
    assert max(frame[:20, :, 3].max() for frame in frames) == 0


@pytest.mark.parametrize(
    ("given", "error", "saying"),
    [
        ({"mouth": "pupet"}, PresetError, "puppet"),
        ({"mouth": Mouth("comic", at=(0.5, 0.5))}, InputError, "size"),
        ({"mouth": {"Ann": "comic", "Ben": "puppet"}}, InputError, "size"),
        ({"mouth": Mouth("comic", speaker="An")}, InputError, "'Ann'"),
        ({"frame_rate": 0}, InputError, "frame rate"),
        ({"frame_rate": float("nan")}, InputError, "frame rate"),
        ({"encoder": "h264"}, InputError, "h264"),
    ],
)
def test_bad_options_are_refused(tmp_path, conversation, given, error, saying):
    with pytest.raises(error) as refused:
        write_mouths(conversation, tmp_path / "o.mov", **given)
    assert saying in str(refused.value)
    assert not list(tmp_path.glob("*.mov"))


def test_an_existing_file_is_not_replaced_by_default(tmp_path, talk):
    (tmp_path / "o.mov").write_text("mine")
    with pytest.raises(OutputError):
        write_mouths(talk, tmp_path / "o.mov")
    assert (tmp_path / "o.mov").read_text() == "mine"
