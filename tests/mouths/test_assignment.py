"""The mouth picture in each frame of rendered videos."""

import itertools
from fractions import Fraction

import av
import numpy as np
import pytest

import vidsync
from vidsync import Phone, Transcript, Word
from vidsync.captions import Canvas
from vidsync.errors import InputError
from vidsync.media import Encoding
from vidsync.mouths import Mouth, assign_mouths
from vidsync.mouths.assignment import list_shape_changes
from vidsync.rendering import CaptionOptions
from vidsync.timecode import frame_showing
from vidsync.visemes import lipsync
from vidsync.visemes.exporters.frames import make_frame_cues

FAST = Encoding(preset="ultrafast", crf=12)
SIZE = (320, 240)


def grey_video(path, frame_rate, *, seconds=3.0):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=frame_rate)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), 96, np.uint8))
        for number in range(round(seconds * frame_rate)):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def read_frames(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def expected_shapes(track, frame_rate, count):
    """Return the shape of every frame, as exported to programs that swap drawings."""
    shapes = [track.rest] * count
    for cue in make_frame_cues(track, frame_rate):
        shapes[cue.start : cue.end] = [cue.shape] * (min(cue.end, count) - cue.start)
    return shapes


@pytest.mark.parametrize(
    "frame_rate",
    [Fraction(24), Fraction(30000, 1001), Fraction(60)],
    ids=["24 fps", "29.97 fps", "60 fps"],
)
def test_every_frame_shows_the_shape_of_the_track(tmp_path, painted, talk, shape_of, frame_rate):
    video = grey_video(tmp_path / "in.mp4", frame_rate)
    out = tmp_path / "out.mp4"
    mouth = Mouth(painted, at=(0.5, 0.25), width=0.2)
    made = vidsync.render(video, out, talk, mouth=mouth, encoding=FAST)
    assert not made.copied_video
    frames = read_frames(out)
    track = lipsync(talk, set="rhubarb")
    wanted = expected_shapes(track, frame_rate, len(frames))
    assert [shape_of(frame[52:68, 150:170]) for frame in frames] == wanted
    assert {"A", "B", "D", "E", "F", "G", "X"} <= set(wanted)
    # The mouth is at its place, 64x48 pixels in size, and nowhere else.
    frame = frames[wanted.index("A")].astype(int)
    red = (frame[..., 0] > 200) & (frame[..., 1] < 60) & (frame[..., 2] < 60)
    rows, columns = np.nonzero(red)
    assert abs(rows.min() - 36) <= 2
    assert abs(rows.max() - 83) <= 2
    assert abs(columns.min() - 128) <= 2
    assert abs(columns.max() - 191) <= 2


def test_lips_close_no_later_than_the_sound(talk):
    track = lipsync(talk, set="rhubarb")
    for frame_rate in (24, 30, 60):
        found = list_shape_changes(track, frame_rate)
        for word in talk.words:
            for phone in word.phones:
                if phone.ipa == "m":
                    frame = frame_showing(phone.start, frame_rate) / frame_rate
                    shown = [name for time, name in found if time <= frame][-1]
                    assert shown == "A", (frame_rate, phone)


def test_a_variable_frame_rate_changes_shapes_at_the_cues(talk):
    track = lipsync(talk, set="rhubarb")
    found = list_shape_changes(track, None)
    assert found[:-1] == [(cue.start, cue.viseme) for cue in track.cues][: len(found) - 1]
    assert found[-1][1] == "X"


def test_a_mouth_is_hidden_only_in_long_rests():
    words = tuple(Word("mama", start, start + 0.4) for start in (0.5, 1.5, 4.0))
    track = lipsync(Transcript(words, 8.0, language="en"), set="rhubarb")
    shown = list_shape_changes(track, 30)
    hidden = list_shape_changes(track, 30, hides=True)
    assert [time for time, _ in shown] == [time for time, _ in hidden]
    lengths = [
        (second[0] - first[0], first[1], name)
        for (first, second), (_, name) in zip(itertools.pairwise(shown), hidden, strict=False)
    ]
    assert {name == "" for length, shape, name in lengths if shape == "X" and length >= 1} == {True}
    assert all(name == shape for length, shape, name in lengths if shape != "X" or length < 1)
    assert any(shape == "X" and length < 1 for length, shape, _ in lengths)
    assert hidden[-1][1] == ""


def test_a_hidden_mouth_leaves_the_picture_unchanged(tmp_path, painted):
    video = grey_video(tmp_path / "in.mp4", 24, seconds=4)
    talk = Transcript((Word("mama", 0.2, 0.6),), 4.0, language="en")
    mouth = Mouth(painted, at=(0.5, 0.25), width=0.2, hides=True)
    vidsync.render(
        video,
        tmp_path / "out.mp4",
        talk,
        mouth=mouth,
        encoding=FAST,
        captions=CaptionOptions(burn=False),
    )
    frames = read_frames(tmp_path / "out.mp4")
    assert np.abs(frames[12][40:80, 130:190].astype(int) - 96).max() > 60
    assert np.abs(frames[60].astype(int) - 96).max() <= 3


def test_each_speaker_moves_their_own_mouth(tmp_path, painted, conversation, shape_of):
    video = grey_video(tmp_path / "in.mp4", 30)
    out = tmp_path / "out.mp4"
    mouths = {
        "Ann": Mouth(painted, at=(0.25, 0.25), width=0.2),
        "Ben": Mouth(painted, at=(0.75, 0.25), width=0.2),
    }
    vidsync.render(video, out, conversation, mouth=mouths, encoding=FAST)
    frames = read_frames(out)
    for speaker, column in (("Ann", 80), ("Ben", 240)):
        track = lipsync(conversation, set="rhubarb", speaker=speaker)
        seen = [shape_of(frame[52:68, column - 8 : column + 8]) for frame in frames]
        assert seen == expected_shapes(track, 30, len(frames)), speaker
    ann, ben = (
        expected_shapes(lipsync(conversation, set="rhubarb", speaker=speaker), 30, len(frames))
        for speaker in ("Ann", "Ben")
    )
    assert ann != ben


def test_a_mouth_of_an_unknown_speaker_is_refused(conversation):
    with pytest.raises(InputError, match="'Anne'") as refused:
        assign_mouths(conversation, Mouth("puppet", speaker="Anne"))
    assert "'Ann'" in refused.value.hint


def test_changes_are_between_two_frames_after_an_hour():
    rate = Fraction(30000, 1001)
    words = tuple(
        Word("ma", start, start + 0.4, phones=(Phone("m", start, start + 0.2),))
        for start in range(0, 3600, 3)
    )
    track = lipsync(Transcript(words, 3600.0, language="en"), set="rhubarb")
    found = list_shape_changes(track, rate)
    assert len(found) >= 2400
    for time, _ in found[1:]:
        assert float(time * rate) % 1 == pytest.approx(0.5, abs=1e-4)


def test_captions_are_drawn_above_the_mouth(tmp_path, painted):
    """A mouth as wide as the picture is below the words, which cannot avoid it."""
    video = grey_video(tmp_path / "in.mp4", 24, seconds=1)
    talk = Transcript((Word("mama", 0.1, 0.9),), 1.0, language="en")
    mouth = Mouth(painted, at=(0.5, 0.5), width=1.0)
    preset = tmp_path / "blue.toml"
    preset.write_text(
        '[text]\nfont = "Inter SemiBold"\nsize = 14\ncolour = "#000080"\n'
        '[active]\nlook = "none"\n[outline]\nwidth = 0\n',
        "utf-8",
    )
    out = tmp_path / "out.mp4"
    vidsync.render(video, out, talk, mouth=mouth, preset=preset, encoding=FAST)
    frame = read_frames(out)[14].astype(int)
    navy = (frame[..., 0] < 40) & (frame[..., 1] < 40) & (np.abs(frame[..., 2] - 128) < 40)
    assert navy.sum() > 200


def test_mouths_of_one_canvas_keep_their_speakers(conversation, painted):
    assignment = assign_mouths(conversation, {"Ben": painted, "Ann": Mouth("comic", at=(0.2, 0.2))})
    assert [mouth.speaker for mouth, _ in assignment.mouths] == ["Ben", "Ann"]
    assert len(assignment.regions(Canvas(640, 360))) == 1
