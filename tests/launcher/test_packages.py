"""What the product imports is installed where it runs: nothing needs a package that only tests and checks have."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
OURS = ("config", "requests_app", "sla", "surveys", "dashboards", "operations")
# django-storages and what it brings: imported only where ATTACHMENTS_URL names an object store.
EXTRA = {"django-storages", "boto3", "botocore"}


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level names of the packages that are imported when the code runs; what is only for types is left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]
        yield from imported(node)


def to_run() -> set[str]:
    lines = (TOP / "requirements.txt").read_text().splitlines()
    return {plain(found[0]) for line in lines if (found := re.match(r"[A-Za-z0-9._-]+", line))} | EXTRA


def plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_nothing_needs_a_package_that_is_only_there_for_tests() -> None:
    installed, has = packages_distributions(), to_run()
    own = {*sys.stdlib_module_names, *OURS}
    missing = [
        f"{path.relative_to(TOP)}: {name}"
        for room in OURS
        for path in sorted((TOP / room).rglob("*.py"))
        for name in imported(ast.parse(path.read_text()))
        if name not in own and not has & {plain(one) for one in installed.get(name, [])}
    ]
    assert not missing


def test_what_is_only_for_types_does_not_count() -> None:
    code = "import a.b\nif TYPE_CHECKING:\n    import c\ndef f():\n    from d.e import g\n    from . import h\n"
    assert list(imported(ast.parse(code))) == ["a", "d"]
