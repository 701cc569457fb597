"""`./portal bench [NAME …] [--OPTION …]`: run the measurements of this folder: the named ones, `all`, or whole pages.

Each prints its figures and finds Django set up. Options go to every bench that is run.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import django

SUFFIX = "_bench"
USUAL, ALL = "pages", "all"


def names() -> list[str]:
    return sorted(path.stem.removesuffix(SUFFIX) for path in Path(__file__).parent.glob(f"*{SUFFIX}.py"))


def main(words: list[str]) -> int:
    options = [word for word in words if word.startswith("-")]
    wanted = [word for word in words if word not in options]
    if unknown := [name for name in wanted if name not in (*names(), ALL)]:
        print(f"There is no bench {', '.join(unknown)}. There are: {', '.join(names())}, {ALL}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for name in names() if ALL in wanted else wanted or [USUAL]:
        if "--json" not in options:
            print(f"\n== {name}", flush=True)
        sys.argv = [name, *options]
        runpy.run_module(f"bench.{name}{SUFFIX}", run_name="__main__")
    return 0


sys.exit(main(sys.argv[1:]))
