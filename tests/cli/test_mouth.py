"""`vidsync mouth`, and the options for mouths, languages and regions of `render` and `preview`."""

import json

import av
import numpy as np
import pytest
from PIL import Image

import vidsync
from vidsync import Phone, Transcript, Turn, Word
from vidsync.cli import options
from vidsync.cli.mouths.mouth import asked_for
from vidsync.errors import InputError
from vidsync.media import probe


def assert_success(done):
    assert done.returncode == 0, done.stderr
    return done


def assert_refused(done, saying):
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert saying in done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def conversation(tmp_path):
    words = tuple(
        Word(text, start, start + 0.4, turn=turn, phones=(Phone(sound, start, start + 0.4),))
        for turn, (text, start, sound) in enumerate([("Ah", 0.2, "ɑ"), ("Oh", 1.0, "ɔ")])
    )
    path = tmp_path / "two.json"
    vidsync.save(Transcript(words, 2.0, language="en", turns=(Turn("Ann"), Turn("Ben"))), path)
    return path


def changed_pixels(before, after, *, at: float):
    """Return a mask of the pixels that differ between two videos at a time."""
    found = []
    for path in (before, after):
        with av.open(str(path)) as container:
            frame = next(f for f in container.decode(video=0) if f.time >= at)
            found.append(frame.to_ndarray(format="rgb24").astype(int))
    return np.abs(found[0] - found[1]).max(axis=2) > 70


def test_mouth_writes_a_transparent_video(run, conversation, tmp_path):
    arguments = ("--mouth", "comic", "--fps", "10")
    done = run("mouth", conversation, "-o", "m.mov", *arguments, "--json")
    assert json.loads(assert_success(done).stdout)["duration"] == 2.0
    with av.open(str(tmp_path / "m.mov")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (512, 384)
        assert stream.codec_context.pix_fmt == "argb"
        assert len(list(container.decode(stream))) == 20


def test_the_sets_are_listed(run):
    assert set(json.loads(assert_success(run("mouth", "--list", "--json")).stdout)["sets"]) == {
        "cartoon",
        "comic",
        "puppet",
    }
    assert "puppet" in assert_success(run("mouth", "--list")).stdout


def test_the_mouth_of_each_speaker_is_at_its_place(run, conversation, clip, tmp_path):
    arguments = ("--no-burn", "--mouth", "Ann=puppet@0.2,0.5,0.3", "--mouth", "Ben=comic@0.8,0.5")
    assert_success(run("render", clip, "--timings", conversation, "-o", "o.mp4", *arguments))
    assert probe(tmp_path / "o.mp4").subtitles == ("eng",)
    mask = changed_pixels(clip, tmp_path / "o.mp4", at=0.4)
    left, middle, right = mask[:, :112].sum(), mask[:, 120:190].sum(), mask[:, 200:].sum()
    assert left > 500
    assert right > 200
    assert middle == 0


def test_options_set_place_and_width_of_one_mouth(run, conversation, clip, tmp_path):
    arguments = ("--no-burn", "--mouth", "puppet", "--mouth-at", "0.25,0.5", "--mouth-width", ".2")
    assert_success(run("render", clip, "--timings", conversation, "-o", "o.mp4", *arguments))
    columns = np.flatnonzero(changed_pixels(clip, tmp_path / "o.mp4", at=0.4).any(axis=0))
    assert columns.min() >= 48
    assert columns.max() <= 112


def test_a_mistake_is_one_line(run, conversation, clip, tmp_path):
    arguments = ("render", clip, "--timings", conversation, "-o", "o.mp4", "--mouth")
    assert_refused(run(*arguments, "pupet"), "'puppet'")
    assert_refused(run(*arguments, "An=puppet"), "'Ann'")
    assert not (tmp_path / "o.mp4").exists()


@pytest.mark.parametrize(
    ("texts", "at", "width", "saying"),
    [
        (["puppet@2,0"], "", None, "not in the picture"),
        (["Ann=puppet", "Ben=comic"], "0,0", None, "one place for 2"),
        (["puppet"], "middle", None, "--mouth-at is 'middle'"),
        (["puppet"], "0.5", None, "--mouth-at is '0.5'"),
        (["puppet"], "", 7.0, "width of a mouth is 7.0"),
        ([], "", 0.5, "need a mouth"),
        ([], "0,0", None, "need a mouth"),
    ],
)
def test_contradicting_options_are_rejected(texts, at, width, saying):
    with pytest.raises(InputError) as error:
        asked_for(texts, at, width, hides=False)
    assert saying in str(error.value)


@pytest.mark.parametrize("region", ["0,0,1", "0.5,0,0.2,1", "0,0,1,nan", "a,b,c,d", "0,0,640,360"])
def test_an_invalid_region_is_rejected(region):
    with pytest.raises(InputError, match="--avoid"):
        options.parse_regions([region])


def test_a_preview_has_two_languages_and_regions(run, timings, tmp_path):
    def rows(name: str, *arguments) -> tuple[int, int]:
        size = ("--size", "360x640", "--at", "0.4")
        assert_success(run("preview", timings, "-o", name, *size, *arguments))
        with Image.open(tmp_path / name) as picture:
            ink = np.flatnonzero((np.asarray(picture).min(axis=2) > 230).any(axis=1))
        return int(ink.min()), int(ink.max())

    alone = rows("one.png")
    both = rows("two.png", "--second", timings)
    assert both[1] - both[0] > 1.5 * (alone[1] - alone[0])
    moved = rows("clear.png", "--avoid", f"0,{(alone[0] - 9) / 640},1,{(alone[1] + 9) / 640}")
    assert moved[1] < alone[0] or moved[0] > alone[1]


def test_a_video_has_two_languages(run, timings, clip, tmp_path):
    arguments = ("--timings", timings, "--second", timings, "--avoid", "0,0,0.2,0.2", "--soft")
    assert_success(run("render", clip, "-o", "o.mkv", *arguments))
    assert probe(tmp_path / "o.mkv").subtitles == ("eng", "eng")
