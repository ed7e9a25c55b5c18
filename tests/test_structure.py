"""Imports between packages, import times, package sizes and the public surface."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import vidsync

PACKAGE = Path(vidsync.__file__).parent
LAYERS = (
    "errors",
    "checks",
    "paths",
    "output",
    "writing",
    "audio",
    "transcript",
    "timecode",
    "resources",
    "extensions",
    "models",
    "wire",
    "sound_effects",
    "timings",
    "espeak",
    "alignment",
    "tts",
    "transcription",
    "captions",
    "visemes",
    "media",
    "mouths",
    "speech_times",
    "cutting",
    "rendering",
    "previews",
    "inspect",
    "plugins",
    "gateway",
    "cli",
)
INDEPENDENT = {"captions", "visemes", "media", "tts"}
HEAVY = {"numpy", "av", "httpx", "moviepy", "fontTools", "uharfbuzz", "PIL", "ffmpeg", "rich"}


def imports_of(file: Path) -> set[str]:
    """Return the vidsync modules that a file imports anywhere, as dotted names."""
    return _imports(ast.parse(file.read_text(encoding="utf-8")), late=True, types=True)


def _imports(node: ast.AST, *, late: bool, types: bool) -> set[str]:
    """Return the vidsync modules that are imported below a node, as dotted names.

    Args:
        node: node of the syntax tree.
        late: include imports inside functions.
        types: include imports for type checkers only.
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


def package_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_a_package_imports_only_lower_layers():
    wrong = []
    for file in PACKAGE.rglob("*.py"):
        package = package_of(file)
        if package in ("__init__", "__main__"):
            continue
        assert package in LAYERS, f"{package} has no layer"
        for name in imports_of(file):
            other = name.split(".")[1]
            if other == package or other not in LAYERS:
                continue
            if name == "vidsync.transcript.Speech" and package == "errors":
                continue  # only named in an annotation, not imported at run time
            if LAYERS.index(other) > LAYERS.index(package) or {package, other} <= INDEPENDENT:
                wrong.append(f"{file.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def packages_loaded_by(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {line.partition(".")[0] for line in done.stdout.splitlines()}


def test_importing_vidsync_loads_nothing_heavy():
    assert not packages_loaded_by("import vidsync") & (HEAVY | {"typer"})


def test_printing_the_version_loads_nothing_heavy():
    code = "import vidsync.cli\ntry: vidsync.cli.main(['--version'])\nexcept SystemExit: pass"
    assert not packages_loaded_by(code) & HEAVY


def test_every_public_name_exists():
    for name in vidsync.__all__:
        assert getattr(vidsync, name) is not None, name


def modules() -> list[str]:
    """Return every module of vidsync that this Python can import, as dotted names."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        if "addon" in parts or parts[-1] in ("__main__", "worker"):
            continue  # run by Blender's Python, or as a program
        found.append(".".join(parts).removesuffix(".__init__"))
    return found


def test_no_function_has_the_name_of_a_module():
    names = modules()
    packages_loaded_by(
        "import importlib\n"
        f"names = {names!r}\n"
        "for name in names: importlib.import_module(name)\n"
        "for name in names[1:]:\n"
        "    parent, _, leaf = name.rpartition('.')\n"
        "    assert getattr(sys.modules[parent], leaf) is sys.modules[name], name\n"
    )


MAX_MODULES = 15


def test_no_package_has_too_many_modules():
    """The number of modules in a folder, without its __init__, is limited."""
    for folder in (PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir())):
        modules_here = [file for file in folder.glob("*.py") if file.name != "__init__.py"]
        assert len(modules_here) <= MAX_MODULES, folder.relative_to(PACKAGE)


def test_an_init_contains_only_exports():
    for file in PACKAGE.rglob("__init__.py"):
        if file.parent.name == "addon":
            continue  # an add-on's __init__ contains the functions that Blender calls
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If), file


def import_graph() -> dict[str, set[str]]:
    """Return the imports of each module at import time."""
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


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the nodes of a cycle, the first one also at the end; empty if there is none."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            cycle = visit(target, [*path, node])
            if cycle:
                return cycle
        done.add(node)
        return []

    for start in sorted(graph):
        cycle = visit(start, [])
        if cycle:
            return cycle
    return []


def test_find_cycle():
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_there_are_no_import_cycles():
    assert find_cycle(import_graph()) == []


def test_no_two_sub_packages_import_each_other():
    """Siblings only: a package and its sub-packages may share modules."""
    pairs = set()
    for name, targets in import_graph().items():
        parent = name.rpartition(".")[0]
        for target in targets:
            other = target.rpartition(".")[0]
            if parent != other and parent.rpartition(".")[0] == other.rpartition(".")[0]:
                pairs.add((parent, other))
    assert [pair for pair in sorted(pairs) if pair[::-1] in pairs] == []


SURFACE = Path(__file__).parent / "data" / "public_api.txt"


def public_api() -> str:
    """Return each public name with its signature, one per line."""
    lines = []
    for name in sorted(vidsync.__all__):
        value = getattr(vidsync, name)
        try:
            signature = str(inspect.signature(value))
        except (TypeError, ValueError):
            signature = ""
        lines.append(f"{name}{signature}")
    return "\n".join(lines) + "\n"


def test_the_public_surface_matches_the_recorded_one():
    """If the change is intended, run `python -m tests.test_structure` to update the file."""
    assert public_api() == SURFACE.read_text(encoding="utf-8")


if __name__ == "__main__":
    SURFACE.write_text(public_api(), encoding="utf-8")
