"""Values out of a service's answer: JSON and the audio inside it.

Whatever a service sends, what comes out is a value of the asked type or an error that
names the service; what a field means is the engines' and the timing formats' work.
"""

from __future__ import annotations

import base64
import binascii
import json

from vidsync.errors import EngineError
from vidsync.tts.wire.error_responses import shortened


def parse_json(content: bytes | str, name: str) -> dict[str, object]:
    """The JSON object in an answer.

    Raises:
        EngineError: it is not UTF-8, not JSON, cut short, or no object.
    """
    value = _parsed(content, name)
    if not isinstance(value, dict):
        raise EngineError(f"{name} answered with JSON that is no object")
    return value


def parse_json_list(content: bytes, name: str) -> list[object]:
    """The JSON list in an answer.

    Raises:
        EngineError: as for `parse_json`, or it is no list.
    """
    value = _parsed(content, name)
    if not isinstance(value, list):
        raise EngineError(f"{name} answered with JSON that is no list")
    return value


def parse_json_lines(content: bytes, name: str) -> list[object]:
    """The JSON objects on the lines of an answer.

    Raises:
        EngineError: as for `parse_json`.
    """
    return [parse_json(line, name) for line in content.split(b"\n") if line.strip()]


def _parsed(content: bytes | str, name: str) -> object:
    try:
        value: object = json.loads(content)
    except UnicodeDecodeError:
        raise EngineError(f"{name} answered in an encoding that is not UTF-8") from None
    except RecursionError:
        raise EngineError(f"{name} answered with JSON that is nested too deeply") from None
    except ValueError as error:
        raise EngineError(
            f"{name} answered with something that is not JSON: {shortened(str(error))}",
            hint="was the answer cut short, or is the base URL another service's?",
        ) from None
    return value


def decode_audio(value: object, name: str) -> bytes:
    """Bytes from base64, which may be split by white space but not be malformed.

    Raises:
        EngineError: it is no string, or no base64.
    """
    if not isinstance(value, str):
        raise EngineError(f"{name} answered without audio")
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise EngineError(f"{name} sent audio that is not valid base64") from None


def decode_hex_audio(value: object, name: str) -> bytes:
    """Bytes from hexadecimal digits.

    Raises:
        EngineError: it is no string, or has other characters.
    """
    if not isinstance(value, str):
        raise EngineError(f"{name} answered without audio")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise EngineError(f"{name} sent audio that is not valid hexadecimal") from None
