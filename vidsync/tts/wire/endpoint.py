"""Where a speech service is, and the key that opens it.

A key comes from an argument or the environment and leaves only in the header (or the
first message) that carries it: it is in no repr, no log and no error. A base URL may
be replaced, but a key never travels in the clear, so anything but this machine itself
must be https. How requests are made is in `http` and `websocket`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vidsync.errors import AuthenticationError, InputError

if TYPE_CHECKING:
    import httpx

# What stands in for a key when the service is on this machine and none was given.
_LOCAL_KEY = "local"


class Key:
    """A secret that doesn't show itself.

    Printing, formatting or logging one gives ``<key>``; only `reveal` gives the text.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "<key>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key is not written into files or sent to other processes")

    def reveal(self) -> str:
        """The secret itself, for the header that carries it."""
        return self._text


@dataclass(frozen=True, slots=True)
class Service:
    """A service's address, its key and how it wants to be shown the key.

    Attributes:
        name: as errors call it: ``LMNT``, ``Cartesia``, …
        base_url: without a slash at the end.
        key: the secret.
        key_header: the header that carries the key.
        key_format: the header's value, with ``{}`` where the key stands.
        headers: sent with every request.
        signature: signs a request with the key, for services that are not shown the key
            itself.
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
        """The base URL with the scheme that a websocket uses."""
        return re.sub(r"^http", "ws", self.base_url)

    def key_value(self) -> str:
        """What the key header holds."""
        return self.key_format.format(self.key.reveal())

    def without_key(self, text: str) -> str:
        """A text from outside, with the key blotted out wherever it stands in it."""
        secret = self.key.reveal()
        return text if secret == _LOCAL_KEY else text.replace(secret, "<key>")


def find_key(name: str, key: str | None, variable: str, *, base_url: str) -> Key:
    """The key of a service: the one given, else the one in the environment.

    Args:
        name: of the service, for the error.
        key: as the caller gave it.
        variable: of the environment, looked up if `key` is None.
        base_url: a service on this machine needs no key of its own.

    Raises:
        AuthenticationError: there is none, or it can't be one. The error never shows it.
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
            f"the key for {name} holds spaces, line breaks or characters that no key has",
            hint="copy it again",
        )
    return Key(text)


def find_base_url(name: str, base_url: str | None, variable: str, default: str) -> str:
    """The address of a service: the one given, else the environment's, else its own.

    Raises:
        InputError: it is no http(s) address, carries a password or a query, or would
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
            hint=f"such as {default}",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(
            f"the base URL for {name} carries a password, a query or a fragment",
            hint="give the key as key=… or in the environment",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise InputError(
            f"the base URL for {name} would send the key unencrypted to {host}",
            hint="use https; plain http is for this machine only (127.0.0.1, localhost)",
        )
    return url


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
