"""An upgrade holds up nobody: newer migrations lock no busy table for long, and none waits long for a lock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from operations.management.commands import migrate

# The last migration of each app that was made before this rule.
BEFORE = {"requests_app": 17, "sla": 1, "surveys": 2, "dashboards": 6, "operations": 1}
# Tables that grow with every request, and that somebody writes every second.
BUSY = {
    "requests_app": {
        "servicerequest", "requestevent", "message", "attachment", "notification", "delivery", "participant",
        "requesttext", "apianswer", "wait", "leg",
    },
    "sla": {"clock", "clocksegment", "clockevent"},
    "dashboards": {"dayfigures", "pairfigures", "staleday"},
    "surveys": {"answerrow", "answercounter", "invitation"},
}  # fmt: skip
QUICK = (AddIndexConcurrently, RemoveIndexConcurrently, AddConstraintNotValid)


def problem_with(operation: Operation, app: str) -> str:
    """Why it holds up whoever writes the table; empty where it does not."""
    model = getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", "")
    if model not in BUSY.get(app, set()) or isinstance(operation, QUICK):
        return ""
    match operation:
        case migrations.AddIndex() | migrations.RemoveIndex():
            return "an index is made and dropped concurrently, in a migration that is not atomic"
        case migrations.AddConstraint():
            return "a rule comes with AddConstraintNotValid, and is validated by a migration of its own"
        case migrations.AddField(field=field) if _rewrites(field):
            return "a new column is null or has a db_default, and is no foreign key with a check of all rows"
        case migrations.AlterField():
            return "another type or NOT NULL reads or writes every row: add a column, fill it, and drop the old one"
        case migrations.RenameField() | migrations.RenameModel() | migrations.AlterModelTable():
            return "processes of the release before still use the old name"
    return ""


def _rewrites(field: Any) -> bool:
    if field.is_relation and field.db_constraint:
        return True
    is_given = field.db_default is not NOT_PROVIDED
    return field.unique or field.db_index or not (field.null or is_given or field.many_to_many)


def newer() -> Iterator[tuple[str, str, Operation]]:
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if int(name[:4]) > BEFORE.get(app, 10_000):
            for operation in migration.operations:
                yield from ((app, name, one) for one in _within(operation))


def _within(operation: Operation) -> Iterator[Operation]:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for one in operation.database_operations:
            yield from _within(one)
    else:
        yield operation


def test_no_newer_migration_locks_a_busy_table_for_long() -> None:
    found = [f"{app} {name}: {operation.describe()} - {why}" for app, name, operation in newer()
             if (why := problem_with(operation, app))]  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("ServiceRequest", models.Index(fields=["title"], name="by_title")),
        migrations.AddField("Message", "mood", models.CharField(max_length=9, default="")),
        migrations.AddField("Message", "other", models.ForeignKey("Message", models.CASCADE, null=True)),
        migrations.AlterField("RequestEvent", "verb", models.TextField()),
        migrations.RenameField("Delivery", "state", "status"),
        migrations.AddConstraint(
            "Delivery", models.CheckConstraint(condition=models.Q(attempts__gte=0), name="attempts_counted")
        ),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_locks_is_known(operation: Operation) -> None:
    assert problem_with(operation, "requests_app")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("Message", "mood", models.CharField(max_length=9, db_default="")),
        migrations.AddField("Message", "mood", models.CharField(max_length=9, null=True)),
        AddIndexConcurrently("ServiceRequest", models.Index(fields=["title"], name="by_title")),
        migrations.AddIndex("Department", models.Index(fields=["code"], name="by_code")),
        migrations.RemoveField("Message", "mood"),
    ],
    ids=["default-of-the-database", "null", "concurrently", "quiet-table", "removal"],
)
def test_what_is_quick_is_let_through(operation: Operation) -> None:
    assert problem_with(operation, "requests_app") == ""


def test_every_busy_table_is_there() -> None:
    known = {(app, name) for app, name in MigrationLoader(None).project_state().models}
    assert {(app, name) for app, names in BUSY.items() for name in names} <= known


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_finds_its_table_in_use_gives_up_soon_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def apply(executor: MigrationExecutor, *args: object, **options: object) -> None:
        assert executor.progress_callback
        executor.progress_callback("apply_start", migrations.Migration("0001_any", "requests_app"), False)
        with connection.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE requests_app_wait IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(MigrationExecutor, "migrate", apply)
    monkeypatch.setattr(migrate, "LOCK_WAIT", "50ms")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT FROM requests_app_wait")
            with pytest.raises(CommandError, match="A table was in use for 50ms"):
                call_command("migrate", "requests_app", verbosity=0)
    finally:
        other.close()
        connection.close()
