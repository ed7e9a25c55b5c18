"""Transcriptions of Gladia."""

import pytest

from vidsync.timings import load, load_document

# Words with estimated times warn.
pytestmark = pytest.mark.filterwarnings("ignore:.*estimated")


def utterance(words, speaker, **more):
    items = [{"word": t, "start": s, "end": e, "confidence": 0.9} for t, s, e in words]
    return {"text": "".join(t for t, _, _ in words), "language": "en", "start": 0.1, "end": 9.0,
            "channel": 0, "speaker": speaker, "words": items, **more}  # fmt: skip


def test_utterances_become_turns_and_tokens_without_a_space_are_joined():
    utterances = [
        utterance([(" Hello", 0.1, 0.5), (",", 0.5, 0.6), (" you", 0.6, 0.9)], 0),
        utterance([(" Yes.", 1.0, 1.4)], 1),
    ]
    transcription = {"utterances": utterances, "full_transcript": "", "languages": ["en"]}
    result = {"transcription": transcription, "metadata": {"audio_duration": 2.5}}
    found = load_document({"id": "x", "status": "done", "result": result})
    assert found.format == "gladia"
    assert [(w.text, w.start) for w in found.transcript.words] == [
        ("Hello,", 0.1), ("you", 0.6), ("Yes.", 1.0),
    ]  # fmt: skip
    assert [turn.speaker for turn in found.transcript.turns] == ["Speaker 0", "Speaker 1"]
    assert (found.transcript.duration, found.transcript.language) == (2.5, "en")


def test_an_utterance_without_words_is_divided():
    plain = {"text": "one two", "start": 1.0, "end": 2.0, "words": []}
    transcript = load({"transcription": {"utterances": [plain], "full_transcript": "one two"}})
    assert (transcript.words[0].start, transcript.words[-1].end) == (1.0, 2.0)


def test_the_prediction_of_version_1_is_read():
    word = {"word": "Hi", "time_begin": 0.1, "time_end": 0.4, "confidence": 1}
    found = load_document({"prediction": [
        {"transcription": "Hi", "time_begin": 0.1, "time_end": 0.4, "words": [word]}]})  # fmt: skip
    assert found.format == "gladia"
    assert [(w.text, w.end) for w in found.transcript.words] == [("Hi", 0.4)]


def test_the_final_messages_of_a_live_transcription_are_read():
    def message(text, final):
        words = [{"word": text, "start": 0.1, "end": 0.4, "confidence": 0.9}]
        said = {"text": text, "start": 0.1, "end": 0.4, "words": words}
        return {"type": "transcript", "data": {"is_final": final, "utterance": said}}

    found = load_document([message("H", False), message("Hi", True)])
    assert found.format == "gladia"
    assert [w.text for w in found.transcript.words] == ["Hi"]
