"""Papagayo and Papagayo-NG: voices, their phrases, words and mouth shapes."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from vidsync.timecode import frame_showing
from vidsync.visemes.exporters.base import CueExporter, ExporterInfo, ExportOptions, SpeakerTrack
from vidsync.visemes.exporters.frames import FrameCue, make_frame_cues, preston_blair_name
from vidsync.visemes.exporters.markup import to_one_line
from vidsync.visemes.track import Track

FRAME_RATE = 24
_SETS = ("preston-blair", "rhubarb")
_PAUSE = 0.35
"""Seconds; a longer silence ends a phrase."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int  # the last frame, inclusive
    shapes: tuple[tuple[int, str], ...] = ()


class PapagayoPgo(CueExporter):
    """``lipsync version 1``, then one item on each line, a tab deeper with each level.

    Without words, each stretch of speech between two rests becomes a word. The frame rate
    is a whole number.

    Source:
        ``lame.pgo``, the sample of Lost Marble's Papagayo.
    """

    info = ExporterInfo(
        "Papagayo", ".pgo", "read by an independent reader", sets=_SETS, has_speakers=True
    )

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the document, with one voice for each speaker."""
        rate = round(options.frame_rate or FRAME_RATE)
        voices = _voices(track, options)
        lines = [
            "lipsync version 1",
            to_one_line(options.sound),
            str(rate),
            str(frame_showing(track.duration, rate)),
            str(len(voices)),
        ]
        for voice in voices:
            lines += self._voice(voice, rate)
        return "\n".join(lines) + "\n"

    @staticmethod
    def _voice(voice: SpeakerTrack, rate: int) -> Iterator[str]:
        phrases = _phrases(voice, rate)
        yield f"\t{voice.name}"
        yield f"\t{'|'.join(_text_of(phrase) for phrase in phrases)}"
        yield f"\t{len(phrases)}"
        for phrase in phrases:
            yield f"\t\t{_text_of(phrase)}"
            yield f"\t\t{phrase[0].start}"
            yield f"\t\t{phrase[-1].end}"
            yield f"\t\t{len(phrase)}"
            for word in phrase:
                yield f"\t\t\t{word.text} {word.start} {word.end} {len(word.shapes)}"
                yield from (f"\t\t\t\t{frame} {shape}" for frame, shape in word.shapes)


class PapagayoPg2(CueExporter):
    """Papagayo-NG's JSON, version 2.

    Source:
        The keys that Papagayo-NG reads.
    """

    info = ExporterInfo("Papagayo-NG", ".pg2", sets=_SETS, has_speakers=True)

    def text(self, track: Track, options: ExportOptions) -> str:
        """Return the document, with one voice for each speaker."""
        rate = round(options.frame_rate or FRAME_RATE)
        ids = count()
        voices = [self._voice(voice, rate, ids) for voice in _voices(track, options)]
        document = {
            "version": 2,
            "sound_path": options.sound,
            "fps": rate,
            "sound_duration": frame_showing(track.duration, rate),
            "num_voices": len(voices),
            "phoneme_set": "preston_blair",
            "voices": voices,
        }
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"

    @staticmethod
    def _voice(voice: SpeakerTrack, rate: int, ids: Iterator[int]) -> dict[str, object]:
        phrases = _phrases(voice, rate)
        used = [shape for phrase in phrases for word in phrase for _, shape in word.shapes]
        return {
            "name": voice.name,
            "start_frame": phrases[0][0].start if phrases else 0,
            "end_frame": phrases[-1][-1].end if phrases else 0,
            "text": "\n".join(_text_of(phrase) for phrase in phrases),
            "num_children": len(phrases),
            "phrases": [
                {
                    "id": next(ids),
                    "text": _text_of(phrase),
                    "start_frame": phrase[0].start,
                    "end_frame": phrase[-1].end,
                    "tags": [],
                    "words": [
                        {
                            "id": next(ids),
                            "text": word.text,
                            "start_frame": word.start,
                            "end_frame": word.end,
                            "tags": [],
                            "phonemes": [
                                {"id": next(ids), "text": shape, "frame": frame, "tags": []}
                                for frame, shape in word.shapes
                            ],
                        }
                        for word in phrase
                    ],
                }
                for phrase in phrases
            ],
            "used_phonemes": list(dict.fromkeys(used)),
        }


def _voices(track: Track, options: ExportOptions) -> list[SpeakerTrack]:
    """Return the speakers of a conversation, or one for the track, with names of one line."""
    found = options.speakers or (SpeakerTrack(options.name, track, options.words),)
    return [
        replace(voice, name=to_one_line(voice.name) or f"Voice {number}")
        for number, voice in enumerate(found, 1)
    ]


def _text_of(phrase: Sequence[_Word]) -> str:
    return " ".join(word.text for word in phrase)


def _phrases(voice: SpeakerTrack, rate: int) -> list[list[_Word]]:
    """Split words into phrases at pauses; each word gets the shapes that begin in it."""
    track = voice.track
    cues = make_frame_cues(track, rate)
    words = _words(voice, rate, cues)
    starts, ends = [cue.start for cue in cues], [cue.end for cue in cues]
    phrases: list[list[_Word]] = []
    for bare in words:
        inside = cues[bisect_right(ends, bare.start) : bisect_right(starts, bare.end)]
        shapes = (
            (max(cue.start, bare.start), preston_blair_name(track, cue.shape)) for cue in inside
        )
        word = replace(bare, shapes=tuple(shapes))
        if phrases and word.start - phrases[-1][-1].end <= _PAUSE * rate:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _words(voice: SpeakerTrack, rate: int, cues: Sequence[FrameCue]) -> list[_Word]:
    track, spoken = voice.track, voice.words
    if not spoken:
        return _words_from_cues(track, cues)
    # The mouth begins a word before its sound.
    spans = [
        (frame_showing(max(0.0, word.start - track.lead), rate), frame_showing(word.end, rate) - 1)
        for word in spoken
    ]
    words: list[_Word] = []
    for index, word in enumerate(spoken):
        start, end = spans[index]
        if words:
            start = max(start, words[-1].end + 1)
        if index + 1 < len(spans):
            end = min(end, spans[index + 1][0] - 1)
        # A word is one field: it has no space, and no bar, which would begin a new line.
        text = to_one_line(word.text).replace(" ", "_").replace("|", "¦") or "_"
        words.append(_Word(text, start, max(start, end)))
    return words


def _words_from_cues(track: Track, cues: Sequence[FrameCue]) -> list[_Word]:
    """Return a word for each stretch of speech between two rests."""
    words: list[_Word] = []
    for cue in cues:
        if cue.shape == track.rest:
            continue
        if words and words[-1].end + 1 == cue.start:
            words[-1] = replace(words[-1], end=cue.end - 1)
        else:
            words.append(_Word(f"speech{len(words) + 1}", cue.start, cue.end - 1))
    return words
