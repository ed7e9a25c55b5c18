"""Fetches one file over HTTP: in pieces, with a limit, from where an earlier attempt ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from vidsync.checks import is_loopback
from vidsync.errors import FetchError
from vidsync.models.addresses import follow, resolve_url
from vidsync.models.catalogue import ModelFile
from vidsync.models.digests import Digest, read_published_digest
from vidsync.models.storage import partial_path

_ATTEMPTS = 4
_PAUSE = 1.0
# An attempt that brings the file this much forward does not count.
_PROGRESS = 1 << 20
_MAX_REDIRECTS = 5
_CONNECT_TIMEOUT = 15.0
_READ_TIMEOUT = 60.0
# A file whose hash the catalogue lacks may have grown since.
_GROWTH = 4
_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429, 500, 502, 503, 504}

OnBytes = Callable[[int], None]


class _InterruptedError(Exception):
    """An attempt failed in a way that another one may not."""

    def __init__(self, error: FetchError) -> None:
        super().__init__(error.message)
        self.error = error


@dataclass(frozen=True, slots=True)
class _Answer:
    """The head of a server's answer.

    Attributes:
        response: its body is not read yet.
        first: index of the first byte of the body within the file.
        digest: what the whole file must have.
        size: bytes of the whole file.
        is_exact: whether it must have that size; else it is the most it may have.
    """

    response: httpx.Response
    first: int
    digest: Digest
    size: int
    is_exact: bool


def transfer(
    file: ModelFile, target: Path, on_bytes: OnBytes, *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Fetch a file, check its hash, and give it its name.

    What was fetched of an earlier, interrupted attempt is kept and continued.

    Args:
        file: of the catalogue.
        target: where it goes; the folder exists.
        on_bytes: called with the number of bytes that are here.
        sleep: waits some seconds between attempts.

    Raises:
        FetchError: the server can't be reached, does not have the file, or sends another
            one; or the disk refuses it.
    """
    partial = partial_path(target)
    number = 1
    with _client(file) as client:
        while True:
            before = _size_of(partial)
            try:
                if _attempt(client, file, partial, on_bytes):
                    partial.replace(target)
                    return
                # What was kept of an earlier attempt belonged to another file.
                partial.unlink(missing_ok=True)
                if not before:
                    raise _wrong_hash(file)
            except _InterruptedError as interrupted:
                number = 1 if _size_of(partial) >= before + _PROGRESS else number + 1
                if number > _ATTEMPTS:
                    raise interrupted.error from None
                sleep(_PAUSE * 2 ** (number - 1))
            except OSError as error:
                raise FetchError(
                    f"{target} can't be written: {error.strerror}",
                    hint="free some space, or set VIDSYNC_CACHE to another folder",
                ) from error


def _client(file: ModelFile) -> httpx.Client:
    return httpx.Client(
        # Sizes and ranges are those of the file itself.
        headers={"Accept-Encoding": "identity", "User-Agent": "vidsync"},
        timeout=httpx.Timeout(_READ_TIMEOUT, connect=_CONNECT_TIMEOUT),
        # Each address is checked before it is followed.
        follow_redirects=False,
        # A proxy can't reach the loopback of this machine.
        trust_env=not is_loopback(resolve_url(file).host),
    )


def _attempt(client: httpx.Client, file: ModelFile, partial: Path, on_bytes: OnBytes) -> bool:
    """Fetch what is missing of a file. Return whether it has the right hash then."""
    have = _size_of(partial)
    if file.sha256 and have == file.size:
        return Digest(file.sha256).matches(partial)
    if file.sha256 and have > file.size:
        return False
    with _open(client, file, have) as answer:
        if answer.response.status_code == 416:
            # All of it is here already, or it is of another file.
            return answer.digest.matches(partial)
        size = answer.first
        with partial.open("ab") as stream:
            stream.truncate(size)
            # Pieces of a fixed size would lose the last one when the connection breaks.
            for piece in answer.response.iter_bytes():
                size += len(piece)
                if size > answer.size:
                    stream.truncate(0)
                    raise _wrong_size(file, f"over {answer.size:,} bytes")
                stream.write(piece)
                on_bytes(size)
    if answer.is_exact and size < answer.size:
        what = f"ended after {size:,} of {answer.size:,} bytes"
        raise _InterruptedError(_broke_off(file, what))
    return answer.digest.matches(partial)


@contextmanager
def _open(client: httpx.Client, file: ModelFile, have: int) -> Iterator[_Answer]:
    """Request a file from a byte on, follow redirects, and check the head of the answer."""
    address = first = resolve_url(file)
    digest = Digest(file.sha256) if file.sha256 else None
    size = file.size if file.sha256 else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with _convert_errors(file):
        for _ in range(_MAX_REDIRECTS + 1):
            response = client.send(
                client.build_request("GET", address, headers=headers), stream=True
            )
            try:
                if address.netloc == first.netloc:
                    digest = digest or read_published_digest(response.headers)
                    size = size or _read_number(response.headers.get("x-linked-size", ""))
                if response.status_code not in _REDIRECTS:
                    yield _check_head(file, response, have, digest, size)
                    return
                address = follow(address, response.headers.get("location", ""), first)
            finally:
                response.close()
    raise FetchError(f"{first.host} redirects {file.name} without end")


def _check_head(
    file: ModelFile, response: httpx.Response, have: int, digest: Digest | None, size: int
) -> _Answer:
    """Check status, range and length of an answer.

    Args:
        file: that was requested.
        response: the last one, which is no redirect.
        have: bytes that were not requested.
        digest: of the whole file, if it is known.
        size: of the whole file; 0 if it is not known yet.
    """
    status = response.status_code
    first = 0
    if status == 206 and have:
        first, whole = _read_range(response.headers.get("content-range", ""))
        if first != have:
            raise _InterruptedError(_broke_off(file, "continued at another byte"))
    elif status == 416 and have:
        whole = 0
    elif status == 200:
        whole = _read_number(response.headers.get("content-length", ""))
    else:
        raise _status_error(file, response)
    if digest is None:
        raise FetchError(
            f"{response.url.host} publishes no hash of {file.name}, and the catalogue has none",
            hint="a file that can't be checked is not fetched here: " + _by_hand(file),
        )
    largest = file.size if file.sha256 else max(file.size * _GROWTH, 1 << 20)
    if max(size, whole) > largest:
        raise _wrong_size(file, f"{max(size, whole):,} bytes")
    if size and whole and whole != size:
        raise _wrong_size(file, f"{whole:,} bytes", size)
    return _Answer(response, first, digest, size or whole or largest, bool(size or whole))


def _status_error(file: ModelFile, response: httpx.Response) -> Exception:
    status, host = response.status_code, response.url.host
    if status in _PASSING:
        return _InterruptedError(
            FetchError(
                f"{host} is busy or has a fault (status {status}) at {file.name}",
                hint="run the same command again later: it goes on where it ended",
            )
        )
    reason = {
        401: "asks for an account for",
        403: "refuses to give",
        404: "does not have",
        410: "does not have",
    }.get(status, f"answers with status {status} for")
    return FetchError(f"{host} {reason} {file.name}: {file.url}", hint=_by_hand(file))


def _wrong_size(file: ModelFile, found: str, expected: int | None = None) -> FetchError:
    return FetchError(
        f"{resolve_url(file).host} sends {found} for {file.name}, which should have "
        f"{expected or file.size:,}: it is another file, or a web page",
        hint="check that no sign-in page of this network answers instead, or " + _by_hand(file),
    )


def _wrong_hash(file: ModelFile) -> FetchError:
    return FetchError(
        f"{resolve_url(file).host} sends another {file.name} than expected: its hash is wrong, "
        "and it is not kept",
        hint="try again; if it happens again, the file was changed on the server: "
        "report it to vidsync, and do not use that file",
    )


def _broke_off(file: ModelFile, what: str) -> FetchError:
    return FetchError(
        f"the connection to {resolve_url(file).host} {what} at {file.name}",
        hint="run the same command again: it goes on where it ended",
    )


def _by_hand(file: ModelFile) -> str:
    return f"fetch {file.url} in another way, and give its folder with --from"


@contextmanager
def _convert_errors(file: ModelFile) -> Iterator[None]:
    """Convert network errors to attempts that failed."""
    try:
        yield
    except httpx.ConnectError as error:
        raise _InterruptedError(
            FetchError(
                f"{resolve_url(file).host} can't be reached: {_shorten(error)}",
                hint=f"check the connection, or {_by_hand(file)}",
            )
        ) from None
    except httpx.TimeoutException:
        raise _InterruptedError(_broke_off(file, "went silent")) from None
    # httpx passes on the errors of host names in redirects.
    except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL, UnicodeError) as error:
        raise _InterruptedError(_broke_off(file, f"broke ({_shorten(error)})")) from None


def _read_range(header: str) -> tuple[int, int]:
    """Return the first byte and the size of the whole from ``bytes 5-9/10``."""
    span, _, whole = header.removeprefix("bytes ").partition("/")
    return _read_number(span.partition("-")[0]), _read_number(whole)


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _shorten(text: object) -> str:
    return str(text)[:200] or type(text).__name__
