import itertools
import warnings
from pathlib import Path

import av
import numpy as np
import pytest

from vidsync.errors import FfmpegError, InputError, MediaError, OutputError, VidsyncWarning
from vidsync.media import Encoding, Narration, Progress, compose, probe

RED = (255, 0, 0)
BROKEN = Encoding(options={"b:v": "nonsense"})


def near(pixel, color, tolerance=12) -> bool:
    return bool(np.abs(np.asarray(pixel, int) - color).max() <= tolerance)


def test_a_drawing_is_burned_in_and_the_sound_copied(
    tmp_path, plain, red_box, frames_of, packets_of
):
    media = probe(plain)
    output = tmp_path / "out.mp4"
    result = compose(media, output, drawing=red_box(media))
    assert (result.copied_video, result.copied_audio) == (False, True)
    assert packets_of(output, "audio") == packets_of(plain, "audio")
    before, after = frames_of(plain), frames_of(output)
    assert [frame.time for frame in after] == [frame.time for frame in before]
    for old, new in zip(before, after, strict=True):
        assert near(new.rgb[4, 4], RED)
        assert not near(old.rgb[4, 4], RED)
        assert np.abs(new.rgb[24:, 24:].astype(int) - old.rgb[24:, 24:]).mean() < 6


def test_without_a_drawing_nothing_is_encoded(tmp_path, plain, packets_of):
    for suffix in ("mp4", "mov", "mkv"):
        output = tmp_path / f"out.{suffix}"
        result = compose(probe(plain), output)
        assert result.copied_video
        assert result.copied_audio
        assert packets_of(output, "video") == packets_of(plain, "video")
        assert packets_of(output, "audio") == packets_of(plain, "audio")


def test_a_container_that_can_not_hold_the_codecs_has_them_encoded(tmp_path, plain):
    result = compose(probe(plain), tmp_path / "out.webm", encoding=None)
    assert not result.copied_video
    made = probe(tmp_path / "out.webm")
    assert (made.codec, made.audio[0].codec) == ("vp9", "opus")
    assert made.duration == pytest.approx(2, abs=0.1)


def test_several_drawings_lie_on_each_other_in_order(tmp_path, gray, script, box, frames_of):
    media = probe(gray)
    always = ("0:00:00.00", "0:00:09.00")
    lower = script(media, (*always, box(0, 0, 32, 32, "0000FF")))
    upper = script(media, (*always, box(16, 0, 32, 32, "00FF00")))
    compose(media, tmp_path / "out.mp4", drawing=[lower, upper])
    frame = frames_of(tmp_path / "out.mp4")[5]
    assert near(frame.rgb[8, 8], RED)
    assert near(frame.rgb[8, 24], (0, 255, 0))


def test_events_appear_on_their_frame(tmp_path, gray, script, box, frames_of):
    media = probe(gray)
    drawing = script(media, ("0:00:00.50", "0:00:01.00", box(0, 0, 64, 48, "0000FF")))
    compose(media, tmp_path / "out.mp4", drawing=drawing)
    red = [frame.time for frame in frames_of(tmp_path / "out.mp4") if near(frame.rgb[8, 8], RED)]
    assert red == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9])


@pytest.mark.parametrize(
    ("vf", "color"),
    [
        ("setparams=colorspace=bt709:range=tv", RED),
        ("setparams=colorspace=smpte170m:range=tv", RED),
        ("scale=out_range=pc,setparams=colorspace=bt709:range=pc", RED),
        ("format=gbrp", RED),
    ],
)
def test_drawn_colours_are_right_in_every_matrix_and_range(tmp_path, make_clip, red_box, vf, color):
    encoder = "libx264rgb" if vf == "format=gbrp" else "libx264"
    name = "".join(letter for letter in vf if letter.isalnum()) + ".mp4"
    clip = make_clip(
        name, "-f", "lavfi", "-i", "color=gray:s=64x48:r=10:d=1", "-vf", vf, "-c:v", encoder
    )
    media = probe(clip)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    with av.open(str(tmp_path / "out.mp4")) as container:
        frame = next(container.decode(video=0))
    assert frame.color_range == 1
    rgb = frame.to_ndarray(format="rgb24", src_colorspace=frame.colorspace)
    assert near(rgb[4, 4], color, 6)
    assert near(rgb[40, 40], (128, 128, 128), 6)


def test_colour_tags_are_passed_on(tmp_path, gray, red_box):
    media = probe(gray)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    with av.open(str(tmp_path / "out.mp4")) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1)


def test_rotated_video_comes_out_upright(tmp_path, plain, make_clip, red_box, frames_of):
    turned = make_clip("turned-2.mp4", "-display_rotation", "90", "-i", plain, "-c", "copy")
    media = probe(turned)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    made = probe(tmp_path / "out.mp4")
    assert (made.rotation, made.coded_size) == (0, (48, 64))
    picture = frames_of(tmp_path / "out.mp4")[3].rgb.astype(int)
    assert near(picture[4, 4], RED)
    upright = np.rot90(frames_of(plain)[3].rgb.astype(int))
    assert np.abs(picture[24:, 24:] - upright[24:, 24:]).mean() < 8


def test_copied_video_keeps_its_rotation(tmp_path, plain, make_clip):
    turned = make_clip("turned-3.mp4", "-display_rotation", "90", "-i", plain, "-c", "copy")
    assert compose(probe(turned), tmp_path / "out.mp4").copied_video
    assert probe(tmp_path / "out.mp4").canvas == (48, 64)


def test_an_odd_picture_loses_its_last_column_and_row(tmp_path, make_clip, red_box, frames_of):
    odd = make_clip(
        "odd-2.mp4",
        *("-f", "lavfi", "-i", "color=blue:size=66x50:rate=10:duration=1"),
        *("-vf", "format=yuv444p,crop=65:49:exact=1", "-c:v", "libx264"),
    )
    media = probe(odd)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    frame = frames_of(tmp_path / "out.mp4")[0].rgb
    assert frame.shape == (48, 64, 3)
    assert near(frame[4, 4], RED)
    assert near(frame[47, 63], frame[40, 40], 3)


def test_pixels_become_square(tmp_path, make_clip, red_box, frames_of):
    clip = make_clip(
        "wide.mp4",
        *("-f", "lavfi", "-i", "color=blue:size=64x48:rate=10:duration=1"),
        *("-vf", "setsar=2/1", "-c:v", "libx264"),
    )
    media = probe(clip)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    made = probe(tmp_path / "out.mp4")
    assert (made.coded_size, made.sample_aspect_ratio) == ((128, 48), 1)
    picture = frames_of(tmp_path / "out.mp4")[0].rgb
    assert near(picture[4, 12], RED)
    assert not near(picture[4, 24], RED)


def test_uneven_frames_keep_their_times(tmp_path, make_clip, red_box, frames_of):
    uneven = make_clip(
        "uneven-2.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=50:duration=2"),
        *("-vf", "select='gt(mod(n,7),2)*lt(n,50)+not(mod(n,5))*gt(n,49)'"),
        *("-fps_mode", "vfr", "-c:v", "libx264"),
    )
    media = probe(uneven)
    for suffix, tolerance in (("mp4", 0.0005), ("mkv", 0.001)):
        output = tmp_path / f"out.{suffix}"
        compose(media, output, drawing=red_box(media))
        wanted = [frame.time for frame in frames_of(uneven)]
        assert [frame.time for frame in frames_of(output)] == pytest.approx(wanted, abs=tolerance)


def test_long_frames_are_repeated_so_that_words_can_change(
    tmp_path, make_clip, script, box, frames_of
):
    slides = make_clip(
        "slides.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=64x48:rate=1:duration=3"),
        *("-c:v", "libx264", "-pix_fmt", "yuv420p"),
    )
    recording = make_clip(
        "recording.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=64x48:rate=30:duration=3"),
        *("-vf", "select='lt(n,20)+gt(n,80)'", "-fps_mode", "vfr", "-c:v", "libx264"),
    )
    for clip in (slides, recording):
        media = probe(clip)
        drawing = script(media, ("0:00:01.40", "0:00:01.90", box(0, 0, 16, 16, "0000FF")))
        compose(media, tmp_path / "out.mp4", drawing=drawing, overwrite=True)
        shown = [f.time for f in frames_of(tmp_path / "out.mp4") if near(f.rgb[4, 4], RED)]
        assert shown[0] == pytest.approx(1.4, abs=1 / 30)
        assert shown[-1] == pytest.approx(1.9, abs=2 / 30)
        assert probe(tmp_path / "out.mp4").duration == pytest.approx(3, abs=0.1)


def test_a_picture_shorter_than_its_sound_is_held_and_drawn_on(
    tmp_path, make_clip, script, box, frames_of
):
    clip = make_clip(
        "short-picture.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=64x48:rate=10:duration=1"),
        *("-f", "lavfi", "-i", "sine=duration=4", "-c:v", "libx264", "-c:a", "aac"),
    )
    media = probe(clip)
    drawing = script(media, ("0:00:03.00", "0:00:03.50", box(0, 0, 16, 16, "0000FF")))
    assert compose(media, tmp_path / "out.mp4", drawing=drawing).copied_audio
    shown = [f.time for f in frames_of(tmp_path / "out.mp4") if near(f.rgb[4, 4], RED)]
    assert shown == pytest.approx([3.0, 3.1, 3.2, 3.3, 3.4])
    assert probe(tmp_path / "out.mp4").duration == pytest.approx(4, abs=0.05)


def test_interlaced_frames_are_woven_into_whole_ones(tmp_path, make_clip, red_box, frames_of):
    clip = make_clip(
        "interlaced-2.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=50:duration=2"),
        *("-vf", "tinterlace=interleave_top,setfield=tff", "-flags", "+ildct+ilme"),
        *("-c:v", "libx264"),
    )
    media = probe(clip)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    assert not probe(tmp_path / "out.mp4").interlaced
    assert len(frames_of(tmp_path / "out.mp4")) == len(frames_of(clip))


def test_hdr_is_tone_mapped_with_a_warning(tmp_path, make_clip, red_box):
    tags = "color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
    clip = make_clip(
        "hlg-2.mp4",
        *("-f", "lavfi", "-i", "color=gray:size=64x48:rate=10:duration=1"),
        *("-vf", f"setparams={tags},format=yuv420p10le"),
        *("-c:v", "libx265", "-x265-params", "log-level=none"),
    )
    media = probe(clip)
    with pytest.warns(VidsyncWarning, match=r"hlg-2\.mp4 is HDR \(HLG\): it is toned down"):
        compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    made = probe(tmp_path / "out.mp4")
    assert (made.hdr, made.matrix, made.pixel_format) == ("", "bt709", "yuv420p")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compose(media, tmp_path / "copy.mp4").copied_video
    assert probe(tmp_path / "copy.mp4").hdr == "HLG"


def test_ten_bits_are_kept_on_request(tmp_path, make_clip, red_box):
    clip = make_clip(
        "ten.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"),
        *("-pix_fmt", "yuv420p10le", "-c:v", "libx264"),
    )
    media = probe(clip)
    compose(media, tmp_path / "eight.mp4", drawing=red_box(media))
    assert probe(tmp_path / "eight.mp4").pixel_format == "yuv420p"
    ten = Encoding("libx265", preset="ultrafast", pixel_format="yuv420p10le")
    compose(media, tmp_path / "ten.mp4", drawing=red_box(media), encoding=ten)
    assert probe(tmp_path / "ten.mp4").pixel_format == "yuv420p10le"


@pytest.mark.parametrize(
    ("encoding", "suffix", "codec"),
    [
        (Encoding("libx264", preset="ultrafast", crf=30), "mp4", "h264"),
        (Encoding("hevc", preset="ultrafast"), "mov", "hevc"),
        (Encoding("vp9", preset="8", crf=40), "webm", "vp9"),
        (Encoding("av1", preset="12"), "mkv", "av1"),
        (Encoding("prores", preset="lt"), "mov", "prores"),
        (Encoding("mpeg4", options={"q:v": "5"}), "mkv", "mpeg4"),
    ],
)
def test_every_encoder_in_the_table(tmp_path, plain, red_box, encoding, suffix, codec):
    media = probe(plain)
    output = tmp_path / f"out.{suffix}"
    compose(media, output, drawing=red_box(media), encoding=encoding)
    made = probe(output)
    assert made.codec == codec
    assert made.last_frame == pytest.approx(1.9, abs=0.01)


def test_quality_settings_reach_the_encoder(tmp_path, make_clip):
    clip = make_clip("set.mp4", "-f", "lavfi", "-i", "mandelbrot=size=128x96:rate=10", "-t", "1")
    sizes = []
    for crf in (18, 45):
        output = tmp_path / f"{crf}.mp4"
        compose(probe(clip), output, encoding=Encoding(crf=crf))
        sizes.append(output.stat().st_size)
    assert sizes[0] > 1.3 * sizes[1]


@pytest.mark.parametrize(
    ("name", "encoding", "message"),
    [
        ("out.avi", None, "the suffix '.avi' is not a video container"),
        ("out", None, "a name without a suffix is not a video container"),
        ("out.webm", Encoding("libx264"), "a webm file can't hold h264 video"),
        ("out.mp4", Encoding("libx246"), "no video encoder named 'libx246'"),
        ("out.mp4", Encoding(preset="swift"), "libx264 has no preset named 'swift'"),
        ("out.mov", Encoding("prores", crf=20), "prores_ks has no crf"),
        ("out.mkv", Encoding("mpeg4", crf=20), "crf and preset options of the encoder mpeg4"),
    ],
)
def test_impossible_output_is_refused_and_leaves_no_file(tmp_path, plain, name, encoding, message):
    with pytest.raises(InputError, match=message):
        compose(probe(plain), tmp_path / name, encoding=encoding)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_told_in_ffmpegs_words(tmp_path, plain):
    with pytest.raises(FfmpegError, match=r"making out\.mp4: .*Unable to parse .*nonsense"):
        compose(probe(plain), tmp_path / "out.mp4", encoding=BROKEN)
    assert list(tmp_path.iterdir()) == []


def test_mix_and_longer_are_checked(tmp_path, plain):
    with pytest.raises(InputError, match="unknown mix 'loud'") as caught:
        compose(probe(plain), tmp_path / "out.mp4", mix="loud")
    assert caught.value.hint == "there are: duck, over, replace"


def test_an_existing_output_is_kept_unless_overwriting_is_allowed(tmp_path, plain):
    output = tmp_path / "out.mp4"
    output.write_bytes(b"precious")
    with pytest.raises(OutputError, match="exists already"):
        compose(probe(plain), output)
    assert output.read_bytes() == b"precious"
    compose(probe(plain), output, overwrite=True)
    assert probe(output).duration > 1.9


def test_the_input_is_never_overwritten(tmp_path, plain):
    copy = tmp_path / "video.mp4"
    copy.write_bytes(plain.read_bytes())
    link = tmp_path / "link.mp4"
    link.symlink_to(copy)
    for output in (copy, link):
        with pytest.raises(OutputError, match="is the input itself"):
            compose(probe(copy), output, overwrite=True)
    assert copy.read_bytes() == plain.read_bytes()


def test_an_old_output_survives_a_failure(tmp_path, plain):
    output = tmp_path / "out.mp4"
    output.write_bytes(b"precious")
    with pytest.raises(FfmpegError):
        compose(probe(plain), output, encoding=BROKEN, overwrite=True)
    assert output.read_bytes() == b"precious"
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


def test_a_missing_video_is_an_error(tmp_path, plain):
    copy = tmp_path / "video.mp4"
    copy.write_bytes(plain.read_bytes())
    media = probe(copy)
    copy.unlink()
    with pytest.raises(FfmpegError, match="No such file"):
        compose(media, tmp_path / "out.mp4")


def test_a_video_damaged_in_the_middle_is_not_passed_off_as_whole(tmp_path, make_clip, red_box):
    clip = make_clip(
        "long.ts", "-f", "lavfi", "-i", "mandelbrot=size=64x48:rate=10", "-t", "20", "-c:v", "mpeg4"
    )
    copy = tmp_path / "video.ts"
    copy.write_bytes(clip.read_bytes())
    media = probe(copy)
    content = copy.read_bytes()
    copy.write_bytes(content[: len(content) // 188 // 2 * 188])
    with pytest.raises(MediaError, match="breaks off"):
        compose(media, tmp_path / "out.mp4", drawing=red_box(media))
    assert not (tmp_path / "out.mp4").exists()


def test_progress_is_reported_up_to_the_end(tmp_path, plain, red_box):
    seen: list[Progress] = []
    media = probe(plain)
    compose(media, tmp_path / "out.mp4", drawing=red_box(media), on_progress=seen.append)
    assert seen
    assert seen[-1].frame == 20
    assert seen[-1].fraction == pytest.approx(1.0, abs=0.06)
    assert all(a.done_seconds <= b.done_seconds for a, b in itertools.pairwise(seen))


def test_the_index_stands_at_the_front(tmp_path, plain, red_box):
    media = probe(plain)
    for drawing in ((), red_box(media)):
        output = tmp_path / f"out-{bool(drawing)}.mp4"
        compose(media, output, drawing=drawing)
        content = output.read_bytes()
        assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("name", ["big_buck_bunny.webm", "cockatoo.mp4"])
def test_real_footage(tmp_path, footage, red_box, packets_of, speech_like, name):
    media = probe(footage / name)
    copied = compose(media, tmp_path / f"copy{Path(name).suffix}")
    assert copied.copied_video
    assert copied.copied_audio
    assert packets_of(copied.path, "video") == packets_of(media.path, "video")
    assert packets_of(copied.path, "audio") == packets_of(media.path, "audio")
    fast = Encoding(preset="ultrafast", crf=35)
    voice = Narration(speech_like((0.5, 2), duration=3))
    burned = compose(
        media, tmp_path / "out.mp4", drawing=red_box(media), narration=voice, encoding=fast
    )
    made = probe(burned.path)
    assert made.pixel_format == "yuv420p"
    assert made.canvas == media.canvas
    assert made.frame_rate == media.frame_rate
    assert made.last_frame == pytest.approx(media.last_frame, abs=0.005)
    assert made.duration == pytest.approx(media.duration, abs=0.05)
