"""The reasons for waiting that a new portal begins with."""

from __future__ import annotations

from typing import Any

from django.db import migrations

REASONS = [
    ("requester", "requester", "The requester", "等待申请人", "Ждём заявителя"),
    ("department", "department", "Another department", "等待其他部门", "Ждём другой отдел"),
    ("supplier", "supplier", "A supplier", "等待供应商", "Ждём поставщика"),
    ("delivery", "supplier", "A delivery", "等待到货", "Ждём доставку"),
    ("planned-date", "date", "A planned date", "等待约定日期", "Ждём назначенной даты"),
    ("other", "other", "Something else", "其他原因", "Другая причина"),
]


def fill(apps: Any, schema_editor: Any) -> None:
    reasons = apps.get_model("requests_app", "WaitingReason")
    reasons.objects.bulk_create(
        [
            reasons(code=code, kind=kind, position=position, name={"en": english, "zh-hans": chinese, "ru": russian})
            for position, (code, kind, english, chinese, russian) in enumerate(REASONS)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    replaces = [("requests_app", "0011_fill_waiting_reasons")]
    dependencies = [("requests_app", "0001_tables")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
