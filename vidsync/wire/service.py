"""What engines and recognizers of a service have in common: its address, its key, its options."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, fields
from math import isfinite
from types import MappingProxyType, NoneType, UnionType
from typing import ClassVar, Literal, get_args, get_origin, get_type_hints

from vidsync.checks import check_choice
from vidsync.errors import InputError
from vidsync.wire.endpoint import Endpoint, Key, find_base_url, find_key
from vidsync.wire.policy import Policy

_TYPES: Mapping[object, str] = MappingProxyType(
    {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "a text",
        NoneType: "nothing",
    }
)


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
        if not isinstance(key, str | None):  # the message must not show it
            raise InputError(f"the key for {self.title} is not a text")
        _check_type("base_url", base_url, str | None)
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
        """Check that each option has a value of its type, and that numbers are finite."""
        hints = get_type_hints(type(self))
        for option in fields(self):
            value, hint = getattr(self, option.name), hints[option.name]
            if get_origin(hint) is Literal:
                check_choice(f"{self.title} {option.name}", value, get_args(hint))
            else:
                _check_type(option.name, value, hint)
            if isinstance(value, float) and not isfinite(value):
                raise InputError(f"{option.name} is {value!r}: it must be a finite number")


def _check_type(name: str, value: object, hint: object) -> None:
    """Check a value of a simple type; it may come from a shell, where False is a text.

    Raises:
        InputError: it is of another type.
    """
    allowed = set(get_args(hint)) if isinstance(hint, UnionType) else {hint}
    if not allowed <= _TYPES.keys() or type(value) in allowed:
        return
    if not (float in allowed and type(value) is int):
        wanted = " or ".join(sorted(_TYPES[kind] for kind in allowed if kind is not NoneType))
        raise InputError(f"{name} is {value!r}: it must be {wanted}")
