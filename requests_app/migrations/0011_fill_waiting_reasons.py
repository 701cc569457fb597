"""The reasons a new portal begins with, and a wait for every question that is open already."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F

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
    requests, waits = apps.get_model("requests_app", "ServiceRequest"), apps.get_model("requests_app", "Wait")
    asked = requests.objects.filter(status="waiting", is_live=True, wait=None).annotate(moment=F("updated_at"))
    waits.objects.bulk_create(
        [
            waits(request_id=pk, kind="requester", since=moment, look_at=moment)
            for pk, moment in asked.values_list("pk", "moment").iterator()
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0010_waits_links_and_thanks")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
