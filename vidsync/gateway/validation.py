"""What a client sent, read within limits and checked against a JSON schema.

The same schemas make up the OpenAPI page. Whatever is wrong becomes a `Refusal` that names the
field.
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
    """The request's JSON object, or its form as one.

    Args:
        request: not yet read.
        schema: says which of a form's fields are numbers and switches.

    Raises:
        Refusal: it is too large, no JSON object, or holds what JSON can't say.
    """
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise _too_large()
    if request.headers.get("content-type", "").startswith(_FORMS):
        return await _read_form(request, schema)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise _too_large()
    return parse_object(bytes(content))


def _too_large() -> Refusal:
    return Refusal("too_large", f"the body is over {LARGEST_BODY} bytes")


async def _read_form(request: Request, schema: Schema) -> dict[str, Any]:
    try:
        form = await request.form(
            max_files=0, max_fields=_MOST_FORM_FIELDS, max_part_size=LARGEST_BODY // 8
        )
    except HTTPException as error:
        raise Refusal("invalid", f"the form can't be read: {error.detail}") from None
    properties = schema["properties"]
    fields = {
        name: _typed(value, properties.get(name, {}))
        for name, value in form.items()
        if isinstance(value, str)
    }
    # A form can hold what is no text at all; it comes out as JSON's text would.
    return parse_object(json.dumps(fields))


def _typed(value: str, schema: Schema) -> object:
    """A form's text as the type that its field has, if it is one of that type."""
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
    """A JSON object.

    Raises:
        Refusal: it is not one, or not valid Unicode, or nested without end.
    """
    try:
        value = json.loads(content, parse_constant=_no_constant)
        # Half of a surrogate pair is legal in JSON's escapes and in nothing after it.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refusal("invalid", "the message is not valid JSON") from None
    if not isinstance(value, dict):
        raise Refusal("invalid", "the message must be a JSON object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def check(value: Mapping[str, Any], schema: Schema) -> None:
    """Compare a message with its schema.

    Raises:
        Refusal: of the mistakes, the one that is most to the point; a text that is too long
            has a kind of its own.
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
    """The token of ``Authorization: Bearer``, or ``""``."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
