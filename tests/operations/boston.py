"""A whole real log in the database for the tests of one module, gone with its last test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

TOP = Path(__file__).resolve().parents[2]
MAPPINGS = TOP / "docs" / "import"


@contextmanager
def brought_in(log: Path, mapping: Path, folder: Path, blocker: Any) -> Iterator[Path]:
    """The import runs once, inside a transaction that is undone in the end; yields the report of odd rows."""
    report = folder / "rejected.csv"
    with blocker.unblock(), transaction.atomic():
        call_command("import_log", str(log), mapping=mapping, report=report, verbosity=0)
        # Once here, or the end of every test would check all foreign keys of the import again.
        connection.check_constraints()
        yield report
        transaction.set_rollback(True)
