"""The options of captions' looks, which every command that draws captions has."""

from __future__ import annotations

import functools
import inspect
import tomllib
from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_type_hints

import typer

from vidsync.errors import InputError

Settings = Mapping[str, object]
"""Values of a preset by the name of their table and key."""

_SETTINGS = "settings"


def _option(name: str, help_: str, kind: type = str) -> Any:
    return Annotated[kind | None, typer.Option(name, help=help_)]


# The options by the setting that each of them changes.
_OPTIONS: dict[str, Any] = {
    "place.position": _option(
        "--position", "Where captions stand: top, middle, lower-third, bottom, or X,Y in fractions."
    ),
    "place.align": _option("--align", "How lines stand: left, centre or right."),
    "text.font": _option("--font", "A font's full name, or a font file."),
    "text.size": _option("--text-size", "Percent of the picture's shorter side.", float),
    "text.colour": _option("--colour", "Of the letters: '#FFFFFF'."),
    "active.colour": _option("--active-colour", "Of the word that is spoken: '#FFD400'."),
    "rules.max_words": _option("--max-words", "Most words on screen at once.", int),
    "rules.max_lines": _option("--max-lines", "Most lines of a cue.", int),
    "text.case": _option("--case", "How words are written: as-is, upper or lower."),
}
_SET = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="Any value of a preset: text.size=9, emphasis.colour=#FFD400; may be repeated.",
    ),
]


def with_look_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the options of captions' looks.

    Args:
        command: has a parameter `settings`, which gets the values of the options by the name
            of their setting; empty if none is given.
    """
    names = {setting: setting.replace(".", "_") for setting in _OPTIONS}

    @functools.wraps(command)
    def run(**values: Any) -> None:
        given = {setting: values.pop(name) for setting, name in names.items()}
        shortcuts = {setting: value for setting, value in given.items() if value is not None}
        assigned = parse_assignments(values.pop("assignments") or ())
        command(**values, settings={**_place(shortcuts), **assigned})

    hints = get_type_hints(command, include_extras=True)
    hints.pop(_SETTINGS)
    added = {names[setting]: hint for setting, hint in _OPTIONS.items()} | {"assignments": _SET}
    own = inspect.signature(command).parameters
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = []
    for name, parameter in own.items():
        if name == _SETTINGS:
            parameters += [
                inspect.Parameter(new, keyword, default=None, annotation=hint)
                for new, hint in added.items()
            ]
        else:
            parameters.append(parameter.replace(kind=keyword, annotation=hints[name]))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = hints | added
    del run.__wrapped__  # its annotations are other ones
    return run


def parse_assignments(assignments: Any) -> dict[str, object]:
    """Return settings of `--set name=value`; a value is read as TOML, else as a text.

    Raises:
        InputError: there is no name or no value.
    """
    settings: dict[str, object] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not (equals and name.strip() and value.strip()):
            raise InputError(
                f"--set {assignment!r} is not a name and a value", hint="write text.size=9"
            )
        settings[name.strip()] = _read_value(value.strip())
    return settings


def _read_value(value: str) -> object:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value  # a text without quotes, such as a colour


def _place(shortcuts: dict[str, Any]) -> dict[str, Any]:
    """Return settings with a position of two numbers as x and y."""
    position = shortcuts.get("place.position")
    if position is None or "," not in position:
        return shortcuts
    try:
        x, y = (float(part) for part in position.split(","))
    except ValueError:
        raise InputError(
            f"--position {position!r} is not two numbers", hint="write 0.5,0.25"
        ) from None
    others = {name: value for name, value in shortcuts.items() if name != "place.position"}
    return {**others, "place.x": x, "place.y": y}
