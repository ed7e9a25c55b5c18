"""The address of a service, and the key for it.

A key comes from an argument or the environment. It leaves only in the header (or the
first message) that carries it, and is in no repr, log or error. A base URL may be
replaced, but a key is never sent unencrypted: every address except this machine must be
https.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vidsync.checks import is_loopback
from vidsync.errors import AuthenticationError, InputError

if TYPE_CHECKING:
    import httpx

# Used as the key when the service is on this machine and no key was given.
_LOCAL_KEY = "local"


class Key:
    """A secret that does not show itself.

    Printing, formatting or logging it gives ``<key>``; only `reveal` gives the text.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "<key>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key is not written into files or sent to other processes")

    def reveal(self) -> str:
        """Return the secret itself, for the header that carries it."""
        return self._text


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a service, its key, and how requests carry the key.

    Attributes:
        name: the service's name in errors: ``LMNT``, ``Cartesia``, …
        base_url: without a slash at the end.
        key: the secret; empty for a service that takes none.
        key_header: the header that carries the key.
        key_format: the header's value, with ``{}`` in place of the key.
        headers: sent with every request.
        signature: signs a request with the key, for services to which the key itself is
            not sent.
    """

    name: str
    base_url: str
    key: Key
    key_header: str = "Authorization"
    key_format: str = "Bearer {}"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    signature: Callable[[httpx.Request, Key], None] | None = None

    def __repr__(self) -> str:
        return f"<{self.name} at {self.base_url}>"

    @property
    def is_local(self) -> bool:
        """Whether the service runs on this machine."""
        return is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def websocket_url(self) -> str:
        """The base URL with the scheme of a websocket."""
        return re.sub(r"^http", "ws", self.base_url)

    def format_key(self) -> str:
        """Return the value of the key header; ``""`` if there is no key."""
        secret = self.key.reveal()
        return self.key_format.format(secret) if secret else ""

    def without_key(self, text: str) -> str:
        """Return a text from outside with the key replaced by ``<key>``."""
        secret = self.key.reveal()
        return text if secret in ("", _LOCAL_KEY) else text.replace(secret, "<key>")


def find_key(name: str, key: str | None, variable: str, *, base_url: str) -> Key:
    """Return the key of a service: the one given, else the one in the environment.

    Args:
        name: the service's name, for the error.
        key: as the caller gave it.
        variable: the environment variable that is read if `key` is None.
        base_url: a service on this machine needs no key.

    Raises:
        AuthenticationError: there is no key, or it can't be one. The error never shows it.
    """
    text = (key if key is not None else os.environ.get(variable, "")).strip()
    if not text and key is None and is_loopback(urlsplit(base_url).hostname or ""):
        text = _LOCAL_KEY
    if not text:
        raise AuthenticationError(
            f"{name} needs a key", hint=f"set {variable} in the environment, or give key=…"
        )
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise AuthenticationError(
            f"the key for {name} has spaces, line breaks or characters that no key has",
            hint="copy it again",
        )
    return Key(text)


def find_base_url(
    name: str, base_url: str | None, variable: str, default: str, *, has_key: bool = True
) -> str:
    """Return the address of a service: the one given, else the environment's, else its own.

    Args:
        name: the service's name, for the error.
        base_url: as the caller gave it.
        variable: the environment variable that is read if `base_url` is empty.
        default: the service's own address.
        has_key: whether requests carry a key.

    Raises:
        InputError: it is not an http(s) address, has a password or a query, or would
            send the key unencrypted to another machine.
    """
    url = (base_url or os.environ.get(variable, "") or default).rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InputError(f"the base URL for {name} is not an address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(
            f"the base URL for {name} is not an http or https address",
            hint=f"give an address like {default}",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(
            f"the base URL for {name} has a password, a query or a fragment",
            hint="give the key as key=… or in the environment",
        )
    if has_key and parts.scheme == "http" and not is_loopback(host):
        raise InputError(
            f"the base URL for {name} would send the key unencrypted to {host}",
            hint="use https; plain http is only allowed on this machine (127.0.0.1, localhost)",
        )
    return url
