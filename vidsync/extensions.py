"""Registries: tables that ship with vidsync, and the entry points of other packages."""

from __future__ import annotations

import inspect
import warnings
from collections import ChainMap
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Generic, TypeVar

from vidsync.errors import EngineError, InputError, VidsyncWarning, near_matches

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


class ClassRegistry(Generic[T]):
    """Classes by name, whose instances take options.

    Args:
        noun: what one of them is called in errors: ``speech engine``.
        shipped: name to ``module:Class``; a class is imported when it is first used.
        group: the entry points of other packages; they can't replace a shipped class.
        kind: the base class that each class must have.
    """

    def __init__(self, noun: str, shipped: Mapping[str, str], *, group: str, kind: type[T]) -> None:
        self._noun = noun
        self._shipped = shipped
        self._group = group
        self._kind = kind

    def names(self) -> tuple[str, ...]:
        """Return the names of all classes, including those of other packages."""
        from importlib.metadata import entry_points  # slow to import and rarely needed

        return tuple(sorted({*self._shipped, *entry_points(group=self._group).names}))

    def create(self, name: str, **options: object) -> T:
        """Create an instance.

        Raises:
            InputError: the class has no such option.
            EngineError: there is no such name, or its package is broken.
        """
        found = self.find_class(name)
        known = [
            parameter.name
            for parameter in inspect.signature(found).parameters.values()
            if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]
        for option in options:
            if option not in known:
                raise InputError(
                    f"the {self._noun} {name} has no option {option!r}",
                    hint=near_matches(option, known),
                )
        return found(**options)

    def find_class(self, name: str) -> type[T]:
        """Return a class by its name.

        Raises:
            EngineError: there is no such name, or its package is broken.
        """
        from importlib.metadata import entry_points  # as above

        if name in self._shipped:
            module, _, attribute = self._shipped[name].partition(":")
            return self._check_class(name, getattr(import_module(module), attribute))
        entries = entry_points(group=self._group, name=name)
        if not entries:
            raise EngineError(
                f"there is no {self._noun} {name!r}", hint=near_matches(name, self.names())
            )
        entry = next(iter(entries))
        try:
            return self._check_class(name, entry.load())
        except (ImportError, AttributeError) as error:
            raise EngineError(
                f"the {self._noun} {name!r} ({entry.value}) can't be loaded: {error}",
                hint="reinstall or remove the package that provides it",
            ) from error

    def _check_class(self, name: str, found: object) -> type[T]:
        if not (isinstance(found, type) and issubclass(found, self._kind)):
            package = self._kind.__module__.rpartition(".")[0]
            raise EngineError(
                f"the {self._noun} {name!r} is {found!r}, not a class derived from "
                f"{package}.{self._kind.__name__}",
                hint="this is a fault of the package that provides it",
            )
        return found
