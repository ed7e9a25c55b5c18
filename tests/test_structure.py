"""The shape of the house: which room may import which, and what an import costs."""

import ast
import inspect
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
    return _imports(ast.parse(file.read_text(encoding="utf-8")), late=True, types=True)


def _imports(node: ast.AST, *, late: bool, types: bool) -> set[str]:
    """The vidsync modules that are imported below a node, as dotted names.

    Args:
        node: of the syntax tree.
        late: also those imported inside functions.
        types: also those imported for type checkers only.
    """
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if not types and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if not late and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").startswith("vidsync"):
            found.update(f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.Import):
            found.update(a.name for a in child.names if a.name.startswith("vidsync."))
        found |= _imports(child, late=late, types=types)
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


LARGEST_ROOM = 15


def test_no_room_is_too_large():
    """A folder has at most so many modules side by side, besides its __init__."""
    for folder in (PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())):
        modules_here = [file for file in folder.glob("*.py") if file.name != "__init__.py"]
        assert len(modules_here) <= LARGEST_ROOM, folder.relative_to(PACKAGE)


def test_an_init_only_exports():
    for file in PACKAGE.rglob("__init__.py"):
        if file.parent.name == "addon":
            continue  # Blender calls the functions that an add-on's __init__ has
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If), file


def import_graph() -> dict[str, set[str]]:
    """Which module imports which, when it is imported itself."""
    known = set(modules())
    graph = {}
    for name in known:
        path = PACKAGE.parent / Path(*name.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        graph[name] = {
            target if target in known else target.rpartition(".")[0]
            for target in _imports(tree, late=False, types=False)
        } & known
    return graph


def find_circle(graph: dict[str, set[str]]) -> list[str]:
    """The nodes of a circle, from one to itself; empty if there is none."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            circle = visit(target, [*path, node])
            if circle:
                return circle
        done.add(node)
        return []

    for start in sorted(graph):
        circle = visit(start, [])
        if circle:
            return circle
    return []


def test_a_circle_is_found():
    assert find_circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert find_circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_modules_import_each_other_in_a_circle():
    assert find_circle(import_graph()) == []


def test_no_two_sub_packages_import_each_other():
    """Siblings only: a package and its own sub-packages may share modules."""
    pairs = set()
    for name, targets in import_graph().items():
        room = name.rpartition(".")[0]
        for target in targets:
            other = target.rpartition(".")[0]
            if room != other and room.rpartition(".")[0] == other.rpartition(".")[0]:
                pairs.add((room, other))
    assert [pair for pair in sorted(pairs) if pair[::-1] in pairs] == []


SURFACE = Path(__file__).parent / "data" / "public_api.txt"


def public_api() -> str:
    """Each public name with its signature, one per line."""
    lines = []
    for name in sorted(vidsync.__all__):
        value = getattr(vidsync, name)
        try:
            signature = str(inspect.signature(value))
        except (TypeError, ValueError):
            signature = ""
        lines.append(f"{name}{signature}")
    return "\n".join(lines) + "\n"


def test_the_public_surface_changes_on_purpose_only():
    """After a change that is meant, write the file anew: python -m tests.test_structure."""
    assert public_api() == SURFACE.read_text(encoding="utf-8")


if __name__ == "__main__":
    SURFACE.write_text(public_api(), encoding="utf-8")
