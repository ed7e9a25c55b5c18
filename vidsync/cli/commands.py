"""The table of commands, and the group that imports a command only when it runs."""

from __future__ import annotations

import difflib
import warnings
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from vidsync.cli.defaults import read_defaults
from vidsync.cli.streams import with_standard_streams
from vidsync.errors import InputError, VidsyncWarning, near_matches

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command of the command line.

    Attributes:
        module: the module below `vidsync.cli` that holds it, as ``video.render``. The
            module has a function `command`, or a `typer.Typer` named `app`.
        summary: the line that `vidsync --help` shows: the first line of its docstring.
    """

    module: str
    summary: str


COMMANDS = {
    "render": CommandEntry("video.render", "Caption a video word by word, and narrate it."),
    "speak": CommandEntry(
        "speech.speak",
        "Speak a text: write the narration as a sound file, and the times of its words.",
    ),
    "voices": CommandEntry("speech.voices", "List the speech engines and their voices."),
    "transcribe": CommandEntry(
        "speech.transcribe", "Write down what is said in a recording or video, with times."
    ),
    "align": CommandEntry(
        "speech.align",
        "Find the times of the words of a text in a recording, or correct an engine's times.",
    ),
    "retext": CommandEntry(
        "speech.retext", "Put an edited text on word timings: corrected words keep their times."
    ),
    "cut": CommandEntry(
        "video.cut", "Cut a recording by its text: picture, sound and words stay in step."
    ),
    "captions": CommandEntry("captions.captions", "Write captions without a video."),
    "lint": CommandEntry(
        "captions.lint", "Check a caption file against the rules of a profile, and repair it."
    ),
    "convert": CommandEntry(
        "captions.convert", "Convert captions and word timings to another format."
    ),
    "formats": CommandEntry(
        "captions.formats",
        "List the formats of timing documents, and which of them can be written.",
    ),
    "visemes": CommandEntry(
        "mouths.visemes",
        "Write mouth shapes or mouth movement in the format of another program.",
    ),
    "mouth": CommandEntry(
        "mouths.mouth",
        "Write mouths alone, as a transparent video to lay over footage in an editor.",
    ),
    "preview": CommandEntry(
        "video.preview",
        "Draw a contact sheet of the captions, a single frame, or an animation of a cue.",
    ),
    "presets": CommandEntry(
        "captions.presets",
        "List the caption presets and the viseme sets, with a description of each.",
    ),
    "inspect": CommandEntry(
        "mouths.inspect", "Draw words, phones, gestures, curves, keys and mouths on one time axis."
    ),
    "serve": CommandEntry(
        "speech.serve",
        "Serve the APIs of LMNT, PlayKit, Speechbase and Cartesia, without network or key.",
    ),
    "config": CommandEntry(
        "system.config", "Show the defaults of options, and which settings file each is from."
    ),
    "doctor": CommandEntry(
        "system.doctor", "Try every part once on this machine, and report what works."
    ),
    "docs": CommandEntry(
        "system.docs", "Open the documentation in a browser, or build it as a site."
    ),
    "demo": CommandEntry(
        "video.demo",
        "Make a narrated, captioned clip in 9:16 and in 16:9, and one of every other output.",
    ),
    "blender-addon": CommandEntry(
        "mouths.blender_addon",
        "The Blender add-on: mouth movement, sound and captions on a character.",
    ),
}


class StrictCommand(TyperCommand):
    """A command with defaults from settings files, which tells of options given twice."""

    def make_context(
        self, info_name: Any, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the arguments, with the defaults of the settings files.

        Raises:
            InputError: a settings file has a mistake.
        """
        options = long_options(self)
        found = read_defaults(str(info_name), options, options_of_all)
        extra["default_map"] = {options[name]: default.value for name, default in found.items()}
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments.

        Raises:
            InputError: two outputs were given under one option.
        """
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for parameter, count in Counter(order).items():
            # An argument has neither of these attributes.
            if getattr(parameter, "is_flag", True) or getattr(parameter, "multiple", True):
                continue
            if count == 1:
                continue
            option = max(parameter.opts, key=len)
            if parameter.name == "output":
                raise InputError(f"{option} is given {count} times", hint="run once for each file")
            warnings.warn(
                f"{option} is given {count} times: the last one counts",
                VidsyncWarning,
                stacklevel=2,
            )
        return super().parse_args(ctx, args)


class LazyCommands(TyperGroup):
    """A group whose commands are imported one at a time, when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Import one command and return it; None if there is no such command."""
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else load_command(cmd_name, entry)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the arguments begin with.

        Raises:
            InputError: there is no such command.
        """
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise InputError(f"no command {args[0]!r}", hint=near_matches(args[0], COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the list of commands from the table, without importing any."""
        rows = [(name, entry.summary) for name, entry in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def long_options(command: Any) -> dict[str, str]:
    """Return the long names of a command's options, without dashes, and their parameters."""
    return {
        option.removeprefix("--"): parameter.name
        for parameter in command.params
        for option in getattr(parameter, "opts", ())
        if option.startswith("--") and parameter.name
    }


def options_of_all() -> dict[str, list[str]]:
    """Return the long names of the options of every command; imports all of them."""
    return {name: list(long_options(load_command(name, entry))) for name, entry in COMMANDS.items()}


def suggest_options(error: Any) -> None:
    """Replace click's suggestions for an unknown option, which compare the dashes too.

    Args:
        error: a usage error of click; others than unknown options are left as they are.
    """
    if not hasattr(error, "possibilities") or not hasattr(error, "option_name") or not error.ctx:
        return
    wrong = error.option_name.lstrip("-")
    known = [
        option.removeprefix("--")
        for parameter in error.ctx.command.get_params(error.ctx)
        if not getattr(parameter, "hidden", False)
        for option in parameter.opts
        if option.startswith("--")
    ]
    close = difflib.get_close_matches(wrong, known)
    parts = [name for name in known if wrong in name.split("-") or name in wrong.split("-")]
    error.possibilities = [f"--{name}" for name in dict.fromkeys([*close, *parts])]


def load_command(name: str, entry: CommandEntry) -> Any:
    """Import a command and return it as click's object."""
    module = import_module(f"vidsync.cli.{entry.module}")
    app: typer.Typer | None = getattr(module, "app", None)
    if app is None:
        function: Callable[..., None] = module.command
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name, cls=StrictCommand)(with_standard_streams(function))
    return typer.main.get_command(app)
