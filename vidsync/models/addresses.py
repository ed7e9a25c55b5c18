"""The addresses that models are fetched from, and those that a redirect may lead to."""

from __future__ import annotations

import os

import httpx

from vidsync.checks import is_loopback
from vidsync.errors import FetchError
from vidsync.models.catalogue import ModelFile

HUB = "https://huggingface.co/"
HUB_VARIABLE = "HF_ENDPOINT"
"""The environment variable that names a mirror of the hub, as for huggingface_hub."""


def resolve_url(file: ModelFile) -> httpx.URL:
    """Return the address of a file, on the mirror that the user has set, if any.

    Raises:
        FetchError: it is not a valid address, or not https.
    """
    mirror = os.environ.get(HUB_VARIABLE)
    url = file.url
    if mirror and file.url.startswith(HUB):
        url = mirror.rstrip("/") + "/" + file.url.removeprefix(HUB)
    address = _parse(url)
    _check_scheme(address, address)
    return address


def follow(address: httpx.URL, location: str, first: httpx.URL) -> httpx.URL:
    """Return the address that a redirect leads to.

    Args:
        address: that answered with the redirect.
        location: its header.
        first: the address that all redirects began with.

    Raises:
        FetchError: it is missing, or not https.
    """
    if not location:
        raise FetchError(f"{address.host} redirects without saying where")
    target = address.join(location)
    _check_scheme(target, first)
    return target


def _check_scheme(address: httpx.URL, first: httpx.URL) -> None:
    """Allow https alone; on this machine, http too, if the first address is on it."""
    if address.scheme == "https" and (is_loopback(first.host) or not is_loopback(address.host)):
        return
    if address.scheme == "http" and is_loopback(address.host) and is_loopback(first.host):
        return
    raise FetchError(
        f"{first.host} leads to an address that is not allowed: {str(address)[:200]}",
        hint="models are fetched from https addresses only",
    )


def _parse(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        raise FetchError(
            f"{url[:200]} is not a valid address", hint=f"check {HUB_VARIABLE}"
        ) from None
