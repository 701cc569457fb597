"""`./portal bench [NAME …]`: run the measurements of this folder, all or the named ones. Each prints its figures."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

SUFFIX = "_bench"


def names() -> list[str]:
    return sorted(path.stem.removesuffix(SUFFIX) for path in Path(__file__).parent.glob(f"*{SUFFIX}.py"))


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in names()]:
        print(f"There is no bench {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in wanted or names():
        print(f"\n== {name}", flush=True)
        sys.argv = [name]
        runpy.run_module(f"bench.{name}{SUFFIX}", run_name="__main__")
    return 0


sys.exit(main(sys.argv[1:]))
