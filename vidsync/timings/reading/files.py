"""Reads a file into a JSON value: its size, its encoding, and three forms of JSON.

A document is one JSON value, several one after the other, such as JSON lines, or a saved
server-sent event stream. The last two become a list of their values.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from vidsync.errors import FormatError, InputError
from vidsync.paths import check_is_local
from vidsync.timings.reading.encodings import decode

LARGEST = 256 * 1024 * 1024
"""Bytes; an hour of base64 WAV at 24 kHz is 230 MB."""

_PLAIN_TEXT_HINT = (
    "find the times in its recording with vidsync align, or speak it with vidsync speak --timings"
)
_KNOWN_OTHERS = (
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<?xml", "XML"),
    ("<", "markup"),
)

# What may stand between JSON values that follow each other.
_BETWEEN = re.compile(r"(?:\s+|(?:#|//)[^\n]*(?:\n|\Z)|,)*")
_FENCE = re.compile(r"\A```\w*[ \t]*\n|\n```\Z")
_ASSIGNMENT = re.compile(
    r"\A(?:export\s{1,9})?(?:(?:const|let|var|default)\s{1,9})?[\w.$]{0,80}\s{0,9}=?\s{0,9}(?=[\[{])"
)
_ASIDE = re.compile(
    r'"(?:[^"\\\n]|\\.)*"?'  # a string that is not closed too, so that none is read twice
    r"|//[^\n]*|^[ \t]{0,80}#[^\n]*|/\*"
    r"|,(?=\s*[\]}])",
    re.MULTILINE,
)


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InputError: it does not exist, is an address on the web, or can't be read.
        FormatError: it is larger than any timing document.
    """
    check_is_local(path)
    try:
        if not path.is_file():
            raise InputError(f"{path} does not exist or is not a file")
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise FormatError(f"{path} is larger than {LARGEST >> 20} MB: no timing document")
            return file.read(LARGEST)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"{str(path)!r} is not a file name: {error}") from error


def parse_document(content: bytes | str, name: str) -> object:
    """Return the JSON value of a document; a list of values for JSON lines and SSE.

    Args:
        content: the whole document.
        name: its name in errors.

    Raises:
        FormatError: it is too large, not text, not JSON, or nested too deeply.
    """
    text = decode_text(content, name)
    start = text.lstrip()[:40].lower()
    for opening, what in _KNOWN_OTHERS:
        if start.startswith(opening):
            raise FormatError(
                f"{name} is {what}, not a timing document",
                hint="save the service's JSON answer, not an error page" if "<" in opening else "",
            )
    if "-->" in text[:8192] and text.lstrip()[:1] not in ("{", "["):
        raise FormatError(
            f"{name} has arrows as subtitles have, but no line with two times",
            hint="a cue begins with a line like 00:00:01,000 --> 00:00:02,000",
        )
    if any(line.startswith("data:") for line in text.lstrip()[:65536].splitlines()):
        return _parse_events(text, name)
    try:
        return _load_json(text, name)
    except json.JSONDecodeError as error:
        fault = error
    if (values := _parse_values(text, name)) is not None:
        return values
    plain = simplify_json(text)
    if plain != text:
        try:
            return _load_json(plain, name)
        except json.JSONDecodeError:
            if (values := _parse_values(plain, name)) is not None:
                return values
    raise _describe_fault(text, name, fault)


def _parse_values(text: str, name: str) -> list[object] | None:
    """Return the JSON values that stand one after the other; None if the first is not whole.

    Blank lines, and comment lines that begin with # or //, may stand between them.

    Raises:
        FormatError: a later value is not JSON.
    """
    decoder = json.JSONDecoder()
    values: list[object] = []
    position = _BETWEEN.match(text, 0).end()  # type: ignore[union-attr]  # matches nothing too
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (RecursionError, ValueError) as error:
            if not values:
                return None
            line = text.count("\n", 0, position) + 1
            if not isinstance(error, json.JSONDecodeError):
                raise FormatError(f"{name}, line {line} can't be read as JSON") from None
            raise _describe_fault(text, f"{name}, line {line}", error) from None
        if not isinstance(value, dict | list) and position < len(text) and not values:
            return None  # A plain text that begins with a number.
        values.append(value)
        position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
    return values or None


def _describe_fault(text: str, name: str, error: json.JSONDecodeError) -> FormatError:
    """Return the error of a text that is not JSON, or breaks off."""
    where = f"line {error.lineno}, column {error.colno}"
    if text.lstrip()[:1] not in ("{", "["):
        return FormatError(
            f"{name} is plain text, without times (it is not JSON: {error.msg} at {where})",
            hint=_PLAIN_TEXT_HINT,
        )
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return FormatError(
            f"{name} is not JSON: it breaks off at its end, {error.msg} at {where}",
            hint="it was not saved completely: save or download it again",
        )
    return FormatError(f"{name} is not JSON: {error.msg} at {where}")


def simplify_json(text: str) -> str:
    """Return a text without what people and programs put around and into JSON.

    That is a Markdown fence, ``const words = …;``, comments, and commas before a closing
    bracket.
    """
    text = _FENCE.sub("", text.strip())
    text = _ASSIGNMENT.sub("", text, count=1).rstrip().removesuffix(";")
    kept: list[str] = []
    position = 0
    while match := _ASIDE.search(text, position):
        is_string = match[0].startswith('"')
        kept.append(text[position : match.end() if is_string else match.start()])
        position = match.end()
        if match[0] == "/*":
            position = text.find("*/", position) + 2
            if position < 2:
                return "".join(kept)
    return "".join(kept) + text[position:]


def decode_text(content: bytes | str, name: str, encoding: str = "") -> str:
    """Return a document's text, without its byte order mark.

    Args:
        content: the whole document.
        name: its name in errors.
        encoding: of the bytes; ``""`` detects it.

    Raises:
        InputError: the encoding is unknown.
        FormatError: it is too large, empty, or not text.

    Warns:
        VidsyncWarning: it is not UTF-8, and its encoding is a guess.
    """
    if len(content) > LARGEST:
        raise FormatError(f"{name} is larger than {LARGEST >> 20} MB: no timing document")
    text = (
        content.removeprefix("\ufeff")
        if isinstance(content, str)
        else decode(content, name, encoding)
    )
    if not text.strip():
        raise FormatError(f"{name} is empty")
    return text


def _parse_events(text: str, name: str) -> list[object]:
    """Return the JSON of each event's data; names, ids and comments are ignored."""
    values: list[object] = []
    data: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            body = "\n".join(data)
            if body.strip() not in {"", "[DONE]"}:
                values.append(_parse_json(body, f"{name}, event {len(values) + 1}"))
            data = []
    return values


def _parse_json(text: str, name: str) -> object:
    try:
        return _load_json(text, name)
    except json.JSONDecodeError as error:
        raise FormatError(f"{name} is not JSON: {error.msg} at column {error.colno}") from None


def _load_json(text: str, name: str) -> object:
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise FormatError(f"{name} is nested too deeply to be a timing document") from None
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python refuses integers of thousands of digits
        raise FormatError(f"{name} holds a number of thousands of digits") from None
    return value
