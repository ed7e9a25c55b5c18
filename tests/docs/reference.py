"""The reference pages that are made from the code, and the pictures of the presets."""

from __future__ import annotations

import inspect
import tomllib
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import typer.models

import vidsync
from vidsync.captions import presets
from vidsync.cli.commands import COMMANDS
from vidsync.resources import docs_folder, presets_folder
from vidsync.timings.registry import formats
from vidsync.transcript import Transcript, Turn, Word
from vidsync.visemes import viseme_sets
from vidsync.visemes.exporters import EXPORTERS

FOLDER = docs_folder() / "pages" / "reference"
PICTURES = docs_folder() / "pages" / "images" / "presets"

_NOTE = "<!-- Written by `python -m tests.docs`. Do not edit. -->\n\n"

# The packages of the API reference after `vidsync` itself, and a heading for each. Of those
# in `_NAMES`, only some names are shown.
_PACKAGES = {
    "vidsync.transcript": "Transcripts",
    "vidsync.timings": "Timing documents",
    "vidsync.captions": "Captions",
    "vidsync.captions.formats": "Caption files",
    "vidsync.visemes": "Mouth movement",
    "vidsync.visemes.exporters": "Exporters",
    "vidsync.mouths": "Mouths on video",
    "vidsync.alignment": "Alignment",
    "vidsync.transcription": "Transcription",
    "vidsync.espeak": "The built-in voice",
    "vidsync.tts": "Speech engines",
    "vidsync.tts.aio": "Speech engines, to await",
    "vidsync.wire.policy": "Requests to services",
    "vidsync.models": "Voices and models to fetch",
    "vidsync.media": "Media",
    "vidsync.previews": "Previews",
    "vidsync.sound_effects": "Sound effects",
    "vidsync.gateway": "Gateway",
    "vidsync.plugins.moviepy": "moviepy",
    "vidsync.errors": "Errors and warnings",
}
_NAMES = {
    "vidsync.wire.policy": ("Policy",),
}


# The sentences of the README's animation, with the preset and the footage of each.
_DEMO = (
    ("Every word lights up as you hear it.", "pop", "dusk"),
    ("Captions, narration, and a mouth that speaks,", "pill", "lagoon"),
    ("from *one* command!", "hype", "aurora"),
)


def write_pages() -> None:
    """Write every page that is made from the code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


def commands_page() -> str:
    """Every command with its arguments and options."""
    parts = [
        _NOTE,
        "# Commands\n\n"
        "`vidsync COMMAND --help` prints the same. With `--traceback`, an error shows where it "
        "comes from. `vidsync --version` prints the version.\n\n"
        "Results go to standard output, everything else to standard error. An output is written "
        "whole or not at all, and replaces an existing file only with `-y`. Long work shows a bar "
        "with the time left. `--json` prints one object for scripts.\n\n"
        "| Exit code | Meaning |\n| --- | --- |\n| 0 | done |\n"
        "| 1 | a fault of vidsync, with a traceback; `lint`: a rule is broken |\n"
        "| 2 | a mistake in what was given: one line says what it is, one what to do |\n"
        "| 130 | Ctrl-C |\n",
    ]
    for name, entry in COMMANDS.items():
        module = import_module(f"vidsync.cli.{entry.module}")
        parts.append(f"\n## {name}\n")
        if (app := getattr(module, "app", None)) is None:
            parts.append(_command(f"vidsync {name}", module.command))
            continue
        if (callback := getattr(module, "command", None)) is None:
            parts.append(f"\n{entry.summary}\n")
        else:
            parts.append(_command(f"vidsync {name}", callback))
        for command in app.registered_commands:
            full = f"{name} {command.name or command.callback.__name__}"
            parts.append(f"\n### {full}\n")
            parts.append(_command(f"vidsync {full}", command.callback))
    return "".join(parts)


def _command(name: str, function: Callable[..., object]) -> str:
    rows, arguments = [], []
    for parameter, kind, info in _parameters(function):
        text = " ".join((info.help or "").split())
        if isinstance(info, typer.models.ArgumentInfo):
            label = (info.metavar or parameter.name).upper().strip("[].")
            optional = parameter.default is not inspect.Parameter.empty
            arguments.append(f"[{label}]" if optional else label)
            rows.append((f"`{label}`", text))
            continue
        # typer keeps the first of the names as the default where it is in an `Annotated`.
        names = (str(info.default), *(info.param_decls or ()))
        options = ", ".join(f"`{name}`" for name in names if name.startswith("-"))
        notes = []
        default = parameter.default
        shown = kind is not bool and "(default" not in text
        if shown and default not in (None, inspect.Parameter.empty, "", ()):
            notes.append(f"Default: `{default}`.")
        if info.envvar:
            notes.append(f"Environment: `{info.envvar}`.")
        rows.append((options, " ".join([text, *notes])))
    doc = inspect.getdoc(function) or ""
    prose, examples = [], []
    for paragraph in doc.split("\n\n"):
        if paragraph.startswith("Example"):
            examples += [part.strip() for part in paragraph.partition(":")[2].splitlines()]
        else:
            prose.append(paragraph)
    usage = " ".join([name, *arguments, "[OPTIONS]"])
    lines = [usage, *filter(None, examples)]
    table = _table(("Argument or option", "Meaning"), rows)
    text = "\n\n".join(prose)
    return f"\n{text}\n\n```{{ .sh .no-run }}\n" + "\n".join(lines) + f"\n```\n\n{table}"


def _parameters(
    function: Callable[..., object],
) -> Iterator[tuple[inspect.Parameter, object, typer.models.ParameterInfo]]:
    hints = typing.get_type_hints(function, include_extras=True)
    for parameter in inspect.signature(function).parameters.values():
        if hints[parameter.name] is typer.Context:
            continue
        kind, *metadata = typing.get_args(hints[parameter.name])
        for info in metadata:
            if isinstance(info, typer.models.ParameterInfo) and not info.hidden:
                yield parameter, kind, info


def presets_page() -> str:
    """Every caption preset with its picture, and every other preset and set."""
    parts = [
        _NOTE,
        "# Presets, platforms and sets\n\n"
        "## Caption presets\n\n"
        "`--preset NAME`, or `preset=`. [Make a preset](../how-to/make-a-preset.md) says how to "
        "write one. `vidsync presets --gallery FOLDER` draws them moving.\n",
    ]
    for info in presets():
        picture = f"../images/presets/{info.name}.webp"
        parts.append(
            f"\n### {info.name}\n\n{_sentence(info.description)} Font: {info.font}. "
            f"Spoken word: `{info.look}`.\n\n![{info.name}]({picture})\n"
        )
    parts.append(
        "\n## Platforms\n\n`--platform NAME`, or `platform=`. Margins are in pixels of the canvas. "
        "[Safe areas and platforms](../how-to/safe-areas-and-platforms.md) says how they "
        "are used.\n\n"
    )
    rows = []
    for path, data in _toml("platforms"):
        margins = ", ".join(f"{side} {data[side]}" for side in ("top", "bottom", "left", "right"))
        canvas = "x".join(map(str, data["canvas"]))
        rows.append((f"`{path.stem}`", data["description"], canvas, margins, data["source"]))
    parts.append(_table(("Name", "For", "Canvas", "Margins", "Source"), rows))
    parts.append(
        "\n## Rule profiles\n\n`--profile NAME`, or `profile` in a preset's `[rules]`. "
        "[Check captions against rules](../how-to/check-captions.md) says how to make one.\n\n"
    )
    columns = ("max_words", "max_lines", "line_characters", "reading_speed")
    rows = [
        (f"`{path.stem}`", data["description"], *(str(data.get(key, "")) for key in columns))
        for path, data in _toml("rules")
    ]
    heads = ("Name", "For", "Words", "Lines", "Characters a line", "Characters a second")
    parts.append(_table(heads, rows))
    parts.append(
        "\n## Viseme sets and rigs\n\n`--set NAME`, or `set=`. A set has a shape for each sound. "
        "A rig has channels that are moved together.\n\n"
    )
    sets = [
        (
            f"`{found.name}`",
            found.description,
            "rig" if found.is_rig else "set",
            ", ".join(f"`{shape}`" for shape in found.shapes),
        )
        for found in viseme_sets()
    ]
    parts.append(_table(("Name", "For", "Kind", "Shapes or channels"), sets))
    parts.append(
        "\n## Exporters\n\n`--to NAME`, or `to=`. "
        "[Export mouth movement](../how-to/export-visemes.md) says what the last column means.\n\n"
    )
    exporters = [
        (f"`{name}`", f"`{e.info.suffix}`", e.info.title, f"`{e.info.default_set}`", e.info.status)
        for name, e in EXPORTERS.items()
    ]
    parts.append(_table(("Name", "Suffix", "For", "Usual set", "Checked"), exporters))
    parts.append("\n## Timing formats\n\n`format=`. [Formats](../formats.md) says more.\n\n")
    parts.append(
        _table(("Name", "What it is"), [(f"`{n}`", f.title) for n, f in formats().items()])
    )
    return "".join(parts)


def api_page() -> str:
    """A directive of mkdocstrings for every public name."""
    parts = [
        _NOTE,
        "# Python API\n\n"
        "Every name on this page is public. The names of the first section are stable: a release "
        "that renames one of them keeps the old name for one minor version, with a warning.\n\n"
        "Paths are `str` or `os.PathLike[str]`. Times are seconds.\n\n## vidsync\n",
    ]
    shown = set()
    for name in vidsync.__all__:
        shown.add(id(getattr(vidsync, name)))
        parts.append(f"\n::: vidsync.{name}\n")
    for package, title in _PACKAGES.items():
        module = import_module(package)
        names = (
            _NAMES.get(package)
            or getattr(module, "__all__", None)
            or [
                name
                for name, value in vars(module).items()
                if getattr(value, "__module__", "") == package and not name.startswith("_")
            ]
        )
        found = [
            name
            for name in names
            if id(getattr(module, name)) not in shown
            and not isinstance(getattr(module, name), types.ModuleType)
        ]
        shown |= {id(getattr(module, name)) for name in found}
        parts.append(f"\n## {title}\n\n`{package}`\n")
        parts += [f"\n::: {package}.{name}\n" for name in found]
    return "".join(parts)


def write_pictures() -> None:
    """Draw a picture of every caption preset."""
    from vidsync.captions import Canvas, caption
    from vidsync.previews.frames import frames_at

    PICTURES.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(1280, 720, safe_area="square", matrix="TV.709")
    for info in presets():
        captions = caption(_sample(), preset=info.name, canvas=canvas)
        words = [word for cue in captions.cues for word in cue.words]
        word = words[min(2, len(captions.cues[0].words) - 1)]
        time = max(word.start + 0.14, (word.start + word.end) / 2)
        (frame,) = frames_at(captions, [time], height=540, background=("#4a6078", "#1b2230"))
        ink = frame.crop((110, 330, 850, 510))
        ink.save(PICTURES / f"{info.name}.webp", "WEBP", quality=82, method=6)


def write_demo(output: Path) -> None:
    """Draw the animation of the README: three sentences, each in a look of its own."""
    import tempfile

    import av

    from vidsync.media import paint_footage
    from vidsync.previews.animation import write_animation

    rate = 15
    frames = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, (text, preset, theme) in enumerate(_DEMO):
            speech = vidsync.speak(text, engine="espeak")
            footage, clip = folder / f"{number}.mp4", folder / f"{number}-out.mp4"
            seconds = speech.transcript.duration + 0.2
            paint_footage(
                footage, width=1280, height=720, frame_rate=rate, duration=seconds, theme=theme
            )
            mouth = vidsync.Mouth("puppet", at=(0.5, 0.37), width=0.26)
            vidsync.render(footage, clip, speech, preset=preset, mouth=mouth)
            with av.open(str(clip)) as container:
                frames += [
                    frame.to_image().resize((640, 360)) for frame in container.decode(video=0)
                ]
    write_animation(frames, output, "WEBP", frame_rate=rate)


def _sample() -> Transcript:
    """A few words of two speakers."""
    words: list[Word] = []
    time = 0.2
    for turn, text in enumerate(
        ("Every word lights up *exactly* on time.", "It NEVER comes late.")
    ):
        for token in text.split():
            length = 0.1 + 0.05 * len(token)
            words.append(Word(token, round(time, 3), round(time + length, 3), turn=turn))
            time += length + 0.03
    turns = (Turn("Ada"), Turn("Ben"))
    return Transcript(tuple(words), duration=time + 0.6, language="en", turns=turns)


def _toml(kind: str) -> Iterator[tuple[Path, dict[str, typing.Any]]]:
    """The files of a kind of preset, each with what it extends."""
    folder = presets_folder(kind)
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        while base := data.pop("extends", ""):
            data = {**tomllib.loads((folder / f"{base}.toml").read_text("utf-8")), **data}
        yield path, data


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |\n"
        for line in lines
    )


PAGES = {"commands.md": commands_page, "presets.md": presets_page, "api.md": api_page}
