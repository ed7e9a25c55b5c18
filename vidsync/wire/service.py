"""What engines and recognizers of a service have in common: its address, its key, its options."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, fields
from math import isfinite
from types import MappingProxyType
from typing import ClassVar, Literal, get_args, get_origin, get_type_hints

from vidsync.checks import check_choice
from vidsync.errors import InputError
from vidsync.wire.endpoint import Endpoint, Key, find_base_url, find_key
from vidsync.wire.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service that is asked over the network.

    Attributes:
        key: the service's key; None takes it from the environment. It is not an attribute of
            the object.
        base_url: another address of the service; None takes it from the environment, else
            the service's own. Plain http is only allowed on this machine. It is not an
            attribute of the object.
        policy: time-outs, retries and limits.
        endpoint: the address and the key.

    Raises:
        AuthenticationError: there is no key, or it can't be one.
        InputError: the address or an option can't be used.
    """

    key: InitVar[str | None] = None
    base_url: InitVar[str | None] = None
    policy: Policy = field(default=Policy(), repr=False, compare=False)
    endpoint: Endpoint = field(init=False)

    title: ClassVar[str]
    """The service's own name, for errors."""
    address: ClassVar[str]
    key_variable: ClassVar[str]
    base_url_variable: ClassVar[str]
    needs_key: ClassVar[bool] = True
    """Whether the service refuses requests without a key. Without a key, plain http is allowed on
    other machines too."""
    key_header: ClassVar[str] = "Authorization"
    key_format: ClassVar[str] = "Bearer {}"
    headers: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __post_init__(self, key: str | None, base_url: str | None) -> None:
        has_key = self.needs_key or bool(key or os.environ.get(self.key_variable))
        address = find_base_url(
            self.title, base_url, self.base_url_variable, self.address, has_key=has_key
        )
        secret = Key("")
        if has_key:
            secret = find_key(self.title, key, self.key_variable, base_url=address)
        endpoint = Endpoint(
            self.title, address, secret, self.key_header, self.key_format, self.headers
        )
        object.__setattr__(self, "endpoint", endpoint)
        self._check_options()

    def _check_options(self) -> None:
        """Check that numbers are finite, and that other options have a known value."""
        hints = get_type_hints(type(self))
        for option in fields(self):
            value = getattr(self, option.name)
            if isinstance(value, float) and not isfinite(value):
                raise InputError(f"{option.name} is {value!r}: it must be a finite number")
            hint = hints[option.name]
            if get_origin(hint) is Literal:
                check_choice(f"{self.title} {option.name}", value, get_args(hint))
