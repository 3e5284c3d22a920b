"""Run benchmarks by name, or all of them."""

import importlib
import pkgutil
import sys

import bench


def main() -> None:
    """Run those that were named."""
    there = sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_"))
    wanted = sys.argv[1:] or there
    for name in wanted:
        if name not in there:
            sys.exit(f"no benchmark {name!r}, there is {', '.join(there)}")
        print(f"\n## {name}\n")
        importlib.import_module(f"bench.{name}").run()


main()
