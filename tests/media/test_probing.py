from fractions import Fraction
from pathlib import Path

import pytest

from vidsync.errors import MediaError
from vidsync.media import probe

TEST_PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2")


def test_plain_video(plain):
    media = probe(plain)
    assert (media.width, media.height) == media.canvas == media.coded_size == (64, 48)
    assert media.duration == pytest.approx(2.0, abs=0.03)
    assert media.last_frame == pytest.approx(1.9)
    assert (media.codec, media.frame_rate, media.pixel_format) == ("h264", 10, "yuv420p")
    assert not media.variable_frame_rate
    assert not media.interlaced
    assert [(sound.codec, sound.sample_rate, sound.channels) for sound in media.audio] == [
        ("aac", 48000, 1)
    ]


def test_real_footage(footage):
    bird = probe(footage / "cockatoo.mp4")
    assert (bird.canvas, bird.frame_rate, bird.pixel_format) == ((1280, 720), 20, "yuv444p")
    assert (bird.audio[0].codec, bird.audio[0].sample_rate, bird.audio[0].channels) == (
        *("mp3", 16000, 1),
    )
    assert bird.color_matrix == "TV.709"
    bunny = probe(footage / "big_buck_bunny.webm")
    assert (bunny.codec, bunny.frame_rate, bunny.audio[0].codec) == ("vp8", 24, "vorbis")
    assert bunny.duration == pytest.approx(30, abs=0.05)


def test_rotated_video_has_the_size_that_is_shown(plain, make_clip):
    turned = probe(make_clip("turned.mp4", "-display_rotation", "90", "-i", plain, "-c", "copy"))
    assert (turned.rotation, turned.coded_size, turned.canvas) == (90, (64, 48), (48, 64))


@pytest.mark.parametrize(("aspect", "shown"), [("2/1", (128, 48)), ("1/2", (64, 96))])
def test_pixels_that_are_not_square_are_stretched_never_shrunk(make_clip, aspect, shown):
    name = f"aspect-{aspect[0]}.mp4"
    clip = make_clip(name, *TEST_PICTURE, "-vf", f"setsar={aspect}", "-c:v", "libx264")
    media = probe(clip)
    assert (media.width, media.height) == shown
    assert media.sample_aspect_ratio == Fraction(aspect)


def test_the_canvas_of_an_odd_picture_is_even(make_clip):
    media = probe(
        make_clip(
            "odd.mp4",
            *("-f", "lavfi", "-i", "color=red:size=66x50:rate=10:duration=1"),
            *("-vf", "format=yuv444p,crop=65:49:exact=1", "-c:v", "libx264"),
        )
    )
    assert (media.width, media.height, media.canvas) == (65, 49, (64, 48))


def test_uneven_frames_are_noticed(make_clip):
    uneven = make_clip(
        "uneven.mp4",
        *TEST_PICTURE,
        *("-vf", "select='not(mod(n,3))+lt(n,7)'", "-fps_mode", "vfr", "-c:v", "libx264"),
    )
    assert probe(uneven).variable_frame_rate
    assert probe(uneven).duration > 1.8
    # Millisecond timestamps make 1/24 s frames look uneven by one tick.
    rounded = make_clip(
        "rounded.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=24:d=2", "-c:v", "libx264"
    )
    assert not probe(rounded).variable_frame_rate


def test_ten_bit_hdr(make_clip):
    for transfer, name in (("smpte2084", "PQ"), ("arib-std-b67", "HLG")):
        tags = f"color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
        media = probe(
            make_clip(
                f"{name}.mp4",
                *TEST_PICTURE,
                *("-vf", f"setparams={tags},format=yuv420p10le"),
                *("-c:v", "libx265", "-x265-params", "log-level=none"),
            )
        )
        assert (media.hdr, media.bit_depth, media.matrix) == (name, 10, "bt2020nc")
        assert media.color_matrix == "TV.709"


@pytest.mark.parametrize(
    ("tags", "matrix", "drawn_with"),
    [
        ("colorspace=bt709:range=pc", "bt709", "TV.709"),
        ("colorspace=smpte170m:range=tv", "smpte170m", "TV.601"),
        ("colorspace=bt2020nc:range=tv", "bt2020nc", "None"),
        ("range=tv", "", "TV.601"),
    ],
)
def test_colour_tags(make_clip, tags, matrix, drawn_with):
    name = tags.replace("=", "-").replace(":", "-") + ".mp4"
    clip = make_clip(name, *TEST_PICTURE, "-vf", f"setparams={tags}", "-c:v", "libx264")
    media = probe(clip)
    assert (media.matrix, media.color_matrix) == (matrix, drawn_with)
    assert media.full_range == tags.endswith("pc")


def test_interlaced(make_clip):
    clip = make_clip(
        "interlaced.mp4",
        *TEST_PICTURE,
        *("-vf", "tinterlace=interleave_top,setfield=tff", "-flags", "+ildct+ilme"),
        *("-c:v", "libx264"),
    )
    assert probe(clip).interlaced


def test_a_file_that_starts_late_has_the_length_of_its_content(plain, make_clip):
    for suffix in ("mkv", "ts"):
        late = make_clip(f"late.{suffix}", "-i", plain, "-output_ts_offset", "5", "-c", "copy")
        media = probe(late)
        assert media.duration == pytest.approx(2.0, abs=0.1)
        assert media.last_frame == pytest.approx(1.9, abs=0.05)


def test_a_recording_that_states_no_length_is_measured(make_clip, tmp_path, plain):
    live = make_clip("live.webm", "-i", plain, "-c:v", "libvpx", "-f", "webm", "-live", "1")
    assert probe(live).duration == pytest.approx(2.0, abs=0.1)


def test_cover_art_is_no_video(make_clip, plain):
    picture = make_clip("cover.png", "-i", plain, "-frames:v", "1")
    song = make_clip(
        "song.mp3",
        *("-i", plain, "-i", picture, "-map", "0:a", "-map", "1:v", "-c:v", "copy"),
        *("-disposition:v", "attached_pic"),
    )
    with pytest.raises(MediaError, match=r"song\.mp3 has sound but no video stream"):
        probe(song)
    with pytest.raises(MediaError, match=r"cover\.png is not a video: it is read as still"):
        probe(picture)


def test_files_that_are_no_videos(tmp_path, make_clip, plain):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("This is not a video.\n" * 100)
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\nother.mp4\n#EXT-X-ENDLIST\n"
    (tmp_path / "list.m3u8").write_text(playlist)
    sound = make_clip("sound.m4a", "-i", plain, "-vn", "-c", "copy")
    for path, message in (
        (tmp_path / "missing.mp4", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / "empty.mp4", "is empty"),
        (tmp_path / "text.mp4", "is not a video, or is damaged"),
        (tmp_path / "list.m3u8", "is not a video"),
        (sound, "has sound but no video"),
    ):
        with pytest.raises(MediaError, match=message) as caught:
            probe(path)
        assert str(path) in caught.value.message


def cut_short(path: Path, place: Path, share: float) -> Path:
    content = path.read_bytes()
    place.write_bytes(content[: int(len(content) * share)])
    return place


def test_files_that_break_off(tmp_path, make_clip):
    long = ("-f", "lavfi", "-i", "mandelbrot=size=64x48:rate=10", "-t", "10")
    front = make_clip("front.mp4", *long, "-c:v", "libx264", "-movflags", "+faststart")
    with pytest.raises(MediaError, match=r"breaks off: it says it is 10\.0 s long, and ends"):
        probe(cut_short(front, tmp_path / "a.mp4", 0.5))
    tail = make_clip("tail.mp4", *long, "-c:v", "libx264")
    with pytest.raises(MediaError, match="is not a video, or is damaged"):
        probe(cut_short(tail, tmp_path / "b.mp4", 0.5))
    webm = make_clip("whole.webm", *long, "-c:v", "libvpx")
    with pytest.raises(MediaError, match="breaks off"):
        probe(cut_short(webm, tmp_path / "c.webm", 0.5))
