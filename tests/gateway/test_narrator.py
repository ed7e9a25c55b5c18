import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidsync.gateway.narrator import (
    Manner,
    Narrator,
    join,
    silence,
    split_sentences,
    take_sentences,
)
from vidsync.gateway.refusal import Refusal
from vidsync.gateway.settings import Settings

prose = st.text(alphabet=st.sampled_from("ab .?!,\n\"'3—"), max_size=60)


def narrate(settings, work):
    async def run():
        narrator = Narrator(settings)
        try:
            return await work(narrator)
        finally:
            narrator.close()

    return asyncio.run(run())


def speak(text, settings=Settings(), **manner):  # noqa: B008 - frozen
    return narrate(settings, lambda narrator: narrator.speak(text, Manner(**manner)))


@given(prose)
def test_split_sentences_keeps_all_text_unless_it_is_blank(text):
    assert "".join(split_sentences(text)) == (text if text.strip() else "")


@given(st.lists(prose, max_size=6))
def test_take_sentences_keeps_all_text_of_the_pieces(pieces):
    taken, buffer = "", ""
    for piece in pieces:
        ready, buffer = take_sentences(buffer + piece)
        taken += ready
    assert taken + buffer == "".join(pieces)


def test_a_sentence_is_taken_when_white_space_follows_its_end():
    assert take_sentences("It is 3.") == ("", "It is 3.")
    assert take_sentences("It is 3.5 miles. And") == ("It is 3.5 miles. ", "And")
    assert take_sentences("Done. ") == ("Done. ", "")
    assert split_sentences("Dr. Who went. ?! So did I") == ["Dr. Who went. ?! ", "So did I"]


def test_an_utterance_lasts_as_long_as_its_transcript():
    utterance = speak("Hello there.", voice="en-us")
    assert utterance.samples.duration == utterance.transcript.duration
    assert [word.text for word in utterance.transcript.words] == ["Hello", "there."]
    assert utterance.transcript.words[0].start == pytest.approx(0.06, abs=1e-6)
    for rate in (8000, 16000, 24000, 44100, 48000):
        resampled = utterance.resampled(rate)
        assert resampled.samples.duration == resampled.transcript.duration
        for moved, word in zip(resampled.transcript.words, utterance.transcript.words, strict=True):
            assert moved.start == pytest.approx(word.start, abs=1 / rate)


@pytest.mark.parametrize("voice", ["heart", "en-us"])
def test_speed_pitch_and_volume_change_the_audio(voice):
    plain = speak("Hello there, my friend.", voice=voice)
    fast = speak("Hello there, my friend.", voice=voice, speed=2.0)
    assert fast.samples.duration < 0.75 * plain.samples.duration
    higher = speak("Hello there, my friend.", voice=voice, semitones=12.0)
    assert higher.samples.data.tobytes() != plain.samples.data.tobytes()
    quiet = speak("Hello there, my friend.", voice=voice, volume=0.5)
    assert abs(quiet.samples.data).max() == pytest.approx(
        abs(plain.samples.data).max() / 2, rel=0.01
    )


def test_unknown_voices_fall_back_to_the_language_and_then_to_the_default():
    async def names(narrator):
        return [
            narrator.voice_named("leah"),
            narrator.voice_named("leah", "de"),
            narrator.voice_named("leah", "German"),
            narrator.voice_named("leah", "elvish"),
            narrator.voice_named("fr", "de"),
            narrator.voice_named("leah", "auto", "Das ist der Hund, und die Katze ist nicht da."),
            narrator.voice_named("heart+deep", "de"),
        ]

    expected = ["heart", "de", "de", "heart", "fr", "de", "heart+deep"]
    assert narrate(Settings(), names) == expected


def test_strict_voices_rejects_an_unknown_voice():
    with pytest.raises(Refusal, match="leah"):
        speak("Hello", Settings(strict_voices=True), voice="leah")
    for known in ("en-gb", "heart"):
        assert speak("Hello", Settings(strict_voices=True), voice=known).transcript.words


def test_requests_are_served_in_order_and_a_full_queue_rejects_more():
    async def work(narrator):
        done = []

        async def ask(number):
            await narrator.run(lambda: None)
            done.append(number)

        tasks = [asyncio.create_task(ask(number)) for number in range(8)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return done, results

    done, results = narrate(Settings(workers=1, waiting=4), work)
    assert done == sorted(done)
    refused = [result for result in results if isinstance(result, Refusal)]
    assert {refusal.status for refusal in refused} == {429}
    assert len(done) + len(refused) == 8
    assert refused
    assert len(done) >= 4


def test_utterances_with_silence_between_them_join():
    first, second = speak("One.", voice="en-us"), speak("Two.", voice="en-us")
    whole = join([first, silence(1.5, 22050), second], "One. Two.")
    words = whole.transcript.words
    gap = 1.5 + first.transcript.duration + second.transcript.words[0].start
    assert words[1].start == pytest.approx(gap, abs=1e-4)
    assert whole.samples.duration == whole.transcript.duration
