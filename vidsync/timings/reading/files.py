"""Reads a file into a JSON value: its size, its encoding, and three forms of JSON.

A document is one JSON value, JSON lines, or a saved server-sent event stream. The last
two become a list of their values.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from vidsync.errors import FormatError, InputError
from vidsync.timings.reading.encodings import decode

LARGEST = 256 * 1024 * 1024
"""Bytes; an hour of base64 WAV at 24 kHz is 230 MB."""

_PLAIN_TEXT_HINT = (
    "a plain text has no times: find them in its recording with vidsync align, or speak it with "
    "vidsync speak --timings"
)
_KNOWN_OTHERS = (
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<?xml", "XML"),
    ("<", "markup"),
)


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InputError: it does not exist, is not a file or can't be read.
        FormatError: it is larger than any timing document.
    """
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
        lines = [line for line in text.split("\n") if line.strip()]
        # JSON that spans several lines has no complete value on its first line.
        if len(lines) < 2 or not _is_json(lines[0]):
            raise FormatError(
                f"{name} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
                hint="" if text.lstrip()[:1] in ("{", "[") else _PLAIN_TEXT_HINT,
            ) from None
    return [
        _parse_json(line, f"{name}, line {number}")
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]


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


def _is_json(text: str) -> bool:
    try:
        _load_json(text, "the line")
    except (json.JSONDecodeError, FormatError):
        return False
    return True


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
