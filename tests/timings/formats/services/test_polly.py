"""Timing documents of Polly."""

import warnings

from vidsync.errors import VidsyncWarning
from vidsync.timings import loads
from vidsync.transcript import Viseme


def times(transcript):
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in transcript.words]


def loads_quietly(document, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidsyncWarning)
        return loads(document, **options)


def test_a_word_lasts_until_silence_or_the_next_word():
    marks = (
        '{"time":0,"type":"sentence","start":0,"end":12,"value":"Mary had, é."}\n'
        '{"time":6,"type":"word","start":0,"end":4,"value":"Mary"}\n'
        '{"time":6,"type":"viseme","value":"p"}\n'
        '{"time":373,"type":"word","start":5,"end":8,"value":"had"}\n'
        '{"time":500,"type":"viseme","value":"sil"}\n'
        '{"time":620,"type":"word","start":10,"end":12,"value":"é"}\n'
    )
    transcript = loads_quietly(marks, text="Mary had, é.", audio_duration=0.9)
    assert times(transcript) == [("Mary", 0.006, 0.373), ("had,", 0.373, 0.5), ("é.", 0.62, 0.9)]
    assert transcript.visemes == (
        Viseme("polly", "p", 0.006, 0.5),
        Viseme("polly", "sil", 0.5, 0.9),
    )
