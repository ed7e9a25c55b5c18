"""Narration: the voice is a 1 kHz tone and the video's own sound is a 440 Hz tone."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.audio import decode
from vidsync.errors import InputError, MediaError, VidsyncWarning
from vidsync.media import Narration, compose, find_ffmpeg, probe
from vidsync.media.ffmpeg.process import workspace
from vidsync.media.sound.narration import ducking_curve, voice_gain_db
from vidsync.media.sound.voice_measurement import measure_voice

VOICE = (900, 1100)
MUSIC = (400, 480)


@pytest.fixture(scope="session")
def music(make_clip):
    """8 s of a steady 440 Hz tone under a test picture."""
    return make_clip(
        "music.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=8"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=8,volume=9dB"),
        *("-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac"),
    )


def test_the_voice_is_measured(speech_like, tmp_path):
    file = tmp_path / "voice.wav"
    file.write_bytes(speech_like((0.5, 1.5), (2.0, 3.0), duration=3.2))
    with workspace() as folder:
        voice = measure_voice(file, folder=folder, ffmpeg=find_ffmpeg())
    assert voice.duration == pytest.approx(3.2, abs=0.01)
    assert np.array(voice.speech) == pytest.approx(np.array([(0.5, 1.5), (2.0, 3.0)]), abs=0.03)
    # A sine of amplitude 0.1 x 0.7 in both channels: -23.1 dBFS; syllables measure -22.6.
    assert voice.loudness_lufs == pytest.approx(-23, abs=1)


def test_ducking_lowers_the_video_s_sound_while_there_is_speech(
    tmp_path, music, speech_like, level_db
):
    output = tmp_path / "out.mp4"
    voice = Narration(speech_like((0.5, 1.5), (2.0, 3.0), duration=3.2), start=1.5, duck_db=12)
    result = compose(probe(music), output, narration=voice)
    assert result.copied_video
    assert not result.copied_audio
    free = level_db(output, 0.2, 1.2, *MUSIC)
    assert free == pytest.approx(level_db(music, 0.2, 1.2, *MUSIC), abs=0.3)
    # The pause is too short for the sound to rise.
    for start, end in ((2.0, 3.0), (3.1, 3.4), (3.5, 4.5)):
        assert level_db(output, start, end, *MUSIC) == pytest.approx(free - 12, abs=0.5)
    assert level_db(output, 6.0, 7.5, *MUSIC) == pytest.approx(free, abs=0.3)
    assert level_db(output, 2.0, 3.0, *VOICE) > -22
    assert level_db(output, 0.2, 1.2, *VOICE) < -60


def test_over_leaves_the_video_s_sound_and_replace_drops_it(tmp_path, music, speech_like, level_db):
    voice = Narration(speech_like((0.5, 1.5), duration=2), start=1.5)
    for mix, wanted in (("over", level_db(music, 2, 3, *MUSIC)), ("replace", -90.0)):
        output = tmp_path / f"{mix}.mp4"
        compose(probe(music), output, narration=voice, mix=mix)
        heard = level_db(output, 2.0, 3.0, *MUSIC)
        assert heard == pytest.approx(wanted, abs=0.3) if mix == "over" else heard < wanted
        assert level_db(output, 2.0, 3.0, *VOICE) > -22


@pytest.mark.parametrize("amplitude", [0.02, 0.5])
def test_the_voice_is_brought_to_its_loudness(tmp_path, gray, speech_like, amplitude):
    sound = speech_like((0, 1.9), duration=2, amplitude=amplitude)
    for target in (-16.0, -23.0):
        output = tmp_path / f"{target}.mp4"
        compose(probe(gray), output, narration=Narration(sound, loudness_lufs=target))
        with workspace() as folder:
            made = measure_voice(output, folder=folder, ffmpeg=find_ffmpeg())
        assert made.loudness_lufs == pytest.approx(target, abs=0.7)


def test_the_voice_as_it_is(tmp_path, gray, speech_like, level_db):
    sound = speech_like((0, 2), duration=2)
    (tmp_path / "voice.wav").write_bytes(sound)
    output = tmp_path / "out.mp4"
    compose(probe(gray), output, narration=Narration(sound, loudness_lufs=None, gain_db=-6))
    original = level_db(tmp_path / "voice.wav", 0.5, 1.5)
    assert level_db(output, 0.5, 1.5) == pytest.approx(original - 6, abs=0.3)


def test_nothing_clips(tmp_path, music, speech_like):
    loud = Narration(speech_like((0, 6), duration=6, amplitude=0.9), loudness_lufs=-5, gain_db=9)
    compose(probe(music), tmp_path / "out.mkv", narration=loud, mix="over")
    peak = np.abs(decode(tmp_path / "out.mkv").data).max()
    assert 0.6 < peak < 0.98


def test_the_voice_starts_when_it_should(tmp_path, gray, speech_like):
    sound = speech_like((0.25, 0.75), duration=1)
    for suffix in ("mp4", "mkv", "webm", "mov"):
        output = tmp_path / f"out.{suffix}"
        compose(probe(gray), output, narration=Narration(sound, start=0.5))
        with workspace() as folder:
            heard = measure_voice(output, folder=folder, ffmpeg=find_ffmpeg())
        assert heard.speech[0][0] == pytest.approx(0.75, abs=0.03)


def test_voice_and_picture_stay_together_in_a_file_that_begins_late(
    tmp_path, make_clip, plain, speech_like, script, box, frames_of
):
    late = make_clip("late-2.mkv", "-i", plain, "-output_ts_offset", "7.3", "-c", "copy")
    media = probe(late)
    drawing = script(media, ("0:00:01.00", "0:00:01.50", box(0, 0, 16, 16, "0000FF")))
    voice = Narration(speech_like((0, 0.5), duration=0.6), start=1.0)
    output = tmp_path / "out.mp4"
    compose(media, output, drawing=drawing, narration=voice, mix="replace")
    shown = [frame.time for frame in frames_of(output) if frame.rgb[4, 4, 0] > 230]
    assert shown == pytest.approx([1.0, 1.1, 1.2, 1.3, 1.4])
    with workspace() as folder:
        heard = measure_voice(output, folder=folder, ffmpeg=find_ffmpeg())
    assert heard.speech[0][0] == pytest.approx(1.0, abs=0.03)


def test_sound_that_begins_after_the_picture_stays_there(
    tmp_path, make_clip, speech_like, level_db
):
    clip = make_clip(
        "late-sound.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=3"),
        *("-itsoffset", "1", "-f", "lavfi", "-i", "sine=frequency=440:duration=2,volume=9dB"),
        *("-c:v", "libx264", "-c:a", "aac"),
    )
    voice = Narration(speech_like((0, 0.3), duration=0.4))
    compose(probe(clip), tmp_path / "out.mp4", narration=voice, mix="over")
    assert level_db(tmp_path / "out.mp4", 0.4, 0.9, *MUSIC) < -60
    assert level_db(tmp_path / "out.mp4", 1.1, 2.5, *MUSIC) > -30


def test_a_video_without_sound_gets_the_voice_alone(tmp_path, gray, speech_like):
    result = compose(
        probe(gray), tmp_path / "out.mp4", narration=Narration(speech_like((0, 1), duration=1))
    )
    made = probe(result.path)
    assert result.copied_video
    assert (made.audio[0].codec, made.audio[0].channels) == ("aac", 2)
    assert made.duration == pytest.approx(2, abs=0.05)


def test_a_longer_voice_holds_the_last_frame(
    tmp_path, plain, speech_like, frames_of, script, box, level_db
):
    media = probe(plain)
    voice = Narration(speech_like((0, 0.5), (2.5, 3.5), duration=3.5), start=0.5)
    late_box = script(media, ("0:00:03.00", "0:00:03.50", box(0, 0, 16, 16, "0000FF")))
    output = tmp_path / "out.mp4"
    result = compose(media, output, narration=voice, drawing=late_box)
    assert result.duration == pytest.approx(4.0)
    assert probe(output).duration == pytest.approx(4.0, abs=0.03)
    frames = frames_of(output)
    assert len(frames) == 40
    still = np.abs(frames[-1].rgb[20:].astype(int) - frames[20].rgb[20:]).mean()
    assert still < 4
    assert next(f.time for f in frames if f.rgb[4, 4, 0] > 230 and f.rgb[4, 4, 1] < 30) == 3.0
    assert level_db(output, 3.1, 3.9, *VOICE) > -25


def test_a_longer_voice_loops_the_video(tmp_path, plain, speech_like, frames_of, level_db):
    voice = Narration(speech_like((0, 0.5), (4.5, 5), duration=5))
    output = tmp_path / "out.mp4"
    compose(probe(plain), output, narration=voice, longer="loop")
    frames = frames_of(output)
    assert len(frames) == 50
    for first, again in ((0, 20), (5, 45)):
        assert np.abs(frames[first].rgb.astype(int) - frames[again].rgb).mean() < 5
    assert level_db(output, 3.0, 3.8, *MUSIC) == pytest.approx(
        level_db(plain, 1.0, 1.8, *MUSIC), abs=1
    )


def test_a_longer_voice_is_cut_with_a_warning(tmp_path, plain, speech_like, packets_of):
    voice = Narration(speech_like((0, 5), duration=5))
    with pytest.warns(VidsyncWarning, match=r"3\.00 s too long for plain\.mp4: its end is cut"):
        result = compose(probe(plain), tmp_path / "out.mp4", narration=voice, longer="cut")
    assert result.copied_video
    assert probe(result.path).duration == pytest.approx(2, abs=0.05)
    assert packets_of(result.path, "video") == packets_of(plain, "video")


def test_uneven_frames_can_be_held(tmp_path, make_clip, speech_like, frames_of):
    uneven = make_clip(
        "uneven-3.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=50:duration=2"),
        *("-vf", "select='eq(n,0)+eq(n,3)+eq(n,31)+gt(n,90)'", "-fps_mode", "vfr"),
        *("-c:v", "libx264"),
    )
    voice = Narration(speech_like((0, 3), duration=3.5))
    compose(probe(uneven), tmp_path / "out.mp4", narration=voice)
    times = [frame.time for frame in frames_of(tmp_path / "out.mp4")]
    wanted = [frame.time for frame in frames_of(uneven)]
    assert times[: len(wanted)] == pytest.approx(wanted, abs=0.001)
    assert 3.0 < times[-1] < 3.5
    assert probe(tmp_path / "out.mp4").duration == pytest.approx(3.5, abs=0.1)


def test_more_than_one_sound_track(tmp_path, make_clip, plain, speech_like, packets_of):
    two = make_clip(
        "two.mkv", "-i", plain, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"
    )
    compose(probe(two), tmp_path / "kept.mp4")
    assert len(probe(tmp_path / "kept.mp4").audio) == 2
    voice = Narration(speech_like((0, 1), duration=1))
    with pytest.warns(VidsyncWarning, match="has 2 sound tracks: only the first is kept"):
        compose(probe(two), tmp_path / "mixed.mp4", narration=voice)
    assert len(probe(tmp_path / "mixed.mp4").audio) == 1


def test_surround_sound_is_folded_into_the_mix(tmp_path, make_clip, speech_like, level_db):
    clip = make_clip(
        "surround.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2,volume=9dB"),
        *("-af", "pan=5.1|FC=c0", "-c:v", "libx264", "-c:a", "ac3"),
    )
    voice = Narration(speech_like((0, 0.2), duration=0.3))
    compose(probe(clip), tmp_path / "out.mp4", narration=voice, mix="over")
    assert probe(tmp_path / "out.mp4").audio[0].channels == 2
    assert level_db(tmp_path / "out.mp4", 0.5, 1.5, *MUSIC) > -30


def test_a_silent_voice_is_left_silent(tmp_path, music, speech_like, level_db):
    result = compose(
        probe(music), tmp_path / "out.mp4", narration=Narration(speech_like(duration=2))
    )
    assert result.voice.loudness_lufs is None
    assert result.voice.speech == ()
    assert level_db(result.path, 0.2, 2, *MUSIC) == pytest.approx(
        level_db(music, 0.2, 2, *MUSIC), abs=0.3
    )


def test_invalid_narration_is_refused(tmp_path, plain, gray):
    (tmp_path / "text.wav").write_text("no sound at all")
    for audio, message in (
        (tmp_path / "missing.wav", r"missing\.wav does not exist"),
        (tmp_path / "text.wav", "can't be read as audio"),
        (b"RIFFnothing", "can't be read as audio"),
        (gray, "has no sound in it"),
    ):
        with pytest.raises(MediaError, match=message):
            compose(probe(plain), tmp_path / "out.mp4", narration=Narration(audio))
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize(
    "options",
    [{"start": -1.0}, {"start": float("nan")}, {"gain_db": float("inf")}, {"duck_db": -3.0}],
)
def test_invalid_numbers_are_refused(options):
    with pytest.raises(InputError, match="narration: "):
        Narration(b"", **options)


def test_a_whisper_is_amplified_only_up_to_a_limit(speech_like, tmp_path, gray):
    sound = speech_like((0, 2), duration=2, amplitude=0.002)
    result = compose(probe(gray), tmp_path / "out.mp4", narration=Narration(sound))
    assert voice_gain_db(Narration(sound), result.voice) == 24.0


stretches = st.lists(st.tuples(st.floats(0, 5), st.floats(0.02, 5)), min_size=1, max_size=20).map(
    lambda pairs: tuple(
        (
            sum(gap + length for gap, length in pairs[:number]) + pairs[number][0],
            sum(gap + length for gap, length in pairs[: number + 1]),
        )
        for number in range(len(pairs))
    )
)


@given(stretches, st.floats(0, 100), st.floats(0, 40))
def test_ducking_covers_all_speech_and_its_times_increase(speech, start, depth):
    times, gains = ducking_curve(speech, start=start, depth_db=depth)
    assert all(sooner <= later for sooner, later in itertools.pairwise(times))
    assert len(times) == len(gains)
    for begins, ends in speech:
        for moment in np.linspace(begins, ends, 5):
            assert np.interp(start + moment, times, gains) == pytest.approx(-depth, abs=1e-6)
    assert gains[0] == gains[-1] == 0
