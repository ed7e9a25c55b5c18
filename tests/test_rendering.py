"""Rendering from end to end, checked in the finished file."""

import itertools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

import vidsync
from vidsync import Phone, Transcript, Word
from vidsync.audio import decode
from vidsync.captions import Box
from vidsync.errors import (
    CaptionError,
    FontError,
    InputError,
    OutputError,
    TimingError,
    VidsyncWarning,
)
from vidsync.media import Encoding, probe
from vidsync.rendering import CaptionOptions, Mixing
from vidsync.transcript import Speech

FAST = Encoding(preset="ultrafast", crf=18)

# One word at a time is lit in pure green on black, so that it can be found by colour.
LIT_GREEN = """
description = "For measuring: the lit word is green, the others white."
[rules]
max_words = 4
line_characters = 60
[text]
font = "Inter SemiBold"
size = 8
colour = "#FFFFFF"
max_lines = 1
[active]
look = "colour"
colour = "#00FF00"
hold = 0.0
"""


def black_video(path: Path, *, frame_rate: Fraction, seconds: float, size=(640, 360)) -> Path:
    """Write a black video without sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=frame_rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((size[1], size[0], 3), np.uint8))
        for number in range(round(seconds * frame_rate)):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames(path: Path):
    """Yield the time and the RGB picture of each frame."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.time, frame.to_ndarray(format="rgb24").astype(int)


def centre_of_green(picture) -> float | None:
    """Return the middle column of the green pixels, or None if there are none."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    lit = (green > 140) & (red < 100) & (blue < 100)
    columns = np.flatnonzero(lit.sum(axis=0) > 1)
    return float(columns.min() + columns.max()) / 2 if len(columns) else None


@pytest.mark.parametrize(
    "frame_rate",
    [Fraction(24), Fraction(30000, 1001), Fraction(60)],
    ids=["24 fps", "29.97 fps", "60 fps"],
)
def test_the_lit_word_is_the_spoken_word_within_a_frame(tmp_path, frame_rate):
    starts = [0.213, 0.571, 0.904, 1.237, 1.62]
    words = tuple(
        Word(text, start, end)
        for text, (start, end) in zip(
            ["first", "second", "third", "fourth"], itertools.pairwise(starts), strict=True
        )
    )
    transcript = Transcript(words, 2.0)
    preset = tmp_path / "green.toml"
    preset.write_text(LIT_GREEN, "utf-8")
    video = black_video(tmp_path / "in.mp4", frame_rate=frame_rate, seconds=2)
    made = vidsync.render(video, tmp_path / "out.mp4", transcript, preset=preset, encoding=FAST)
    assert len(made.captions.cues) == 1

    centres = [(time, centre_of_green(picture)) for time, picture in frames(made.path)]
    lit = [(time, centre) for time, centre in centres if centre is not None]
    # Words are laid out from left to right, so each distinct centre is one word, in order.
    order = sorted({round(centre) for _, centre in lit})
    groups = [list(group) for _, group in itertools.groupby(lit, lambda item: round(item[1], -1))]
    assert len(groups) == len(words), order
    assert [group[0][1] for group in groups] == sorted(group[0][1] for group in groups)
    frame = 1 / float(frame_rate)
    for word, group in zip(words, groups, strict=True):
        assert abs(group[0][0] - word.start) <= frame, (word, group[0][0])
        assert abs(group[-1][0] + frame - word.end) <= frame, (word, group[-1][0])


def test_text_to_narrated_captioned_video(tmp_path, footage):
    speech = vidsync.speak("Look at this bird. It dances!", engine="espeak")
    video = footage / "cockatoo.mp4"
    made = vidsync.render(video, tmp_path / "out.mp4", speech, encoding=FAST)
    before, after = probe(video), probe(made.path)
    assert (after.width, after.height) == (before.width, before.height)
    assert after.pixel_format == "yuv420p"
    assert after.duration == pytest.approx(before.duration, abs=0.1)
    assert len(after.audio) == 1
    # The voice is heard at the times in the transcript.
    sound = decode(made.path).mono()
    power = sound.data[:, 0] ** 2

    def level(start: float, end: float) -> float:
        rate = sound.sample_rate
        return 10 * np.log10(power[round(start * rate) : round(end * rate)].mean() + 1e-12)

    words = speech.transcript.words
    spoken = level(words[0].start, words[-1].end)
    assert -30 < spoken < -12


@pytest.mark.parametrize("name", ["big_buck_bunny.webm", "cockatoo.mp4"])
def test_captions_leave_the_sound_of_the_video_unchanged(tmp_path, footage, name):
    transcript = Transcript((Word("Hello", 0.5, 1.0), Word("there!", 1.0, 1.6)), 2.0)
    out = tmp_path / f"out{Path(name).suffix}"
    quick_vp9 = Encoding(preset="8", crf=50, options={"deadline": "realtime"})
    encoding = FAST if out.suffix == ".mp4" else quick_vp9
    made = vidsync.render(footage / name, out, transcript, encoding=encoding)
    assert made.copied_audio
    assert not made.copied_video
    assert packets(made.path, "audio") == packets(footage / name, "audio")


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        stream = getattr(container.streams, kind)[0]
        return [bytes(packet) for packet in container.demux(stream) if packet.size]


def test_the_picture_is_copied_if_nothing_is_drawn(tmp_path, clip):
    transcript = Transcript((Word("Hello", 0.2, 0.6),), 1.0, language="en")
    made = vidsync.render(
        clip, tmp_path / "out.mp4", transcript, captions=CaptionOptions(burn=False, soft=True)
    )
    assert made.copied_video
    assert not made.drawn
    assert packets(made.path, "video") == packets(clip, "video")
    assert probe(made.path).subtitles == ("eng",)


def test_timings_that_are_all_past_the_end_of_the_sound_are_rejected(tmp_path, clip):
    late = Transcript((Word("late", 50.0, 51.0),), 60.0)
    with pytest.raises(
        TimingError, match=r"all words are past the end of .*clip\.mp4 at 2\.\d\d s"
    ):
        vidsync.render(clip, tmp_path / "out.mp4", late)
    assert not (tmp_path / "out.mp4").exists()


def test_words_past_the_end_of_the_video_are_left_out_with_one_warning(tmp_path, clip):
    words = (Word("one", 0.2, 0.6), Word("two", 1.8, 2.6), Word("three", 2.7, 3), Word("x", 3, 4))
    with pytest.warns(VidsyncWarning) as told:
        made = vidsync.render(clip, tmp_path / "out.mp4", Transcript(words), encoding=FAST)
    (warning,) = [str(each.message) for each in told]
    assert "2 words are past the end of " in warning
    assert "from 'three' at 2.70 s" in warning
    assert "'two' is cut at the end" in warning
    kept = made.captions.transcript.words
    assert [word.text for word in kept] == ["one", "two"]
    assert kept[1].end == pytest.approx(2.0, abs=0.06)


def test_a_narration_much_longer_than_the_video_is_told(tmp_path, clip):
    speech = vidsync.speak("This goes on and on. " * 4, engine="espeak")
    with pytest.warns(VidsyncWarning, match=r"the narration is \d\.\d\d s longer than clip\.mp4"):
        vidsync.render(clip, tmp_path / "out.mp4", speech, encoding=FAST)


def test_no_words_is_an_error(tmp_path, clip):
    with pytest.raises(CaptionError, match="no words"):
        vidsync.render(clip, tmp_path / "out.mp4", Transcript((), 1.0))


def test_the_input_is_never_overwritten(clip):
    content = clip.read_bytes()
    speech = Transcript((Word("Hi", 0.1, 0.4),), 1.0)
    with pytest.raises(OutputError):
        vidsync.render(clip, clip, speech, overwrite=True)
    assert clip.read_bytes() == content


AWKWARD = [
    "two words",
    "it's",
    'say "cheese"',
    "a,b;c",
    "c:d",
    "[0:v]{x}",
    "100% %d %03d",
    "naïve 日本 🎬",
    "-dash",
    "back\\slash",
    "equals=sign",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_any_file_name_works(tmp_path, clip, name, monkeypatch):
    folder = tmp_path / name
    folder.mkdir()
    video = folder / f"{name}.mp4"
    video.write_bytes(clip.read_bytes())
    speech = vidsync.speak("Hi.", engine="espeak")
    wav = folder / f"{name}.wav"
    wav.write_bytes(speech.audio)
    monkeypatch.chdir(folder)
    output = Path(f"{name} out.mp4")
    vidsync.render(
        video.name,
        output,
        speech.transcript,
        audio=wav.name,
        encoding=FAST,
        preset=font_preset(name),
    )
    assert probe(output).audio
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [video.name, wav.name, output.name, f"{name}.ttf", f"{name}.toml"]
    )


def font_preset(name: str) -> Path:
    """Return a preset that uses a font file of that name in the current folder."""
    from vidsync.resources import assets_folder

    font = next(assets_folder("fonts").rglob("Poppins*.ttf"))
    Path(f"{name}.ttf").write_bytes(font.read_bytes())
    preset = Path(f"{name}.toml")
    quoted = f"{name}.ttf".replace("\\", "\\\\").replace('"', '\\"')
    text = LIT_GREEN.replace('"Inter SemiBold"', f'"{quoted}"')
    preset.write_text(text, "utf-8")
    return preset


HOSTILE = [
    "{\\an8}top",
    "a\\Nb",
    "\\h\\h",
    "{\\pos(0,0)}",
    "<b>bold</b>",
    "100%d",
    '"quoted"',
    "it's",
    "{",
    "}",
    "\\",
    "x\x07\x1b[31my",
    "a\u202eb",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:20])
def test_ass_tags_in_text_are_never_interpreted(tmp_path, text):
    """The text is drawn at the usual place and size: no tag in it moved or changed it."""
    video = black_video(tmp_path / "in.mp4", frame_rate=Fraction(24), seconds=1)
    preset = tmp_path / "green.toml"
    preset.write_text(LIT_GREEN, "utf-8")

    def ink(shown: str) -> tuple[int, int, int]:
        out = tmp_path / "out.mp4"
        transcript = Transcript((Word(shown, 0.0, 1.0),), 1.0)
        vidsync.render(video, out, transcript, preset=preset, encoding=FAST, overwrite=True)
        _, picture = next(itertools.islice(frames(out), 12, None))
        rows, columns = np.nonzero(picture.max(axis=2) > 90)
        return rows.min(), rows.max(), columns.min() + columns.max()

    top, bottom, middle = ink(text)
    plain_top, plain_bottom, plain_middle = ink("Highly")
    height = plain_bottom - plain_top
    assert plain_top - height / 2 <= top
    assert bottom <= plain_bottom + height / 2
    assert abs(middle - plain_middle) <= 12


@pytest.mark.parametrize(
    ("text", "error"),
    [("W" * 10_000, CaptionError), ("\ud800", InputError), ("\x07\x1b", CaptionError)],
    ids=["10,000 characters", "half a surrogate pair", "control characters alone"],
)
def test_text_that_cannot_be_drawn_is_rejected(tmp_path, clip, text, error):
    with pytest.raises(error):
        vidsync.render(clip, tmp_path / "o.mp4", Transcript((Word(text, 0.0, 1.0),), 1.0))
    assert not (tmp_path / "o.mp4").exists()


def test_audio_is_rejected_if_the_speech_already_has_some(tmp_path, clip):
    speech = Speech(b"", "audio/wav", 8000, Transcript((Word("a", 0, 1),), 1.0))
    with pytest.raises(InputError, match="has its own audio"):
        vidsync.render(clip, tmp_path / "o.mp4", speech, audio=clip)


def test_word_sounds_play_when_words_light_up(tmp_path):
    video = black_video(tmp_path / "in.mp4", frame_rate=Fraction(30), seconds=3)
    starts = (0.5, 1.2, 2.1)
    words = tuple(Word(text, start, start + 0.4) for text, start in zip("abc", starts, strict=True))
    preset = tmp_path / "heard.toml"
    preset.write_text(LIT_GREEN + '[sound]\nword = "tick"\ngain = 0\n', "utf-8")
    out = tmp_path / "out.mp4"
    made = vidsync.render(video, out, Transcript(words, 3.0), preset=preset, encoding=FAST)
    assert not made.copied_audio
    heard = decode(out)
    level = np.abs(heard.data).max(axis=1)
    loud = np.flatnonzero(level > 0.5 * level.max()) / heard.sample_rate
    onsets = [loud[0], *(b for a, b in itertools.pairwise(loud) if b - a > 0.2)]
    assert onsets == pytest.approx(starts, abs=0.012)
    lit = [time for time, picture in frames(out) if centre_of_green(picture) is not None]
    first_lit = [lit[0], *(b for a, b in itertools.pairwise(lit) if b - a > 0.1)]
    assert first_lit == pytest.approx(onsets, abs=0.03)
    # With sound effects off, or without burned-in captions, nothing is added.
    for options in (CaptionOptions(sounds=False), CaptionOptions(burn=False, soft=True)):
        vidsync.render(
            video, out, Transcript(words, 3.0), preset=preset, overwrite=True, captions=options
        )
        assert not probe(out).audio


def white_rows(picture) -> tuple[int, int]:
    """Return the first and the last row with many white or green pixels."""
    ink = (picture[..., 1] > 180).sum(axis=1)
    rows = np.flatnonzero(ink > 2)
    return int(rows.min()), int(rows.max())


def test_a_second_language_is_drawn_below_and_has_its_own_track(tmp_path):
    video = black_video(tmp_path / "in.mp4", frame_rate=Fraction(24), seconds=2)
    preset = tmp_path / "green.toml"
    preset.write_text(LIT_GREEN, "utf-8")
    english = Transcript((Word("bread", 0.2, 1.5),), 2.0, language="en")
    german = Transcript((Word("Brot", 0.3, 1.5),), 2.0, language="de")

    def rows(name: str, options: CaptionOptions | None = None) -> tuple[int, int]:
        out = tmp_path / name
        vidsync.render(video, out, english, preset=preset, encoding=FAST, captions=options)
        return white_rows(list(frames(out))[20][1])

    alone = rows("one.mp4")
    both = rows("two.mkv", CaptionOptions(second=german, soft=True))
    assert both[1] - both[0] > 1.6 * (alone[1] - alone[0])
    assert both[0] < alone[0]
    assert probe(tmp_path / "two.mkv").subtitles == ("eng", "deu")
    long = Transcript((Word("früh", 0.3, 1.5), Word("spät", 2.5, 3.5)), 4.0)
    with pytest.warns(VidsyncWarning, match="'spät'"):
        made = vidsync.render(
            video, tmp_path / "o.mp4", english, captions=CaptionOptions(second=long, soft=True)
        )
    assert made.captions.second is not None
    assert [word.text for word in made.captions.second.transcript.words] == ["früh"]


def test_captions_avoid_a_region(tmp_path):
    video = black_video(tmp_path / "in.mp4", frame_rate=Fraction(24), seconds=1)
    preset = tmp_path / "green.toml"
    preset.write_text(LIT_GREEN, "utf-8")
    said = Transcript((Word("word", 0.1, 0.9),), 1.0)

    def rows(name: str, options: CaptionOptions | None = None) -> tuple[int, int]:
        out = tmp_path / name
        vidsync.render(video, out, said, preset=preset, encoding=FAST, captions=options)
        return white_rows(list(frames(out))[12][1])

    top, bottom = rows("plain.mp4")
    region = Box(0, top - 5, 640, bottom + 5)
    moved_top, moved_bottom = rows("clear.mp4", CaptionOptions(avoid=[region]))
    assert moved_bottom <= region.top or moved_top >= region.bottom


def test_subtitle_tracks_do_not_need_the_font_of_the_preset(tmp_path, clip):
    """A preset with a missing font does not prevent a subtitle track."""
    preset = tmp_path / "lost.toml"
    preset.write_text(LIT_GREEN.replace("Inter SemiBold", "Nowhere Sans"), "utf-8")
    said = Transcript((Word("Hello", 0.2, 0.6),), 1.0, language="en")
    options = {"preset": preset, "captions": CaptionOptions(burn=False, soft=True)}
    made = vidsync.render(clip, tmp_path / "out.mp4", said, **options)
    assert made.copied_video
    assert "Hello" in made.captions.to_srt()
    with pytest.raises(FontError):
        assert made.captions.placed
    with pytest.raises(FontError):
        vidsync.render(clip, tmp_path / "drawn.mp4", said, preset=preset)


def test_a_mouth_is_drawn_without_captions_too(tmp_path, clip):
    word = Word("ma", 0.2, 0.6, phones=(Phone("m", 0.2, 0.4), Phone("ɑ", 0.4, 0.6)))
    said = Transcript((word,), 1.0, language="en")
    made = vidsync.render(
        clip,
        tmp_path / "out.mp4",
        said,
        captions=CaptionOptions(burn=False, soft=True),
        mouth="cartoon",
        encoding=FAST,
    )
    assert not made.copied_video
    assert made.copied_audio
    assert probe(made.path).subtitles == ("eng",)
    pairs = list(zip(frames(clip), frames(made.path), strict=True))
    differs = [np.abs(before - after).max(axis=2) > 60 for (_, before), (_, after) in pairs]
    assert all(picture.sum() > 300 for picture in differs)
    # Wide pictures have the mouth at the right, and nothing at the left.
    assert not any(picture[:, :140].any() for picture in differs)


def test_deprecated_options_warn_and_still_work(tmp_path, clip):
    said = Transcript((Word("Hello", 0.2, 0.6),), 1.0, language="en")
    with pytest.warns(DeprecationWarning, match="will be removed") as warned:
        made = vidsync.render(
            clip, tmp_path / "old.mkv", said, burn=False, soft=True, mix="replace", longer="cut"
        )
    assert [str(warning.message).partition("=")[0] for warning in warned] == [
        "render(burn",
        "render(soft",
        "render(mix",
        "render(longer",
    ]
    assert not made.drawn
    assert probe(made.path).subtitles == ("eng",)
    with pytest.raises(TypeError, match="'brun'"):
        vidsync.render(clip, tmp_path / "o.mp4", said, brun=False)


def test_an_unknown_mix_is_rejected():
    with pytest.raises(InputError, match="unknown mix 'dcuk'"):
        Mixing(original="dcuk")


def test_speech_may_be_the_path_of_a_timing_document(tmp_path, clip):
    said = Transcript((Word("Hello", 0.2, 0.6),), 1.0, language="en")
    vidsync.save(said, tmp_path / "t.json")
    made = vidsync.render(clip, tmp_path / "o.mp4", tmp_path / "t.json", encoding=FAST)
    assert made.captions.transcript == said
    made = vidsync.render(clip, tmp_path / "p.mp4", str(tmp_path / "t.json"), encoding=FAST)
    assert made.drawn
    with pytest.raises(InputError, match="a dict is not a speech"):
        vidsync.render(clip, tmp_path / "q.mp4", {"words": []})


def test_the_narration_may_be_a_path_bytes_or_samples(tmp_path, clip):
    speech = vidsync.speak("Hi.", engine="espeak")
    (tmp_path / "n.wav").write_bytes(speech.audio)
    samples = decode(speech.audio)
    for number, audio in enumerate([str(tmp_path / "n.wav"), speech.audio, samples]):
        made = vidsync.render(
            clip, tmp_path / f"{number}.mp4", speech.transcript, audio=audio, encoding=FAST
        )
        assert probe(made.path).audio


def test_a_preset_may_be_a_mapping_and_regions_fractions(tmp_path):
    video = black_video(tmp_path / "in.mp4", frame_rate=Fraction(24), seconds=1)
    said = Transcript((Word("word", 0.1, 0.9),), 1.0)
    preset = {"extends": "clean", "text": {"size": 12, "colour": "#FFFFFF"}}
    plain = vidsync.render(video, tmp_path / "a.mp4", said, preset=preset, encoding=FAST)
    assert plain.captions.preset.style.text.size == 12
    low = CaptionOptions(avoid=[(0.0, 0.5, 1.0, 1.0)])
    vidsync.render(video, tmp_path / "b.mp4", said, preset=preset, encoding=FAST, captions=low)
    height = list(frames(tmp_path / "b.mp4"))[12][1].shape[0]
    assert white_rows(list(frames(tmp_path / "b.mp4"))[12][1])[1] < height / 2
    with pytest.raises(InputError, match="not in the picture"):
        vidsync.render(
            video,
            tmp_path / "c.mp4",
            said,
            captions=CaptionOptions(avoid=[(0.0, 0.5, 2.0, 1.0)]),
        )
