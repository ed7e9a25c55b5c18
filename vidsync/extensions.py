"""Registries: tables that ship with vidsync, and the entry points of other packages."""

from __future__ import annotations

import warnings
from collections import ChainMap
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TypeVar

from vidsync.errors import VidsyncWarning

T = TypeVar("T")


class LazyRegistry(Mapping[str, T]):
    """Instances by name; a class is imported when its instance is first used.

    Args:
        package: the dotted name of the package that has the modules.
        classes: name to ``module:Class``, relative to the package.
    """

    def __init__(self, package: str, classes: Mapping[str, str]) -> None:
        self._package = package
        self._classes = classes
        self._instances: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._instances:
            module, _, class_name = self._classes[name].partition(":")
            loaded = import_module(f"{self._package}.{module}")
            self._instances[name] = getattr(loaded, class_name)()
        return self._instances[name]

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)


def with_extensions(shipped: Mapping[str, T], group: str, kind: type[T]) -> Mapping[str, T]:
    """Return the shipped instances and those of other packages, by name.

    An entry point that fails is left out with a warning; all others still work.

    Args:
        shipped: instances by name; an entry point can't replace one.
        group: the group of entry points; each names a class without arguments.
        kind: the base class that each class must have.

    Warns:
        VidsyncWarning: an entry point can't be loaded, has a class of another kind, or
            has a name that is already taken.
    """
    from importlib.metadata import entry_points  # slow to import and rarely needed

    found: dict[str, T] = {}
    for point in entry_points(group=group):
        try:
            added = point.load()()
        except (ImportError, AttributeError, TypeError) as error:
            reason = f"can't be loaded: {error}"
        else:
            if not isinstance(added, kind):
                reason = f"is not a {kind.__name__}"
            elif point.name in shipped or point.name in found:
                reason = "has a name that is already taken"
            else:
                found[point.name] = added
                continue
        warnings.warn(f"{point.name!r} of {group} {reason}", VidsyncWarning, stacklevel=3)
    # A ChainMap does not look up the shipped values: a lazy registry would import them all.
    return MappingProxyType(ChainMap(found, shipped))  # type: ignore[arg-type] # read only
