"""Text of the code that people would read in English whatever their language: what never passes gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from .catalogues import APPS, KEYWORDS

# Arguments that are read by people, and functions that say theirs.
READ = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "placeholder", "error_messages"}
READ |= {"title", "caption", "heading", "message", "subject"}
SAYS = {"ValidationError", "add_error", "PermissionDenied", "ParseError", "success", "add_message"}
SAYS |= {"Refused", "Unfit", "NotAllowed", "NotATable", "NotPossible", "Forgotten"}
# Calls that get the text in every language at once.
IN_ALL_LANGUAGES = {"say": None, "text": None, "Translated": None}
# Words of one language, not names of things: two of them, or one that begins a sentence.
WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}\b")
# What admins at the command line read stays English; the demo company and the log file speak as their data do.
SILENT = {"migrations", "management", "seed", "import_log", "import_answers"}


def problems() -> list[str]:
    """Of all apps: one sentence each, with file and line."""
    top = Path(settings.BASE_DIR)
    return [
        f"{path.relative_to(top)}:{line}: {text!r} is not translatable"
        for app in APPS
        for path in sorted((top / app).rglob("*.py"))
        if not SILENT & set(path.relative_to(top).parts)
        for line, text in untranslatable(path.read_text(encoding="utf-8"))
    ]


def untranslatable(source: str) -> list[tuple[int, str]]:
    """Texts of one module that people would read, with their lines."""
    return list(_in(ast.parse(source), spoken=False))


def _in(node: ast.AST, *, spoken: bool) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if spoken and WORDS.search(node.value):
            yield node.lineno, node.value[:60]
        return
    if isinstance(node, ast.JoinedStr):
        yield from _unread(node)
    if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS | IN_ALL_LANGUAGES:
        return
    for child in ast.iter_child_nodes(node):
        yield from _in(child, spoken=_is_spoken(node, child, spoken))


def _unread(node: ast.JoinedStr) -> Iterator[tuple[int, str]]:
    """Texts for the catalogues that are never taken in: their reader does not look into f-strings."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _name(call.func) in KEYWORDS:
            yield call.lineno, ast.unparse(call)[:60]


def _is_spoken(node: ast.AST, child: ast.AST, spoken: bool) -> bool:
    """Whether what stands in `child` of `node` is said to somebody."""
    if isinstance(child, ast.keyword):
        return child.arg in READ or (spoken and child.arg not in {"code", "params", "field"})
    if isinstance(node, ast.Call):
        return _name(node.func) in SAYS or (spoken and child is not node.func)
    if isinstance(node, ast.ClassDef) and isinstance(child, ast.Assign):
        return _is_choice(node, child)
    return spoken or (isinstance(node, ast.keyword) and node.arg in READ)


def _is_choice(node: ast.ClassDef, child: ast.Assign) -> bool:
    """`NEW = "new", "Received"` of a class of choices."""
    return isinstance(child.value, ast.Tuple) and any("Choices" in _name(base) for base in node.bases)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
