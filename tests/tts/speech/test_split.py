"""Long texts: where they are cut, and how their speech is joined."""

import asyncio
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vidsync import audio, tts
from vidsync.errors import EngineError, TimestampsUnavailable
from vidsync.transcript import BlendShapes, Speech, Transcript, Viseme, Word
from vidsync.tts import find_engine
from vidsync.tts.speech.many_requests import gather_in_order, speak_in_parts
from vidsync.tts.speech.split import join_speeches, split_text

PARTS = [
    "Hello",
    " ",
    ". ",
    ", ",
    "é\u0301",
    "👩\u200d👩\u200d👧",
    "你好。",
    "a" * 30,
    "\n\n",
    "3.5",
    "Dr. ",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join), st.integers(1, 80))
def test_parts_join_to_the_text_and_none_is_too_long(text, longest):
    parts = split_text(text, longest)
    assert "".join(parts) == text
    assert all(len(part) <= longest for part in parts)
    assert all(parts) or parts == [""]


def test_cuts_are_at_sentences_then_pauses_then_words():
    assert split_text("One two. Three four. Five.", 22) == ["One two. Three four. ", "Five."]
    assert split_text("One two, three four five", 15) == ["One two, ", "three four five"]
    assert split_text("One two three", 9) == ["One two ", "three"]
    assert split_text("你好。再见。", 4) == ["你好。", "再见。"]
    assert split_text("abcdefgh", 3) == ["abc", "def", "gh"]


def test_no_cut_is_inside_a_character():
    family = "👩\u200d👩\u200d👧"
    assert split_text("x" + family, 5) == ["x", family]
    assert split_text("abe\u0301", 3) == ["ab", "e\u0301"]


def tone(seconds, *, rate=24000, frequency=210.0, text="la"):
    """A tone that is loud from its start to its end, with one word."""
    time = np.arange(round(seconds * rate)) / rate
    data = 0.5 * np.cos(2 * np.pi * frequency * time)
    samples = audio.Samples(data.astype(np.float32)[:, None], rate)
    word = Word(text, 0.0, samples.duration, (0, len(text)))
    transcript = Transcript((word,), samples.duration, text=text)
    return Speech(audio.wav_bytes(samples), "audio/wav", rate, transcript)


def test_seams_have_no_step_and_times_are_shifted():
    parts = [tone(0.5, text="la "), tone(0.25, frequency=333, text="lu "), tone(0.5, text="li")]
    speech = join_speeches(parts, text="la lu li")
    samples = audio.decode(io.BytesIO(speech.audio)).data[:, 0]
    inside = np.abs(np.diff(audio.decode(io.BytesIO(parts[1].audio)).data[:, 0])).max()
    for seam in (12000, 18000):
        steps = np.abs(np.diff(samples[seam - 200 : seam + 200]))
        assert steps.max() <= inside * 1.1
        assert abs(samples[seam]) < 0.01
    assert [(word.start, word.end) for word in speech.transcript.words] == [
        (0.0, 0.5), (0.5, 0.75), (0.75, 1.25)
    ]  # fmt: skip
    assert speech.transcript.duration == pytest.approx(len(samples) / 24000)
    words = speech.transcript.words
    assert ["la lu li"[slice(*word.span)] for word in words] == ["la ", "lu ", "li"]


def test_visemes_and_blend_shapes_of_parts_are_shifted_with_their_audio(wav):
    shapes = BlendShapes(("jawOpen",), 10, ((0.5,), (0.25,)))
    said = Transcript((), 0.5, "Yes. ", visemes=(Viseme("azure", "6", 0.1, 0.5),))
    part = Speech(wav, "audio/wav", 24000, said, (), shapes)
    whole = join_speeches([part, part], text="Yes. Yes. ", gap=0.3)
    assert [round(viseme.start, 3) for viseme in whole.transcript.visemes] == [0.1, 0.9]
    rest = (0.0,)
    assert whole.blend_shapes.frames == ((0.5,), (0.25,), *[rest] * 6, (0.5,), (0.25,))
    assert (
        join_speeches([part, replace(part, blend_shapes=None)], text="Yes. Yes. ").blend_shapes
        == shapes
    )


def test_parts_of_different_rates_become_one_file():
    speech = join_speeches([tone(0.5, rate=8000), tone(0.5)], text="lala")
    assert speech.sample_rate == 24000
    assert speech.transcript.duration == pytest.approx(1.0, abs=0.001)


def test_a_single_part_is_unchanged():
    speech = tone(0.1)
    assert join_speeches([speech], text="la") is speech


@pytest.mark.parametrize("name", ["lmnt", "cartesia", "speechbase", "playkit"])
def test_a_long_text_is_spoken_whole_and_in_order(name, gateway, monkeypatch):
    text = "Hello there, my friend. How are you? " * 6 + "Fine."
    options = {"playkit": {"game_id": "g"}, "speechbase": {"model": "a/b"}}.get(name, {})
    engine = find_engine(name, base_url=gateway, **options)
    monkeypatch.setattr(type(engine), "longest_text", 60)
    speech = tts.speak(text, engine=engine, voice="someone")
    words = speech.transcript.words
    assert [word.text for word in words] == text.split()
    assert speech.transcript.text == text
    assert all(text[slice(*word.span)] in word.text for word in words)
    assert [word.span[0] for word in words] == sorted(word.span[0] for word in words)
    whole = audio.decode(io.BytesIO(speech.audio))
    assert whole.duration == pytest.approx(speech.transcript.duration, abs=0.001)
    # The audio is loud at the time of each word.
    levels = [level(whole, word) for word in words]
    assert min(levels) > 0.01


def level(sound, word):
    rate = sound.sample_rate
    piece = sound.data[round(word.start * rate) : round(word.end * rate)]
    return float(np.sqrt((piece**2).mean()))


def test_a_part_without_times_makes_the_whole_speech_untimed():
    async def speak(text):
        if "two" in text:
            speech = tone(0.2, text=text)
            raise TimestampsUnavailable("none for this part", speech=speech)
        return tone(0.2, text=text)

    with pytest.raises(TimestampsUnavailable, match="none for this part") as caught:
        asyncio.run(speak_in_parts("one. two. six.", 5, speak))
    speech = caught.value.speech
    assert speech.transcript.words == ()
    assert speech.transcript.text == "one. two. six."
    assert speech.transcript.duration == pytest.approx(0.6, abs=0.001)


def test_the_first_failure_cancels_the_other_parts():
    begun, cancelled = [], []

    def call(number):
        async def work():
            begun.append(number)
            try:
                if number == 0:
                    raise EngineError("no")
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(number)
                raise

        return work

    with pytest.raises(EngineError, match="no"):
        asyncio.run(gather_in_order([call(number) for number in range(20)]))
    assert len(begun) <= 3
    assert cancelled == begun[1:]
