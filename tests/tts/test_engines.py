"""Engines by name, and the embedded one among them."""

import asyncio
import sys
import threading
from importlib import invalidate_caches

import pytest

from vidsync import espeak, tts
from vidsync.errors import EngineError, InputError, VoiceError
from vidsync.tts.espeak import Espeak

PLUGIN = """
from vidsync import Speech, Transcript, Word
from vidsync.tts import Engine


class Beep(Engine):
    def __init__(self, *, times: int = 1) -> None:
        self.times = times

    async def speak(self, text, *, voice=None, language=None, speed=1.0, timestamps=True):
        words = tuple(Word("beep", n / speed, n / speed) for n in range(self.times))
        return Speech(b"", "audio/wav", 8000, Transcript(words, self.times / speed))


not_an_engine = 7
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """A package outside vidsync that brings engines, as pip would leave it."""
    (tmp_path / "beeping.py").write_text(PLUGIN)
    information = tmp_path / "beeping-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: beeping\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(
        "[vidsync.engines]\nbeep = beeping:Beep\nnumber = beeping:not_an_engine\n"
        "lost = beeping:Lost\nabsent = beeping_absent:Engine\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    yield
    sys.modules.pop("beeping", None)


def test_the_embedded_engine_speaks_by_default():
    assert tts.speak("Hello there.") == espeak.synthesize("Hello there.")
    assert tts.speak("Hallo.", language="de-AT") == espeak.synthesize("Hallo.", voice="de")
    assert tts.speak("Hi.", voice="en-us+f3", rate=200, pitch=70) == espeak.synthesize(
        "Hi.", voice="en-us+f3", rate=200, pitch=70
    )


def test_speed_is_a_factor_of_the_pace():
    assert tts.speak("Hello.", speed=2.0) == espeak.synthesize("Hello.", rate=350)
    for speed in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="speed"):
            tts.speak("Hello.", speed=speed)


def test_it_can_be_awaited_and_called_within_a_running_loop():
    async def both():
        return await tts.find_engine("espeak").speak("Hello."), tts.speak("Hello.")

    awaited, called = asyncio.run(both())
    assert awaited == called == espeak.synthesize("Hello.")


def test_an_engine_that_exists_can_be_given():
    seen = []
    engine = Espeak(rate=200, on_progress=lambda done, total: seen.append((done, total)))
    assert tts.speak("Hello.", engine=engine) == espeak.synthesize("Hello.", rate=200)
    assert seen == [(6, 6)]
    with pytest.raises(InputError, match="rate"):
        tts.speak("Hello.", engine=engine, rate=100)


def test_a_cancelled_engine_stops_after_its_chunk():
    seen = []
    first = threading.Event()
    stopped = threading.Event()

    def progress(done, total):
        seen.append(done)
        first.set()
        stopped.wait(30)

    async def cancelled():
        engine = Espeak(on_progress=progress)
        task = asyncio.create_task(engine.speak("Nobody minds the rain in spring. " * 200))
        await asyncio.to_thread(first.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        stopped.set()

    asyncio.run(cancelled())
    assert len(seen) == 1


def test_mistakes_are_told_as_such():
    with pytest.raises(EngineError, match="'espaek'") as caught:
        tts.speak("Hello.", engine="espaek")
    assert "'espeak'" in caught.value.hint
    with pytest.raises(InputError, match="'ratee'") as refused:
        tts.speak("Hello.", ratee=100)
    assert "'rate'" in refused.value.hint
    with pytest.raises(VoiceError):
        tts.speak("Hello.", voice="nonesuch")
    with pytest.raises(InputError, match="no text"):
        tts.speak("")


def test_a_package_outside_can_bring_an_engine(plugin):
    assert {"espeak", "beep"} <= set(tts.engine_names())
    speech = tts.speak("x", engine="beep", times=3, speed=2.0)
    assert [word.start for word in speech.transcript.words] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("name", ["number", "lost", "absent"])
def test_a_broken_package_is_an_error_that_names_it(plugin, name):
    with pytest.raises(EngineError, match=name) as caught:
        tts.speak("x", engine=name)
    assert "package" in caught.value.hint
