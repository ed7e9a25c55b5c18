"""The cache: storing, finding, sharing and removing speech."""

import multiprocessing
import os
import time
from dataclasses import replace

import pytest

from vidsync import tts
from vidsync.errors import InputError, VidsyncWarning
from vidsync.transcript import BlendShapes, Phone, Speech, Transcript, Turn, Viseme, Word
from vidsync.tts import Cache, Line
from vidsync.tts.cache import CacheKey
from vidsync.tts.engine import Engine

SPEECH = Speech(
    b"RIFF\x00\n\xff",
    "audio/wav",
    24000,
    Transcript(
        (Word("Hi,", 0.1, 1 / 3, (0, 3), 0, (Phone("h", 0.1, 0.2),), 0.5),),
        1.0,
        "Hi, you",
        "en",
        (Turn("Ann", "v"),),
        "aligned",
        visemes=(Viseme("azure", "12", 0.1, 0.2),),
        spoken=(Word("Hi", 0.1, 1 / 3, turn=0),),
    ),
    ("aligned, as it had no times",),
    BlendShapes(("jawOpen", "headRoll"), 60, ((0.1, -0.2), (1 / 3, 0.0))),
)
ASKED = CacheKey("EspeakEngine()", (("Hi, you", None, ""),), "en", 1.0, "auto")


def test_a_stored_speech_is_found_unchanged(tmp_path):
    cache = Cache(tmp_path / "a" / "b")
    assert cache.find(ASKED) is None
    cache.store(ASKED, SPEECH)
    assert Cache(tmp_path / "a" / "b").find(ASKED) == SPEECH


@pytest.mark.parametrize(
    "change",
    [
        {"engine": "EspeakEngine(rate=1)"},
        {"lines": (("Hi, you", "v", ""),)},
        {"lines": (("Hi,", None, ""), ("you", None, ""))},
        {"language": None},
        {"speed": 2.0},
        {"timestamps": "on"},
        {"gap": 0.5},
    ],
)
def test_another_request_finds_nothing(change, tmp_path):
    cache = Cache(tmp_path)
    cache.store(ASKED, SPEECH)
    assert cache.find(replace(ASKED, **change)) is None


def test_a_damaged_entry_is_ignored(tmp_path):
    cache = Cache(tmp_path)
    cache.store(ASKED, SPEECH)
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    for position in range(0, len(whole), 7):
        entry.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert cache.find(ASKED) is None
        entry.write_bytes(whole[:position])
        assert cache.find(ASKED) is None
    cache.store(ASKED, SPEECH)
    assert cache.find(ASKED) == SPEECH


def test_the_entries_used_longest_ago_are_removed_first(tmp_path):
    cache = Cache(tmp_path)
    identities = [replace(ASKED, speed=float(number)) for number in range(1, 4)]
    for age, identity in enumerate(identities):
        cache.store(identity, SPEECH)
        path = tmp_path / f"{identity.digest}.speech"
        os.utime(path, (1000 + age, 1000 + age))
    size = path.stat().st_size
    cache.find(identities[0])
    Cache(tmp_path, largest=2 * size).prune()
    assert [cache.find(identity) is not None for identity in identities] == [True, False, True]
    cache.clear()
    assert list(tmp_path.iterdir()) == []


def test_the_unfinished_file_of_an_interrupted_writer_is_removed(tmp_path):
    left, fresh = tmp_path / ".vidsync-old.speech", tmp_path / ".vidsync-new.speech"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - 7200,) * 2)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    Cache(tmp_path).store(ASKED, SPEECH)
    assert not left.exists()
    assert fresh.exists()
    assert other.exists()


def test_a_folder_that_cannot_be_created_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="can't be created"):
        Cache(tmp_path / "file" / "folder")


def test_a_failed_write_gives_a_warning(tmp_path):
    cache = Cache(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.warns(VidsyncWarning, match="not saved"):
        cache.store(ASKED, SPEECH)
    assert cache.find(ASKED) is None


def hammer(folder, number):
    cache = Cache(folder, largest=4000)
    for turn in range(40):
        identity = replace(ASKED, speed=float(turn % 5))
        found = cache.find(identity)
        assert found is None or found == SPEECH
        cache.store(identity, SPEECH)


def test_several_processes_share_a_folder(tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        pool.starmap(hammer, [(tmp_path, number) for number in range(3)])
    assert all(path.suffix == ".speech" for path in tmp_path.iterdir())
    assert not list(tmp_path.glob(".vidsync-*"))


def test_a_repeated_request_is_not_sent(misbehaving, recorded, waits, tmp_path):
    shape = recorded["lmnt"]

    async def behave(wire):
        await wire.answer(shape.body())

    misbehaving.behave = behave

    def speak(**changes):
        asked = {"engine": "lmnt", "base_url": misbehaving.url, "cache": tmp_path, "key": "k"}
        return tts.speak("Well, yes.", **{**asked, **changes})

    first = speak()
    assert speak(key="another") == first
    assert len(misbehaving.requests) == 1
    speak(voice="ava")
    speak(sample_rate=8000)
    speak(timestamps="off")
    assert len(misbehaving.requests) == 4
    assert all(entry.read_bytes() != b"k" for entry in tmp_path.iterdir())


def test_conversations_are_cached(tmp_path):
    lines = [Line("Hi.", "en-us", "Ann"), Line("Yo.", "en-gb", "Bob")]
    first = tts.speak_conversation(lines, cache=tmp_path)
    assert tts.speak_conversation(lines, cache=tmp_path) == first
    assert len(list(tmp_path.iterdir())) == 1


def test_an_engine_without_its_own_repr_is_not_cached(tmp_path):
    class Silent(Engine):
        async def speak(self, text, **options):
            return SPEECH

    with pytest.warns(VidsyncWarning, match="not cached"):
        assert tts.speak("Hi", engine=Silent(), cache=tmp_path) == SPEECH
    assert list(tmp_path.iterdir()) == []
