"""Which timing formats there are, and which one a document is of.

`FORMATS` is the list of what ships; packages outside add theirs by entry points in the
group ``vidsync.timings``.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from vidsync.errors import FormatError, VidsyncWarning, near_matches
from vidsync.timings.base import TimingFormat
from vidsync.timings.cartesia import Cartesia
from vidsync.timings.lmnt import Lmnt
from vidsync.timings.playkit import PlayKit
from vidsync.timings.speechbase import Speechbase
from vidsync.timings.vidsync_json import VidsyncJson

ENTRY_POINTS = "vidsync.timings"

FORMATS: dict[str, TimingFormat] = {
    "vidsync": VidsyncJson(),
    "lmnt": Lmnt(),
    "playkit": PlayKit(),
    "speechbase": Speechbase(),
    "cartesia": Cartesia(),
}


@cache
def formats() -> Mapping[str, TimingFormat]:
    """Every format by name: those that ship, then those of other packages.

    Warns:
        VidsyncWarning: another package's format can't be loaded, or takes a name that
            is taken; it is left out.
    """
    from importlib.metadata import entry_points  # slow to import, and rarely needed

    found = dict(FORMATS)
    for point in entry_points(group=ENTRY_POINTS):
        try:
            added = point.load()()
        except (ImportError, AttributeError, TypeError) as error:
            reason = f"can't be loaded: {error}"
        else:
            if not isinstance(added, TimingFormat):
                reason = "is no TimingFormat"
            elif point.name in found:
                reason = "takes a name that is taken"
            else:
                found[point.name] = added
                continue
        warnings.warn(f"timing format {point.name!r} {reason}", VidsyncWarning, stacklevel=2)
    return MappingProxyType(found)


def format_names() -> tuple[str, ...]:
    """The names that ``format=`` takes."""
    return tuple(formats())


def format_named(name: str) -> TimingFormat:
    """A format by its name.

    Raises:
        FormatError: there is none of that name.
    """
    if name not in formats():
        raise FormatError(f"no timing format {name!r}", hint=near_matches(name, formats()))
    return formats()[name]


def detected(value: object, document: str) -> tuple[str, TimingFormat]:
    """The one format that knows a document by its content.

    Args:
        value: the parsed document.
        document: what an error calls it.

    Raises:
        FormatError: no format knows it, or more than one does.
    """
    known = [(name, format_) for name, format_ in formats().items() if format_.recognises(value)]
    if len(known) == 1:
        return known[0]
    if known:
        names = " and ".join(repr(name) for name, _ in known)
        raise FormatError(f"{document} could be {names}", hint="say which: format=…")
    titles = "; ".join(f"{name}: {format_.title}" for name, format_ in formats().items())
    raise FormatError(
        f"{document} is of no timing format that is known", hint=f"known are {titles}"
    )
