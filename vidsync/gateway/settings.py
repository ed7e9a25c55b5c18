"""The settings of a gateway. They need no optional package, so they can be checked early."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidsync.gateway.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a gateway behaves.

    Attributes:
        key: the only key that is accepted; empty accepts any that is not empty.
        strict_voices: refuse voice names that the embedded engine does not have, instead of
            speaking with the language's default voice.
        faults: faults to inject, in the order in which they are tried.
        workers: how many utterances are spoken at once.
        waiting: how many more may wait; further ones are refused.
        origins: web pages that may call from a browser, as ``http://localhost:3000``; ``*`` is
            any.
        certificate: a PEM file, to serve over TLS; some clients' websockets require it.
        certificate_key: its private key, unless the certificate's file contains it.
    """

    key: str = ""
    strict_voices: bool = False
    faults: tuple[Fault, ...] = ()
    workers: int = 2
    waiting: int = 256
    origins: tuple[str, ...] = ()
    certificate: Path | None = None
    certificate_key: Path | None = None

    def __repr__(self) -> str:
        # The key is left out, since a repr may end up in logs.
        return f"<Settings strict_voices={self.strict_voices}, faults={self.faults}>"
