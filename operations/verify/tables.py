"""The tables themselves: rows that others name are there, rules are in force, numbers go on, and files exist."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import sql
from django.db.models import AutoField, BigAutoField, ForeignKey, Model

from requests_app.attachments import storing
from requests_app.attachments.reading import chunks
from requests_app.models import Attachment

from .looking import RECENT, Invariant, Outcome, Scope

ORPHANS = sql.SQL(
    "SELECT count(*), min(a.{}::text) FROM {} a WHERE a.{} IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM {} b WHERE b.{} = a.{})"
)
LAST = sql.SQL("SELECT s.last_value, (SELECT coalesce(max({}), 0) FROM {}) FROM {} s")
FILES = 2_000  # of which existence and size are looked at, unless it is to be everything


def _named_rows_exist(scope: Scope) -> Outcome:
    """What a restore without constraints, or a hand in the database, leaves behind."""
    checked, found = 0, []
    with connection.cursor() as cursor:
        for model, key in _keys():
            table, named = model._meta.db_table, key.related_model._meta.db_table
            names = (key.column, table, key.column, named, key.target_field.column, key.column)
            cursor.execute(ORPHANS.format(*map(sql.Identifier, names)))
            number, example = cursor.fetchone()
            checked += 1
            if number:
                found.append(f"{number} rows of {table} name a row of {named} that is not there, such as {example}.")
    return Outcome.of(checked, found)


def _keys() -> Iterator[tuple[type[Model], Any]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for key in model._meta.local_fields:
                if isinstance(key, ForeignKey):
                    yield model, key


def _rules_hold(scope: Scope) -> Outcome:
    """A constraint that was added without looking, or an index whose building broke off, keeps nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, conrelid::regclass::text, convalidated FROM pg_constraint WHERE conrelid <> 0")
        rules = cursor.fetchall()
        cursor.execute("SELECT indexrelid::regclass::text, indisvalid AND indisready FROM pg_index")
        indexes = cursor.fetchall()
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'D'")
        switched_off = cursor.fetchall()
    found = [f"The rule {name} of {table} was never checked." for name, table, is_valid in rules if not is_valid]
    found += [f"The index {name} is not whole: build it again." for name, is_valid in indexes if not is_valid]
    found += [f"The trigger {name} of {table} is switched off." for name, table in switched_off]
    return Outcome.of(len(rules) + len(indexes), found)


def _numbers_go_on(scope: Scope) -> Outcome:
    """A sequence that is behind its table refuses the next row."""
    checked, found = 0, []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            key = model._meta.pk
            if not isinstance(key, AutoField | BigAutoField) or not model._meta.managed or model._meta.proxy:
                continue
            table = model._meta.db_table
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key.column])
            sequence = cursor.fetchone()[0]
            if sequence is None:
                continue
            cursor.execute(LAST.format(sql.Identifier(key.column), sql.Identifier(table), sql.SQL(sequence)))
            last, highest = cursor.fetchone()
            checked += 1
            if highest > last:
                found.append(f"The next row of {table} would get number {last + 1}, and {highest} is taken.")
    return Outcome.of(checked, found)


def _files_exist(scope: Scope) -> Outcome:
    """Size always; the checksum where everything is looked at."""
    files = Attachment.objects.exclude(stored="").newest_first()
    checked, found = 0, []
    for file in (files if scope.everything else files[:FILES]).iterator(chunk_size=RECENT):
        checked += 1
        if problem := _problem_with(file, reads=scope.everything):
            found.append(f"File {file.pk} (request {file.request_id or 'none'}): {problem}")
    return Outcome.of(checked, found)


def _problem_with(file: Attachment, *, reads: bool) -> str:
    store = storing.storage()
    try:
        size = store.size(file.stored)
        if size != file.size:
            return f"{size} bytes are kept, {file.size} were sent."
        if not reads:
            return ""
        digest = hashlib.sha256()
        with store.open(file.stored) as content:
            for piece in chunks(content):
                digest.update(piece)
    except OSError as problem:
        still = Attachment.objects.filter(pk=file.pk, stored=file.stored).exists()
        return f"its content cannot be read ({type(problem).__name__})." if still else ""
    return "" if digest.hexdigest() == file.sha256 else "its content is not what was sent."


INVARIANTS = (
    Invariant("foreign_rows", "Whatever a row names is there.", _named_rows_exist),
    Invariant("rules", "All rules and indexes of the database are in force.", _rules_hold),
    Invariant("sequences", "The next row of every table gets a number that is free.", _numbers_go_on),
    Invariant("files", "The content of every file is kept, and is what was sent.", _files_exist),
)
