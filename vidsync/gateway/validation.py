"""Reads a client's message within limits, and validates it against a JSON schema.

Every mistake becomes a `Refusal` that names the field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, NoReturn

import jsonschema
from jsonschema.exceptions import best_match
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from vidsync.gateway.refusal import Refusal

Schema = Mapping[str, Any]

LARGEST_BODY = 1 << 20


_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_MOST_FORM_FIELDS = 32


async def read_body(request: Request, schema: Schema) -> dict[str, Any]:
    """Return the request's JSON object, or its form as one.

    Args:
        request: not yet read.
        schema: says which fields of a form are numbers and booleans.

    Raises:
        Refusal: the body is too large, is not a JSON object, or contains values that JSON does
            not have.
    """
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise _too_large_error()
    if request.headers.get("content-type", "").startswith(_FORMS):
        return await _read_form(request, schema)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise _too_large_error()
    return parse_object(bytes(content))


def _too_large_error() -> Refusal:
    return Refusal("too_large", f"the body is over {LARGEST_BODY} bytes")


async def _read_form(request: Request, schema: Schema) -> dict[str, Any]:
    try:
        form = await request.form(
            max_files=0, max_fields=_MOST_FORM_FIELDS, max_part_size=LARGEST_BODY // 8
        )
    except HTTPException as error:
        raise Refusal("invalid", f"the form cannot be read: {error.detail}") from None
    properties = schema["properties"]
    fields = {
        name: _convert(value, properties.get(name, {}))
        for name, value in form.items()
        if isinstance(value, str)
    }
    # A form can contain text that is not valid Unicode; it is treated as JSON's text is.
    return parse_object(json.dumps(fields))


def _convert(value: str, schema: Schema) -> object:
    """Convert a form's text to the type of its field, if it can be converted."""
    choices = schema.get("enum", ())
    if schema.get("type") == "boolean" and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    if schema.get("type") in ("number", "integer") or any(
        isinstance(each, int) for each in choices
    ):
        try:
            number = float(value)
        except ValueError:
            return value
        if isfinite(number):
            return int(number) if number.is_integer() else number
    return value


def parse_object(content: bytes | str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        Refusal: the content is not one, is not valid Unicode, or is nested too deeply.
    """
    try:
        value = json.loads(content, parse_constant=_reject_constant)
        # JSON's escapes allow half of a surrogate pair, but no later step does.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refusal("invalid", "the message is not valid JSON") from None
    if not isinstance(value, dict):
        raise Refusal("invalid", "the message must be a JSON object")
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def check(value: Mapping[str, Any], schema: Schema) -> None:
    """Validate a message against its schema.

    Raises:
        Refusal: the most relevant mistake; a text that is too long has a kind of its own.
    """
    error = best_match(jsonschema.Draft202012Validator(schema).iter_errors(value))
    if error is None:
        return
    path = tuple(error.absolute_path)
    name = ".".join(map(str, path)) or "body"
    if error.validator == "maxLength":
        limit = error.validator_value
        message = f"{name} has {len(error.instance)} characters; the limit is {limit}"
        raise Refusal("too_long", message, field=path)
    message = error.message if len(error.message) <= 300 else error.message[:299] + "…"
    raise Refusal("invalid", f"{name}: {message}", field=path)


def bearer_token(connection: HTTPConnection) -> str:
    """Return the token of ``Authorization: Bearer``, or ``""``."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
