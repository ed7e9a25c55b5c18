"""Signing a request for Amazon's services, which are never shown the secret itself."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

_ALGORITHM = "AWS4-HMAC-SHA256"
_SIGNED = ("content-type", "host", "x-amz-date", "x-amz-security-token")


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
        request: complete but for these headers.
        access_key_id: names the secret; it is sent.
        secret: signs; it is not sent.
        session_token: of temporary credentials, or ``""``.
        region: ``us-east-1``, …
        service: ``polly``, …
        now: in UTC; the service accepts some minutes of difference.

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
