"""JSON in a service's response, and the audio that it encodes.

Whatever a service sends, the result is a value of the expected type or an error that
names the service.
"""

from __future__ import annotations

import base64
import binascii
import json

from vidsync.errors import EngineError
from vidsync.wire.error_responses import shorten


def parse_json(content: bytes | str, name: str) -> dict[str, object]:
    """Parse a JSON object.

    Args:
        content: of a response.
        name: the service's name, for errors.

    Raises:
        EngineError: it is not UTF-8, not JSON, cut short, or not an object.
    """
    value = _parse(content, name)
    if not isinstance(value, dict):
        raise EngineError(f"{name} answered with JSON that is not an object")
    return value


def parse_json_list(content: bytes, name: str) -> list[object]:
    """Parse a JSON list.

    Raises:
        EngineError: as for `parse_json`, or it is not a list.
    """
    value = _parse(content, name)
    if not isinstance(value, list):
        raise EngineError(f"{name} answered with JSON that is not a list")
    return value


def parse_json_lines(content: bytes, name: str) -> list[object]:
    """Parse a JSON object on each line; empty lines are skipped.

    Raises:
        EngineError: as for `parse_json`.
    """
    return [parse_json(line, name) for line in content.split(b"\n") if line.strip()]


def _parse(content: bytes | str, name: str) -> object:
    try:
        value: object = json.loads(content)
    except UnicodeDecodeError:
        raise EngineError(f"{name} answered in an encoding that is not UTF-8") from None
    except RecursionError:
        raise EngineError(f"{name} answered with JSON that is nested too deeply") from None
    except ValueError as error:
        raise EngineError(
            f"{name} answered with something that is not JSON: {shorten(str(error))}",
            hint="the response may be cut short, or the base URL may belong to another service",
        ) from None
    return value


def decode_audio(value: object, name: str) -> bytes:
    """Decode base64; white space in it is ignored.

    Raises:
        EngineError: it is not a string, or not base64.
    """
    if not isinstance(value, str):
        raise EngineError(f"{name} answered without audio")
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise EngineError(f"{name} sent audio that is not valid base64") from None


def decode_hex_audio(value: object, name: str) -> bytes:
    """Decode hexadecimal digits.

    Raises:
        EngineError: it is not a string, or has other characters.
    """
    if not isinstance(value, str):
        raise EngineError(f"{name} answered without audio")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise EngineError(f"{name} sent audio that is not valid hexadecimal") from None
