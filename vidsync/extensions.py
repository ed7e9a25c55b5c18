"""What other packages add to vidsync, by Python's entry points.

A registry of one room (timing formats, exporters) is a plain dict of what ships and
the entry points of one group; they are put together here, and one package's fault
never takes away what works.
"""

from __future__ import annotations

import warnings
from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from vidsync.errors import VidsyncWarning

T = TypeVar("T")


def with_extensions(shipped: Mapping[str, T], group: str, kind: type[T]) -> Mapping[str, T]:
    """What ships by name, and an instance of each class that a group's entry points name.

    Args:
        shipped: by name; these names can't be taken.
        group: of the entry points.
        kind: what each class must be a subclass of.

    Warns:
        VidsyncWarning: an entry point can't be loaded, is of the wrong kind, or takes a
            name that is taken; it is left out.
    """
    from importlib.metadata import entry_points  # slow to import, and rarely needed

    found: dict[str, T] = {}
    for point in entry_points(group=group):
        try:
            added = point.load()()
        except (ImportError, AttributeError, TypeError) as error:
            reason = f"can't be loaded: {error}"
        else:
            if not isinstance(added, kind):
                reason = f"is no {kind.__name__}"
            elif point.name in shipped or point.name in found:
                reason = "takes a name that is taken"
            else:
                found[point.name] = added
                continue
        warnings.warn(f"{point.name!r} of {group} {reason}", VidsyncWarning, stacklevel=3)
    # Nothing that ships is looked up here: a lazy mapping would import all of it.
    return MappingProxyType(ChainMap(found, shipped))  # type: ignore[arg-type] # read only
