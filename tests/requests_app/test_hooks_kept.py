"""What departments had set up before webhooks had names comes along with its number, its secret and its log."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from requests_app.models import Department, Hook, HookCall, RequestEvent, ServiceRequest
from tests.make import utc

MORNING = utc(2026, 6, 11, 9)
BEFORE = """
CREATE TEMP TABLE requests_app_departmenthook (department_id bigint, url text, secret text, made_at timestamptz,
    read_until timestamptz);
CREATE TEMP TABLE requests_app_departmentcall (id bigint, department_id bigint, event_id bigint, state text,
    attempts smallint, since timestamptz, next_attempt_at timestamptz, sent_at timestamptz, error text);
INSERT INTO requests_app_departmenthook VALUES (%(it)s, 'https://hooks.example.com/', 's3cret', %(at)s, %(at)s);
INSERT INTO requests_app_departmentcall VALUES
    (1, %(it)s, %(event)s, 'pending', 2, %(at)s, %(at)s, NULL, 'NotTaken: 500'),
    (2, %(gone)s, %(event)s, 'sent', 1, %(at)s, %(at)s, %(at)s, '');
"""


@pytest.mark.django_db
def test_they_are_kept(it: Department, finance: Department, laptop_request: ServiceRequest) -> None:
    line = RequestEvent.objects.get()
    migration = importlib.import_module("requests_app.migrations.0014_webhooks_for_requests")
    with connection.cursor() as cursor:
        known: dict[str, Any] = {"it": it.pk, "gone": finance.pk, "event": line.pk, "at": MORNING}
        for statement in BEFORE.split(";\n"):
            if statement.strip():
                cursor.execute(statement, known)
        cursor.execute(migration.KEEP)
        cursor.execute("DROP TABLE requests_app_departmenthook, requests_app_departmentcall")
    hook = Hook.objects.get()
    assert (hook.pk, hook.department, hook.secret, hook.url) == (it.pk, it, "s3cret", "https://hooks.example.com/")
    assert hook.secrets(MORNING) == ("s3cret",)
    call = HookCall.objects.get()
    assert (call.hook, call.event, call.state, call.attempts) == (hook, line, "pending", 2)
    assert list(Hook.objects.ready(MORNING + timedelta(seconds=1))) == [hook]
    hook.pk = None
    hook.save()
    assert hook.pk > it.pk, "numbers go on after those that were kept"
