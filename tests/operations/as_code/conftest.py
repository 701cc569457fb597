"""The people of the example, and what is done with files again and again."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from operations.as_code.reading import Node
from requests_app.models import User
from tests.make import make_user

EXAMPLE = Path(__file__).resolve().parents[3] / "docs/configuration/example.yaml"
PEOPLE = ("fatima", "frank", "ines", "igor", "ivy")

Apply = Callable[..., str]


@pytest.fixture
def anna(db: None) -> User:
    """An admin."""
    return make_user("Anna", email="anna@example.com", is_admin=True)


@pytest.fixture
def people(db: None) -> None:
    """Those whom the example names; nobody serves anywhere yet."""
    for name in PEOPLE:
        make_user(name.title(), email=f"{name}@example.com")


@pytest.fixture
def apply(tmp_path: Path, anna: User) -> Apply:
    """`apply("departments: …")` writes a file and applies it in Anna's name; returns what the command said."""

    def applied(text: str, *options: str, name: str = "portal.yaml") -> str:
        path = tmp_path / name
        path.write_text(text)
        out = StringIO()
        call_command("apply", str(path), "--by", anna.email, "--yes", *options, stdout=out)
        return out.getvalue()

    return applied


@pytest.fixture
def refused(apply: Apply) -> Callable[..., str]:
    """The same for a file that is refused; returns the complaint."""

    def complaint(text: str, *options: str, name: str = "portal.yaml") -> str:
        with pytest.raises(CommandError) as told:
            apply(text, *options, name=name)
        return str(told.value)

    return complaint


def dumped(*only: str) -> str:
    out = StringIO()
    call_command("dump_config", *(["--only", *only] if only else []), stdout=out)
    return out.getvalue()


def plain(node: Node) -> Any:
    """What a file says, without its lines."""
    if isinstance(node.value, dict):
        return {key: plain(one) for key, one in node.value.items()}
    return [plain(one) for one in node.value] if isinstance(node.value, list) else node.value
