"""The public functions: native, aligned or estimated times; sync and async; many at once."""

import asyncio
import tracemalloc
import warnings
from dataclasses import replace

import pytest

from vidsync import tts
from vidsync.errors import EngineError, InputError, TimestampsUnavailable, VidsyncWarning
from vidsync.gateway import Settings, parse_fault, running
from vidsync.transcript import Transcript, Turn
from vidsync.tts import aio, find_engine
from vidsync.tts.engine import Engine, Line

TEXT = "Hello there, my friend."


@pytest.fixture(scope="module")
def spoken():
    return tts.speak(TEXT, engine="espeak")


class Timeless(Engine):
    """An engine without word times."""

    def __init__(self, speech, error=None):
        self.speech = speech
        self.error = error

    def __repr__(self):
        return "Timeless()"

    async def speak(self, text, **options):
        plain = Transcript((), self.speech.transcript.duration, text=text)
        speech = type(self.speech)(self.speech.audio, "audio/wav", 22050, plain)
        if self.error:
            raise TimestampsUnavailable(self.error, speech=speech)
        return speech


@pytest.mark.parametrize("error", [None, "the service lost its watch"])
@pytest.mark.parametrize("timestamps", ["auto", "on"])
def test_speech_without_times_is_aligned_with_a_warning(error, timestamps, spoken):
    with pytest.warns(VidsyncWarning, match=error or "gives no word times"):
        speech = tts.speak(TEXT, engine=Timeless(spoken, error), timestamps=timestamps)
    assert speech.transcript.source == "aligned"
    assert [word.text for word in speech.transcript.words] == TEXT.split()
    assert "aligned" in speech.warnings[0]
    for found, true in zip(speech.transcript.words, spoken.transcript.words, strict=True):
        assert abs(found.start - true.start) < 0.1


def test_speech_that_cannot_be_aligned_is_an_error_an_estimate_or_without_words(wav):
    tone = tts.speak(TEXT, engine="espeak")
    tone = type(tone)(wav, "audio/wav", 24000, Transcript((), 0.5, text=TEXT))
    engine = Timeless(tone)
    with pytest.raises(TimestampsUnavailable, match="can't be aligned") as caught:
        tts.speak(TEXT, engine=engine, timestamps="on")
    assert caught.value.speech.audio == wav
    with pytest.warns(VidsyncWarning, match="can't be aligned"):
        speech = tts.speak(TEXT, engine=engine)
    assert speech.transcript.words == ()
    assert "can't be aligned" in speech.warnings[0]
    with pytest.warns(VidsyncWarning, match="estimated"):
        speech = tts.speak(TEXT, engine=engine, estimate=True)
    assert speech.transcript.source == "estimated"
    assert [word.text for word in speech.transcript.words] == TEXT.split()


def test_timestamps_off_gives_no_words_and_no_warning(spoken):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for engine in ("espeak", Timeless(spoken), Timeless(spoken, "no")):
            speech = tts.speak(TEXT, engine=engine, timestamps="off")
            assert speech.transcript.words == ()
            assert speech.transcript.text == TEXT


def test_an_aligned_conversation_has_its_turns(spoken):
    lines = [Line("Hello there,", speaker="Ann"), Line("my friend.", speaker="Bob")]

    class Whole(Timeless):
        async def speak_conversation(self, lines, **options):
            speech = await self.speak(" ".join(line.text for line in lines))
            turns = tuple(Turn(line.speaker) for line in lines)
            return replace(speech, transcript=replace(speech.transcript, turns=turns))

    with pytest.warns(VidsyncWarning, match="aligned"):
        speech = tts.speak_conversation(lines, engine=Whole(spoken))
    assert [word.turn for word in speech.transcript.words] == [0, 0, 1, 1]


@pytest.mark.parametrize("name", ["speechbase", "cartesia", "lmnt", "playkit"])
def test_speech_of_a_gateway_without_times_is_aligned(name):
    options = {"playkit": {"game_id": "g"}, "speechbase": {"model": "a/b"}}.get(name, {})
    settings = Settings(faults=(parse_fault("timestamps-unavailable"),))
    with running(settings) as url, pytest.warns(VidsyncWarning, match="aligned"):
        speech = tts.speak(TEXT, engine=name, voice="someone", base_url=url, **options)
    assert speech.transcript.source == "aligned"
    assert [word.text for word in speech.transcript.words] == TEXT.split()


@pytest.mark.parametrize("fault", ["429=0.01:2", "500:2", "503:2"])
def test_a_request_is_made_a_third_time_after_two_failures(fault, waits):
    settings = Settings(faults=(parse_fault(fault),))
    with running(settings) as url:
        speech = tts.speak(TEXT, engine="lmnt", base_url=url, policy=waits.policy())
    assert [word.text for word in speech.transcript.words] == TEXT.split()
    assert len(waits.seconds) == 2


@pytest.mark.parametrize("fault", ["cut", "malformed"])
@pytest.mark.parametrize("name", ["lmnt", "cartesia"])
def test_a_spoiled_response_is_an_engine_error(fault, name, waits):
    settings = Settings(faults=(parse_fault(fault),))
    with running(settings) as url, pytest.raises(EngineError):
        tts.speak(TEXT, engine=name, voice="v", base_url=url, policy=waits.policy())


def test_many_requests_at_once_get_their_own_texts_in_limited_memory(gateway):
    texts = [f"This is number {number}, said at once with others." for number in range(32)]

    async def main():
        speaking = (
            aio.speak(text, engine="lmnt", voice="someone", base_url=gateway) for text in texts
        )
        return await asyncio.gather(*speaking)

    tracemalloc.start()
    try:
        speeches = asyncio.run(main())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [speech.transcript.text for speech in speeches] == texts
    for speech, text in zip(speeches, texts, strict=True):
        assert [word.text for word in speech.transcript.words] == text.split()
    audio = sum(len(speech.audio) for speech in speeches)
    assert peak < 12 * audio + 50_000_000


def test_options_with_an_engine_object_are_refused():
    with pytest.raises(InputError, match="rate"):
        tts.speak(TEXT, engine=find_engine("espeak"), rate=100)


def test_an_unknown_value_of_timestamps_is_refused():
    with pytest.raises(InputError, match="did you mean 'auto'"):
        tts.speak(TEXT, timestamps="autp", engine="espeak")
