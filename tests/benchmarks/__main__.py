"""Run a benchmark: `python -m tests.benchmarks NAME [options]`.

Results are ratios between measurements of the same run. Each module in this folder whose
name has no leading underscore is a benchmark with a `main(arguments)`.
"""

import importlib
import pkgutil
import sys
from pathlib import Path


def benchmarks() -> list[str]:
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in found if not module.name.startswith("_"))


def main() -> int:
    names = benchmarks()
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        print(__doc__)
        for name in names:
            summary = (importlib.import_module(f"tests.benchmarks.{name}").__doc__ or "").strip()
            print(f"  {name:<16} {summary.splitlines()[0]}")
        return 2
    return importlib.import_module(f"tests.benchmarks.{sys.argv[1]}").main(sys.argv[2:])


sys.exit(main())
