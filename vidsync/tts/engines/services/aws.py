"""Credentials for Amazon's services, and the signing of requests with them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from vidsync.errors import AuthenticationError, DependencyError

if TYPE_CHECKING:
    import httpx

_ALGORITHM = "AWS4-HMAC-SHA256"
_SIGNED = ("content-type", "host", "x-amz-date", "x-amz-security-token")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials that sign a request.

    Attributes:
        access_key_id: identifies the secret; it is sent.
        secret: makes the signature; it is not sent.
        session_token: of temporary credentials, or ``""``; it is sent.
    """

    access_key_id: str
    secret: str = field(repr=False)
    session_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundCredentials:
    """Credentials that boto3 has found and renews.

    Attributes:
        region: configured with them, or ``""``.
    """

    region: str
    _source: Any = field(repr=False)

    def current(self) -> Credentials:
        """Return the credentials that are valid now.

        Raises:
            AuthenticationError: they have expired and can't be renewed.
        """
        from botocore.exceptions import BotoCoreError  # installed, as boto3 found credentials

        try:
            frozen = self._source.get_frozen_credentials()
        except BotoCoreError as error:
            raise AuthenticationError(
                f"Amazon's credentials can't be renewed: {type(error).__name__}",
                hint="sign in again: aws sso login",
            ) from None
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token or "")


def find_credentials(profile: str) -> FoundCredentials | None:
    """Find credentials with boto3: in profiles, single sign-on and roles.

    Args:
        profile: of Amazon's configuration files, or ``""`` for boto3's own choice.

    Returns:
        None if boto3 is not installed or finds none.

    Raises:
        DependencyError: a profile is given and boto3 is not installed.
        AuthenticationError: there is no such profile, or it can't be used.
    """
    try:
        import boto3  # an extra, slow to import
        from botocore.exceptions import BotoCoreError
    except ImportError:
        if not profile:
            return None
        raise DependencyError(
            f"Amazon's profile {profile!r} needs boto3, which is not installed",
            hint="pip install 'vidsync[polly]'",
        ) from None
    try:
        session = boto3.Session(profile_name=profile or None)
        source = session.get_credentials()
    except BotoCoreError as error:
        raise AuthenticationError(
            f"Amazon's credentials can't be found: {error}", hint="see: aws configure list"
        ) from None
    if source is None and profile:
        raise AuthenticationError(
            f"Amazon's profile {profile!r} has no credentials", hint="see: aws configure list"
        )
    return source and FoundCredentials(session.region_name or "", source)


def sign(
    request: httpx.Request,
    *,
    access_key_id: str,
    secret: str,
    session_token: str,
    region: str,
    service: str,
    now: datetime,
) -> None:
    """Add the date and the signature to a request's headers.

    Args:
        request: complete except for these headers.
        access_key_id: identifies the secret; it is sent.
        secret: makes the signature; it is not sent.
        session_token: of temporary credentials, or ``""``.
        region: ``us-east-1``, …
        service: ``polly``, …
        now: in UTC; the service accepts a difference of some minutes.

    Source:
        AWS General Reference, Signature Version 4 signing process.
    """
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    request.headers["x-amz-date"] = stamp
    if session_token:
        request.headers["x-amz-security-token"] = session_token
    names = [name for name in _SIGNED if name in request.headers]
    canonical = "\n".join(
        (
            request.method,
            quote(request.url.path, safe="/-_.~") or "/",
            _canonical_query(request.url),
            *(f"{name}:{' '.join(request.headers[name].split())}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(request.content).hexdigest(),
        )
    )
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = "\n".join((_ALGORITHM, stamp, scope, digest))
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    request.headers["authorization"] = (
        f"{_ALGORITHM} Credential={access_key_id}/{scope}, "
        f"SignedHeaders={';'.join(names)}, Signature={signature}"
    )


def _canonical_query(url: httpx.URL) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in url.params.multi_items()
    )
    return "&".join(f"{name}={value}" for name, value in pairs)
