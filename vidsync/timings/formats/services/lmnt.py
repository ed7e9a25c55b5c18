"""LMNT: durations and timestamps, of every generation of its API.

    {"audio": base64, "timestamps": [{"text": "", "start": 0.0, "duration": 0.5},
     {"text": "Hi", "start": 0.5, "duration": 0.3}, {"text": " ", …}, {"text": "!", …}]}

Times are seconds. Older generations name the list ``durations``, and it may stand alone. A
saved speech session is a list of frames with such lists. Their times may begin at 0 with
every chunk; the chunks are placed end to end. Silences (``""``), spaces and punctuation
are entries of their own. They become pauses, and punctuation also joins its word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from math import nextafter

from vidsync.errors import FormatError
from vidsync.timings.base import Entry, TimingFormat, Timings
from vidsync.timings.reading import fields
from vidsync.timings.reading.fields import HAIR, NOISE, Object
from vidsync.transcript import Pause, Transcript, Word
from vidsync.writing import is_opening

_LISTS = ("timestamps", "durations")
_SPOKEN_SIGNS = "&%@#§"
_QUOTES = "\"'"
_RESTARTED = "the times start again at 0 within the document: its chunks are laid end to end"


class LmntFormat(TimingFormat):
    """LMNT's entries with durations: a REST answer, a bare list or a saved session."""

    name = "lmnt"
    title = "LMNT timestamps or durations"
    shape = ("timestamps", "durations", "text", "start", "duration")

    def recognises(self, value: object) -> bool:
        """Tell whether there are entries with a duration and without an end."""
        if isinstance(value, dict):
            return _is_answer(value)
        if not isinstance(value, list):
            return False
        return _has_durations(value) or any(
            isinstance(frame, dict) and _is_answer(frame) for frame in value[:64]
        )

    def read(self, value: object) -> Timings:
        """Return all frames on one clock, with punctuation joined to its word."""
        frames = value if isinstance(value, list) and not _has_durations(value) else [value]
        clock = _Clock()
        entries: list[Entry] = []
        audio: list[str] = []
        notices: list[str] = []
        for number, frame in enumerate(frames, 1):
            items, piece, warning = _read_frame(frame, f"frame {number}", whole=len(frames) == 1)
            clock.begin_frame()
            entries += (
                _read_entry(item, len(entries) + nth, clock) for nth, item in enumerate(items)
            )
            audio += [piece] if piece else []
            notices += [warning] if warning else []
        return Timings(
            entries=tuple(_attach_punctuation(entries)),
            audio=tuple(audio),
            notices=(*notices, *([_RESTARTED] if clock.surprised else [])),
            missing="" if entries else "it has no list of timestamps, or an empty one",
        )

    def write(self, transcript: Transcript) -> object:
        """Return the answer of the current API generation, without audio."""
        return {"timestamps": build_timestamps(transcript)}


def build_timestamps(transcript: Transcript) -> list[dict[str, object]]:
    """Return a transcript as LMNT's list of words, punctuation, spaces and silences.

    The entries have no gaps. A transcript's pauses are written unchanged. Without any, they
    are added as the service would: punctuation lasts until the next word, a gap without
    punctuation is a long space, and silence comes before and after.
    """
    pauses = transcript.pauses or tuple(_lay_out(transcript))
    items = list(_merge(transcript.words, pauses))
    end = max((item.end for item in items), default=0.0)
    if transcript.duration - end > NOISE:
        items.append(Pause(end, transcript.duration))
    attached = _find_attachments([(isinstance(item, Word), item.text) for item in items])
    followers: list[Word | Pause | None] = [*items[1:], None][: len(items)]
    entries: list[dict[str, object]] = []
    for item, (before, after), following in zip(items, attached, followers, strict=True):
        text = item.text
        if isinstance(item, Word) and len(text) > len(before) + len(after):
            text = text.removeprefix(before).removesuffix(after)
        next_start = None if following is None else following.start
        entries.append(
            {
                "text": text,
                "start": item.start,
                "duration": _compute_duration(item.start, item.end, next_start),
            }
        )
    return entries


class _Clock:
    """Places chunks with times that begin at 0 again end to end."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._local_end = 0.0
        self._fresh = True
        self._first = True
        self.surprised = False

    def begin_frame(self) -> None:
        self._fresh = True

    def place(self, start: float) -> float:
        """Return an entry's start on the clock of the whole audio."""
        goes_back = start < self._local_end - HAIR
        # Within a list only a return to 0 is a new chunk; any other step back is an error.
        if goes_back and (self._fresh or abs(start) < HAIR):
            self.surprised = self.surprised or not self._fresh
            self._offset += self._local_end
            self._local_end = 0.0
        self._fresh = False
        return start + self._offset

    def end_entry(self, local_end: float) -> None:
        self._local_end = max(self._local_end, local_end)


def _is_answer(value: Object) -> bool:
    for field in _LISTS:
        if field in value:
            entries = value[field]
            if _has_durations(entries) or (field == "durations" and entries in (None, [])):
                return True
            return entries == [] and "mediaType" not in value and "warnings" not in value
    return False


def _has_durations(entries: object) -> bool:
    """Tell whether entries have durations; those of several words are lines of captions."""
    if not isinstance(entries, list) or any(
        isinstance(entry, dict) and len(str(entry.get("text"))[:200].split()) > 1
        for entry in entries[:16]
    ):
        return False
    return any(
        isinstance(entry, dict)
        and all(key in entry for key in ("text", "start", "duration"))
        and "end" not in entry
        and not isinstance(entry["start"], str)
        for entry in entries[:16]
    )


def _read_frame(value: object, name: str, *, whole: bool) -> tuple[list[object], str, str]:
    """Return a frame's entries, audio and warning."""
    if isinstance(value, list):
        return fields.as_list(value, "the document"), "", ""
    name = "the document" if whole else name
    frame = fields.as_object(value, name)
    if frame.get("error") is not None:
        error = frame["error"]
        message = error.get("message") if isinstance(error, dict) else error
        raise FormatError(f"{name}: the service reported an error: {fields.shorten(message)}")
    items: list[object] = []
    for field in _LISTS:
        if frame.get(field) is not None:
            items = fields.as_list(frame[field], f"{name}: {field}")
            break
    audio = fields.get_text(frame, "audio", name, default="")
    return items, audio, fields.get_text(frame, "warning", name, default="")[:500]


def _read_entry(value: object, index: int, clock: _Clock) -> Entry:
    item = fields.as_object(value, f"entry {index + 1}")
    name = fields.name_item("entry", index, item.get("text"))
    text = fields.get_text(item, "text", name)
    local = fields.get_seconds(item, "start", name)
    duration = fields.get_seconds(item, "duration", name)
    start = clock.place(local)
    clock.end_entry(local + duration)
    return Entry(name=name, text=text, start=start, end=start + duration, is_word=_is_spoken(text))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "P" and character not in _SPOKEN_SIGNS


def _is_spoken(text: str) -> bool:
    return not all(character.isspace() or _is_mark(character) for character in text)


def _attach_punctuation(entries: Sequence[Entry]) -> Iterator[Entry]:
    attached = _find_attachments([(entry.is_word, entry.text) for entry in entries])
    for entry, (before, after) in zip(entries, attached, strict=True):
        yield entry._replace(text=before + entry.text + after) if before or after else entry


def _find_attachments(items: Sequence[tuple[bool, str]]) -> list[tuple[str, str]]:
    """Find the punctuation before and after each word.

    Args:
        items: in time order: whether it is a word, and its text.

    Returns:
        For each item the text before and after; both are empty for an item that is not a word.
    """
    before = [""] * len(items)
    after = [""] * len(items)
    word: int | None = None
    space = ""
    held = ""
    for index, (is_word, text) in enumerate(items):
        if is_word:
            before[index] = held
            word, space, held = index, "", ""
        elif not text.strip():
            space = " " if text else space
            # An opening mark without a word directly after it belongs to the last word.
            if held and word is not None and text:
                after[word] += held
            held = "" if text else held
        elif (
            _is_opening_entry(text, follows_word=word is not None and word == index - 1)
            or word is None
        ):
            held += text
        else:
            after[word] += space + text
            space = ""
    return list(zip(before, after, strict=True))


def _is_opening_entry(text: str, *, follows_word: bool) -> bool:
    mark = text.strip()
    if all(map(is_opening, mark)):
        return True
    return mark in _QUOTES and not follows_word


def _merge(words: Sequence[Word], pauses: Sequence[Pause]) -> Iterator[Word | Pause]:
    """Yield words and pauses in the service's order."""
    waiting = list(reversed(pauses))
    for word in words:
        while waiting and _comes_before(waiting[-1], word):
            yield waiting.pop()
        yield word
    yield from reversed(waiting)


def _comes_before(pause: Pause, word: Word) -> bool:
    if (pause.start, pause.end) == (word.start, word.end):
        return not (pause.text.strip() and word.text.endswith(pause.text))
    return (pause.start, pause.end) < (word.start, word.end)


def _compute_duration(start: float, end: float, next_start: float | None) -> float:
    """Return the shortest number that, added to the start, reads back as the end."""
    for digits in range(3, 16):
        duration = round(end - start, digits)
        off = abs(start + duration - end)
        if off == 0 or (next_start == end and off < NOISE / 2):
            return duration
    exact = end - start
    return next(
        (
            near
            for near in (exact, nextafter(exact, 0.0), nextafter(exact, 1e9))
            if start + near == end
        ),
        exact,
    )


def _lay_out(transcript: Transcript) -> Iterator[Pause]:
    previous_end = 0.0
    suffix = ""
    for index, word in enumerate(transcript.words):
        start = word.start
        gap_start = min(previous_end, start)
        if not index:
            if start > 0:
                yield Pause(0.0, start)
        elif suffix:
            yield Pause(gap_start, start, suffix)
            yield Pause(start, start, " ")
        else:
            yield Pause(gap_start, start, " ")
        prefix, suffix = _find_marks(word.text)
        if prefix:
            yield Pause(start, start, prefix)
        previous_end = max(word.end, start)
    if suffix:
        yield Pause(previous_end, previous_end, suffix)


def _find_marks(text: str) -> tuple[str, str]:
    """Return the marks around a word that can be entries of their own without ambiguity."""
    first, last = 0, len(text)
    while first < len(text) and (is_opening(text[first]) or text[first] in _QUOTES):
        first += 1
    while last > first and _is_mark(text[last - 1]) and not is_opening(text[last - 1]):
        last -= 1
    if first == last:
        return "", ""
    prefix = text[:first]
    # Two kinds of marks together would be read as marks of the word before.
    simple = all(map(is_opening, prefix)) or len(prefix) == 1
    return (prefix if simple else ""), text[last:]
