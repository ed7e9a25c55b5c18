"""The shape of the house: which room may import which, and what an import costs."""

import ast
import subprocess
import sys
from pathlib import Path

import vidsync

PACKAGE = Path(vidsync.__file__).parent
FLOORS = (
    "errors",
    "checks",
    "paths",
    "output",
    "writing",
    "transcript",
    "timecode",
    "resources",
    "extensions",
    "audio",
    "sound_effects",
    "timings",
    "espeak",
    "alignment",
    "tts",
    "captions",
    "visemes",
    "media",
    "mouths",
    "rendering",
    "previews",
    "inspect",
    "plugins",
    "gateway",
    "cli",
)
STRANGERS = {"captions", "visemes", "media", "tts"}
HEAVY = {"numpy", "av", "httpx", "moviepy", "fontTools", "uharfbuzz", "PIL", "ffmpeg", "rich"}


def imports_of(file: Path) -> set[str]:
    """The vidsync modules that a file imports, anywhere in it, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vidsync"):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("vidsync."))
    return found


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_a_room_imports_only_rooms_nearer_the_ground():
    wrong = []
    for file in PACKAGE.rglob("*.py"):
        room = room_of(file)
        if room in ("__init__", "__main__"):
            continue
        assert room in FLOORS, f"{room} has no floor"
        for name in imports_of(file):
            other = name.split(".")[1]
            if other == room or other not in FLOORS:
                continue
            if name == "vidsync.transcript.Speech" and room == "errors":
                continue  # named in an annotation, never imported when it runs
            if FLOORS.index(other) > FLOORS.index(room) or {room, other} <= STRANGERS:
                wrong.append(f"{file.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def loaded_by(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {line.partition(".")[0] for line in done.stdout.splitlines()}


def test_importing_vidsync_loads_nothing_heavy():
    assert not loaded_by("import vidsync") & (HEAVY | {"typer"})


def test_asking_for_the_version_loads_nothing_heavy():
    code = "import vidsync.cli\ntry: vidsync.cli.main(['--version'])\nexcept SystemExit: pass"
    assert not loaded_by(code) & HEAVY


def test_every_public_name_is_there():
    for name in vidsync.__all__:
        assert getattr(vidsync, name) is not None, name


def modules() -> list[str]:
    """Every module of vidsync that this Python can import, as dotted names."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        if "addon" in parts or parts[-1] in ("__main__", "worker"):
            continue  # run by Blender's Python, or as programs
        found.append(".".join(parts).removesuffix(".__init__"))
    return found


def test_no_function_hides_a_module():
    names = modules()
    loaded_by(
        "import importlib\n"
        f"names = {names!r}\n"
        "for name in names: importlib.import_module(name)\n"
        "for name in names[1:]:\n"
        "    parent, _, leaf = name.rpartition('.')\n"
        "    assert getattr(sys.modules[parent], leaf) is sys.modules[name], name\n"
    )
