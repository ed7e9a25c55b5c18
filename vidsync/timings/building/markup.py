"""Separates what is not speech from the words: tags, sound descriptions, notes, noise marks.

Such text becomes a pause, which keeps it. Words inside tags, and words that are sung between
two notes, stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from vidsync.timings.base import Entry
from vidsync.timings.word_columns import WordColumns
from vidsync.writing import has_letters

_LONGEST = 12
"""Entries that one tag or one description may be split over."""

_TAG = r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*|=[^<>]*)?/?>|<\|[^|<>]{0,40}\|>"
_SQUARE = r"\[(?=[^\[\]]*[^\W\d])[^\[\]]{1,80}\]"
_CURLY = r"\{[A-Z_]{1,12}\}"
_NOTES = "♩♪♫♬🎵🎶"

_NOT_SPEECH = re.compile(f"{_TAG}|{_SQUARE}|{_CURLY}|[{_NOTES}]+")
_FIRST = re.compile(f"[<\\[{{(（*{_NOTES}]")
_IN_BRACKETS = re.compile(r"[(（*]([^()（）*]{1,60})[)）*]")
_BEGUN = re.compile(r"</?[A-Za-z][^<>]*$|\[[^\[\]]*$|[(（][^()（）]*$|^\*[^*]*$")

# What sound descriptions are called; the last or the first word of one.
_SOUNDS = {
    "applause", "applauding", "applauds", "beep", "beeping", "beeps", "bell", "bells", "breath",
    "breathes", "breathing", "breaths", "cheer", "cheering", "cheers", "chuckle", "chuckles",
    "chuckling", "clap", "clapping", "claps", "cough", "coughing", "coughs", "cries", "crosstalk",
    "crying", "exhale", "exhales", "exhaling", "foreign", "gasp", "gasps", "giggle", "giggles",
    "giggling", "groan", "groans", "growls", "grunts", "hums", "humming", "inaudible", "inhale",
    "inhales", "inhaling", "instrumental", "laugh", "laughing", "laughs", "laughter", "moans",
    "music", "noise", "noises", "pause", "ringing", "rings", "scream", "screaming", "screams",
    "shouting", "sigh", "sighing", "sighs", "silence", "sings", "singing", "slams", "sniff",
    "sniffles", "sniffs", "snorts", "sob", "sobbing", "sobs", "sound", "sounds", "static",
    "throat", "thunder", "unintelligible", "whispering", "whispers", "whistle", "whistles",
    "whistling", "yawns", "applaus", "gelächter", "geräusch", "lachen", "lacht", "musik",
    "seufzt", "stille", "aplauso", "aplausos", "música", "musica", "risa", "risas", "silencio",
    "suspira", "applaudissements", "musique", "rire", "rires", "soupir", "bruit", "applausi",
    "risate", "risos", "muziek", "gelach", "музыка", "смех", "аплодисменты", "音楽", "笑い", "笑",
    "拍手", "笑声", "音乐", "掌声", "음악", "웃음", "박수",
}  # fmt: skip
# With one of these a text in brackets is a sentence.
_SENTENCE = {
    "a", "all", "am", "and", "are", "as", "at", "be", "but", "by", "can", "did", "do", "does",
    "for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if",
    "in", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our", "said", "say",
    "says", "she", "so", "some", "that", "the", "their", "them", "they", "this", "to", "us",
    "was", "we", "were", "what", "when", "who", "will", "with", "you", "your",
}  # fmt: skip


def separate_markup(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, with what is not speech as pauses.

    A tag or a description may be split over several entries. All text in square brackets
    that has a letter is a description; text in other brackets is one only if it says so:
    ``(music)``, ``(audience laughing)``, ``*sighs*``, but not ``(he said)``.
    """
    if not may_have_markup({entry.text for entry in entries}):
        return list(entries)
    found: list[Entry] = []
    index = 0
    while index < len(entries):
        if not _FIRST.search(entries[index].text):
            found.append(entries[index])
            index += 1
            continue
        count = _count_parts(entries, index)
        if count > 1:
            found.append(_join(entries[index : index + count]))
        else:
            found.append(_clean(entries[index]))
        index += max(1, count)
    return found


def separate_columns(words: WordColumns) -> tuple[WordColumns, list[Entry]]:
    """Return the words, and what is not speech as pauses; as `separate_markup` does."""
    begins = {text for text in set(words.texts) if _FIRST.search(text)}
    if not begins:
        return words, []
    texts: list[str | None] = list(words.texts)
    pauses: list[Entry] = []
    done = 0
    for index in [at for at, text in enumerate(words.texts) if text in begins]:
        if index < done:
            continue
        window = [words.make_entry(at) for at in range(index, min(index + _LONGEST, len(words)))]
        count = _count_parts(window, 0)
        found = _join(window[:count]) if count > 1 else _clean(window[0])
        done = index + count
        texts[index:done] = [None] * count
        if found.is_word:
            texts[index] = found.text
        else:
            pauses.append(found)
    return words.select(texts), pauses


def may_have_markup(texts: Iterable[str]) -> bool:
    """Tell whether a text has a character that may begin what is not speech."""
    return _FIRST.search("\n".join(texts)) is not None


def remove_markup(text: str) -> tuple[str, list[int]]:
    """Return a text without what is not speech, and where each of its characters went.

    Returns:
        The text, and for each index of the old text, its end included, the new index.
    """
    kept: list[str] = []
    places: list[int] = []
    at = 0
    length = 0
    for start, end in [*_find(text), (len(text), len(text))]:
        kept.append(text[at:start])
        places += range(length, length + start - at)
        length += start - at
        # Of the two spaces around it one goes too.
        if end < len(text) and text[end].isspace() and (not start or text[start - 1].isspace()):
            end += 1
        places += [length] * (end - start)
        at = end
    return "".join(kept), [*places, length]


def has_markup(text: str) -> bool:
    """Tell whether a text has tags or descriptions."""
    return any(_find(text))


def _find(text: str) -> Iterator[tuple[int, int]]:
    spans = [match.span() for match in _NOT_SPEECH.finditer(text)]
    spans += [match.span() for match in _IN_BRACKETS.finditer(text) if _is_sound(match[1])]
    latest = 0
    for start, end in sorted(spans):
        if start >= latest:
            yield start, end
            latest = end


def _is_sound(text: str) -> bool:
    """Tell whether text in brackets describes a sound."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if not words or len(words) > 5 or (len(words) > 1 and not _SENTENCE.isdisjoint(words)):
        return False
    if not _SOUNDS.isdisjoint((words[0], words[-1])):
        return True
    # (DOOR OPENS), but not (NASA)
    return len(words) > 1 and text.upper() == text and text.lower() != text and text.isascii()


def _count_parts(entries: Sequence[Entry], index: int) -> int:
    """Return over how many entries the tag or description that begins here is split."""
    text = entries[index].text
    if not (entries[index].is_word and _BEGUN.search(text)):
        return 1
    for count in range(2, min(_LONGEST, len(entries) - index) + 1):
        part = entries[index + count - 1]
        text += f" {part.text}"
        if not part.is_word or len(text) > 400:
            return 1
        if not _BEGUN.search(text):
            rest = _strip(text)
            return count if rest != text and not has_letters(rest) else 1
    return 1


def _strip(text: str) -> str:
    return remove_markup(text)[0]


def _join(entries: Sequence[Entry]) -> Entry:
    """Return one pause for the entries of one tag."""
    ends = [entry.start if entry.end is None else entry.end for entry in entries]
    text = " ".join(entry.text for entry in entries)
    return entries[0]._replace(text=text, end=max(ends), is_word=False, phones=(), span=None)


def _clean(entry: Entry) -> Entry:
    """Return a word without the tags around it, or a pause if nothing else is in it."""
    if not entry.is_word:
        return entry
    text, places = remove_markup(entry.text)
    if text == entry.text:
        return entry
    if not has_letters(text):
        return entry._replace(is_word=False, phones=(), span=None)
    bare = text.strip()
    span = entry.span
    if span is not None and span[1] - span[0] == len(entry.text):
        # The range is narrowed to the part of the text that is left in one piece.
        begin = text.index(bare)
        # Of the characters that went to one place the last one was kept.
        backwards = places[::-1]
        first, last = (
            len(places) - 1 - backwards.index(place) for place in (begin, begin + len(bare) - 1)
        )
        span = (span[0] + first, span[0] + last + 1)
    return entry._replace(text=bare, span=span)
