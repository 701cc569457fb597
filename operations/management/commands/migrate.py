"""Django's `migrate`, which waits for no lock for long: whoever waits for one makes everybody behind it wait, too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import errors

LOCK_WAIT = "5s"


class Command(migrate.Command):
    connection: BaseDatabaseWrapper

    def handle(self, *args: Any, **options: Any) -> None:
        self.connection = connections[options["database"]]
        try:
            super().handle(*args, **options)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, errors.LockNotAvailable):
                raise
            raise CommandError(
                f"A table was in use for {LOCK_WAIT}: {problem}".strip()
                + "\nNothing of this migration was done, and those before it are. Run it again;"
                " `manage.py verify --only locks` names who holds a table for long."
            ) from problem
        self._wait("0")

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        # Indexes made beside the work of others wait for all transactions that began before, and hold up nobody.
        if action in ("apply_start", "unapply_start"):
            self._wait(LOCK_WAIT if migration.atomic else "0")
        super().migration_progress_callback(action, migration, fake)

    def _wait(self, limit: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])
