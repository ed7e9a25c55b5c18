"""What a cut file keeps of its source, and what it is told to lack."""

import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.coded_video import (
    constant_times,
    find_in_source,
    noise,
    read_frames,
    read_sound,
    uneven_times,
    write_coded,
)
from vidsync.errors import InputError, MediaError, VidsyncWarning
from vidsync.media import find_ffmpeg, probe
from vidsync.media.encoding import Encoding
from vidsync.media.splicing import open_recording, splice

TESTSRC = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=4")
SINE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4")
X264 = ("-c:v", "libx264", "-preset", "ultrafast")
FAST = Encoding(preset="ultrafast")


def cut(path: Path, output: Path, *wanted: tuple[float, float], sound_only: bool = False) -> float:
    recording = open_recording(path, sound_only=sound_only)
    spans = [
        (recording.times.nearest(start), recording.times.nearest(end))
        for start, end in wanted or [(0.0, 1.0), (2.0, 3.0)]
    ]
    encoding = None if sound_only or recording.media is None else FAST
    return splice(recording, output, spans, encoding=encoding)


def streams(path: Path) -> list[tuple[str, str]]:
    with av.open(str(path)) as container:
        return [(stream.type, stream.metadata.get("language", "")) for stream in container.streams]


def test_shape_colour_and_rotation_stay(make_clip: Callable[..., Path], tmp_path: Path):
    wide = make_clip(
        "cut-wide.mp4", *TESTSRC, *X264, "-vf", "setsar=4/3", "-pix_fmt", "yuv422p10le",
        "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709",
    )  # fmt: skip
    cut(wide, tmp_path / "wide.mp4")
    before, after = probe(wide), probe(tmp_path / "wide.mp4")
    assert after.sample_aspect_ratio == before.sample_aspect_ratio == Fraction(4, 3)
    assert after.pixel_format == "yuv422p10le"
    assert after.matrix == "bt709"

    full = make_clip("cut-full.mp4", *TESTSRC, *X264, "-vf", "scale=out_range=pc", "-pix_fmt",
                     "yuvj420p")  # fmt: skip
    cut(full, tmp_path / "full.mp4")
    assert probe(full).full_range
    assert probe(tmp_path / "full.mp4").full_range
    means = [frame_mean(path) for path in (full, tmp_path / "full.mp4")]
    assert means[0] == pytest.approx(means[1], abs=1.0)

    plain = make_clip("cut-plain4.mp4", *TESTSRC, *X264, "-pix_fmt", "yuv420p")
    turned = tmp_path / "turned.mp4"
    command = ["-v", "error", "-display_rotation", "90", "-i", plain, "-c", "copy", turned]
    subprocess.run([find_ffmpeg().path, *map(str, command)], check=True)
    cut(turned, tmp_path / "upright.mp4")
    made = probe(tmp_path / "upright.mp4")
    assert (made.width, made.height, made.rotation) == (48, 64, 0)


def test_hdr_stays_hdr(make_clip: Callable[..., Path], tmp_path: Path):
    source = make_clip(
        "cut-hdr.mp4", *TESTSRC, "-vf", "setparams=color_primaries=bt2020:color_trc=smpte2084:"
        "colorspace=bt2020nc,format=yuv420p10le", "-c:v", "libx265", "-x265-params",
        "log-level=error", "-preset", "ultrafast",
    )  # fmt: skip
    cut(source, tmp_path / "cut.mp4")
    made = probe(tmp_path / "cut.mp4")
    assert (made.codec, made.hdr, made.pixel_format) == ("hevc", "PQ", "yuv420p10le")


def test_an_encoder_of_its_own_formats_gets_one_of_them(
    make_clip: Callable[..., Path], tmp_path: Path
):
    source = make_clip("cut-plain444.mp4", *TESTSRC, *X264, "-pix_fmt", "yuv444p")
    recording = open_recording(source)
    spans = [(Fraction(0), Fraction(1)), (Fraction(2), Fraction(3))]
    splice(recording, tmp_path / "cut.mov", spans, encoding=Encoding(encoder="prores"))
    assert probe(tmp_path / "cut.mov").codec == "prores"


def frame_mean(path: Path) -> float:
    with av.open(str(path)) as container:
        return float(next(container.decode(video=0)).to_ndarray()[:48].mean())


def test_all_sound_tracks_metadata_and_chapters_stay(
    make_clip: Callable[..., Path], tmp_path: Path
):
    chapters = tmp_path / "chapters.txt"
    chapters.write_text(
        ";FFMETADATA1\ntitle=The talk\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=1900\ntitle=Gone\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2500\nEND=4000\ntitle=Three \\= 3\n"
    )
    source = make_clip(
        "cut-tracks.mkv", *TESTSRC, *SINE, "-f", "lavfi", "-i", "sine=880:duration=4",
        "-i", str(chapters), "-map", "0", "-map", "1", "-map", "2", *X264, "-c:a", "aac",
        "-map_metadata", "3", "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=deu",
    )  # fmt: skip
    cut(source, tmp_path / "cut.mkv")
    assert [kind for kind, _ in streams(tmp_path / "cut.mkv")] == ["video", "audio", "audio"]
    assert [language for _, language in streams(tmp_path / "cut.mkv")][1:] == ["eng", "deu"]
    with av.open(str(tmp_path / "cut.mkv")) as container:
        assert container.metadata.get("title", container.metadata.get("TITLE")) == "The talk"
        found = [
            (float(each["start"] * each["time_base"]), float(each["end"] * each["time_base"]),
             each["metadata"]["title"])
            for each in container.chapters()
        ]  # fmt: skip
    assert found == [(0.0, 1.0, "One"), (1.5, 2.0, "Three = 3")]


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "m4a", "aac", "ogg", "opus"])
def test_sound_alone_is_cut_to_the_sample(tmp_path: Path, suffix: str):
    source = tmp_path / "coded.mp4"
    write_coded(source, constant_times(Fraction(5), 4), rate=Fraction(5),
                time_base=Fraction(1, 5), seconds=4)  # fmt: skip
    output = tmp_path / f"cut.{suffix}"
    assert cut(source, output, (0.0, 1.1), (1.9, 3.2), sound_only=True) == pytest.approx(2.4)
    sound = read_sound(output)
    heard = find_in_source(sound, 1.5, noise(4), 2.3)
    # AAC without a container does not say how long the encoder's lead-in is.
    assert heard == pytest.approx(2.3, abs=0.05 if suffix in ("aac", "mp3") else 0.001)


def test_a_file_that_does_not_state_its_length_is_cut_to_its_end(tmp_path: Path):
    # Its bit rate, by which the length would be guessed, is far from even.
    source = tmp_path / "uneven.aac"
    command = ["-v", "error", "-f", "lavfi", "-i", "anoisesrc=d=4:a=0.5,afade=out:st=1:d=0.1",
               "-c:a", "aac", source]  # fmt: skip
    subprocess.run([find_ffmpeg().path, *map(str, command)], check=True)
    recording = open_recording(source)
    assert float(recording.duration) == pytest.approx(4.0, abs=0.05)


def test_surround_sound_stays(make_clip: Callable[..., Path], tmp_path: Path):
    source = make_clip(
        "cut-surround.mkv", *TESTSRC, "-f", "lavfi", "-i",
        "sine=440:duration=4,pan=5.1|FL=c0|FR=0*c0|FC=0.5*c0|LFE=0*c0|BL=0*c0|BR=0.2*c0",
        *X264, "-c:a", "ac3",
    )  # fmt: skip
    cut(source, tmp_path / "cut.mp4")
    with av.open(str(tmp_path / "cut.mp4")) as container:
        stream = container.streams.audio[0]
        assert stream.layout.name == "5.1"
        frame = next(frame for frame in container.decode(audio=0) if frame.time > 0.2)
        levels = [float(abs(channel).max()) for channel in frame.to_ndarray()]
    assert [level > 0.002 for level in levels] == [True, False, True, False, False, True]


def test_deep_sound_stays_deep(make_clip: Callable[..., Path], tmp_path: Path):
    source = make_clip("cut-deep.wav", *SINE, "-c:a", "pcm_s24le")
    for suffix, bits in (("wav", 24), ("flac", 24)):
        cut(source, tmp_path / f"cut.{suffix}")
        with av.open(str(tmp_path / f"cut.{suffix}")) as container:
            context = container.streams.audio[0].codec_context
            assert "24" in context.name or context.format.bits >= bits


def test_a_picture_that_stands_long_can_be_cut_while_it_stands(
    make_clip: Callable[..., Path], tmp_path: Path
):
    source = tmp_path / "slides.mp4"
    times = [Fraction(0), Fraction(2), Fraction(4)]
    write_coded(source, times, rate=Fraction(25), time_base=Fraction(1, 1000), seconds=6)
    cut(source, tmp_path / "cut.mp4", (1.0, 1.5), (3.0, 5.0))
    frames = read_frames(tmp_path / "cut.mp4")

    def shown(time: float) -> int:
        return [number for at, number in frames if at <= time + 0.001][-1]

    assert [shown(time) for time in (0.0, 0.4, 0.6, 1.4, 1.6, 2.4)] == [0, 0, 1, 1, 2, 2]


def test_only_what_is_needed_of_a_long_file_is_read(tmp_path: Path):
    source = tmp_path / "long.mp4"
    write_coded(source, constant_times(Fraction(25), 40), rate=Fraction(25),
                time_base=Fraction(1, 25), seconds=40)  # fmt: skip
    cut(source, tmp_path / "cut.mp4", (30.0, 31.0), (33.0, 34.0))
    assert [number for _, number in read_frames(tmp_path / "cut.mp4")] == [
        *range(750, 775), *range(825, 850)
    ]  # fmt: skip
    heard = find_in_source(read_sound(tmp_path / "cut.mp4"), 1.5, noise(40), 33.5)
    assert heard == pytest.approx(33.5, abs=0.001)


def test_thousands_of_cuts_are_one_pass(tmp_path: Path):
    source = tmp_path / "coded.mp4"
    write_coded(source, constant_times(Fraction(250), 6), rate=Fraction(250),
                time_base=Fraction(1, 250), seconds=6, sound=False)  # fmt: skip
    spans = [(Fraction(n, 125), Fraction(2 * n + 1, 250)) for n in range(750)]
    splice(open_recording(source), tmp_path / "cut.mp4", spans, encoding=FAST)
    frames = [number for _, number in read_frames(tmp_path / "cut.mp4")]
    assert frames == list(range(0, 1500, 2))


def test_sound_that_begins_late_stays_with_the_picture(
    make_clip: Callable[..., Path], tmp_path: Path
):
    coded = tmp_path / "coded.mp4"
    write_coded(coded, constant_times(Fraction(25), 6), rate=Fraction(25),
                time_base=Fraction(1, 25), seconds=6)  # fmt: skip
    late = tmp_path / "late.mp4"
    command = ["-v", "error", "-i", coded, "-itsoffset", "0.5", "-i", coded, "-map", "0:v",
               "-map", "1:a", "-c", "copy", late]  # fmt: skip
    subprocess.run([find_ffmpeg().path, *map(str, command)], check=True)
    cut(late, tmp_path / "cut.mp4", (0.2, 1.0), (2.0, 3.0))
    heard = find_in_source(read_sound(tmp_path / "cut.mp4"), 1.3, noise(6), 2.0)
    assert heard == pytest.approx(2.0, abs=0.001)
    assert read_frames(tmp_path / "cut.mp4")[20][1] == 50


def test_what_is_lost_is_told(make_clip: Callable[..., Path], tmp_path: Path):
    subtitles = tmp_path / "a.srt"
    subtitles.write_text("1\n00:00:00,000 --> 00:00:01,000\nHi\n")
    source = make_clip(
        "cut-losses.mov", *TESTSRC, "-i", str(subtitles), *X264, "-flags", "+ildct+ilme", "-c:s",
        "mov_text", "-timecode", "01:00:00:00", "-pix_fmt", "yuv420p",
    )  # fmt: skip
    with pytest.warns(VidsyncWarning) as told:
        cut(source, tmp_path / "cut.mov")
    messages = " ".join(str(each.message) for each in told)
    assert "subtitle tracks" in messages
    assert "time code" in messages


def test_a_video_without_sound_is_cut(make_clip: Callable[..., Path], tmp_path: Path):
    source = make_clip("cut-mute.mp4", *TESTSRC, *X264, "-pix_fmt", "yuv420p")
    assert cut(source, tmp_path / "cut.mp4") == 2.0
    assert [kind for kind, _ in streams(tmp_path / "cut.mp4")] == ["video"]


def test_odd_sizes_are_cut(make_clip: Callable[..., Path], tmp_path: Path):
    source = make_clip("cut-odd.mkv", "-f", "lavfi", "-i", "testsrc2=size=63x47:rate=10:duration=4",
                       "-c:v", "ffv1", "-pix_fmt", "yuv420p")  # fmt: skip
    cut(source, tmp_path / "cut.mp4")
    assert (probe(tmp_path / "cut.mp4").width, probe(tmp_path / "cut.mp4").height) == (62, 46)


def test_what_can_not_be_cut_is_said(make_clip: Callable[..., Path], tmp_path: Path):
    sound = make_clip("cut-only.wav", *SINE)
    with pytest.raises(InputError, match="has no picture"):
        cut(sound, tmp_path / "cut.mp4")
    mute = make_clip("cut-mute.mp4", *TESTSRC, *X264, "-pix_fmt", "yuv420p")
    with pytest.raises(MediaError, match="has no sound"):
        cut(mute, tmp_path / "cut.wav", sound_only=True)
    text = tmp_path / "text.mp4"
    text.write_text("not a video")
    with pytest.raises(MediaError, match=r"text\.mp4"):
        open_recording(text)
    with pytest.raises(MediaError, match="does not exist"):
        open_recording(tmp_path / "none.mp4")


@pytest.mark.parametrize("suffix", ["ts", "flv", "mpg", "nut"])
def test_other_containers_are_cut_at_the_same_frames(tmp_path: Path, suffix: str):
    coded = tmp_path / "coded.mp4"
    write_coded(coded, constant_times(Fraction(25), 4), rate=Fraction(25),
                time_base=Fraction(1, 25), seconds=4)  # fmt: skip
    mpeg2 = ["-c:v", "mpeg2video", "-q:v", "2", "-c:a", "mp2"]
    codecs = mpeg2 if suffix == "mpg" else ["-c", "copy"]
    source = tmp_path / f"source.{suffix}"
    command = ["-v", "error", "-i", coded, *codecs, source]
    subprocess.run([find_ffmpeg().path, *map(str, command)], check=True)
    recording = open_recording(source)
    first = recording.times.first
    spans = [(Fraction(0), first + 1), (first + 2, first + 3)]
    splice(recording, tmp_path / "cut.mp4", spans, encoding=FAST)
    assert [number for _, number in read_frames(tmp_path / "cut.mp4")] == [
        *range(25), *range(50, 75)
    ]  # fmt: skip
    heard = find_in_source(read_sound(tmp_path / "cut.mp4"), float(first) + 1.5, noise(4), 2.5)
    assert heard == pytest.approx(2.5, abs=0.04)


def test_sound_that_outlasts_an_uneven_picture_is_cut_where_it_is_wanted(tmp_path: Path):
    source = tmp_path / "uneven.mkv"
    write_coded(source, uneven_times(3.0), rate=Fraction(25), time_base=Fraction(1, 1000),
                seconds=6)  # fmt: skip
    recording = open_recording(source)
    assert recording.times.rate is None
    assert float(recording.times.nearest(4.51)) == 4.51
    cut(source, tmp_path / "cut.mkv", (0.0, 4.51), (5.2, 5.8))
    heard = find_in_source(read_sound(tmp_path / "cut.mkv"), 4.8, noise(6), 5.49)
    assert heard == pytest.approx(5.49, abs=0.002)
