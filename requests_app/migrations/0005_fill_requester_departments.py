"""Requests filed before were asked from where their requesters work today, as far as anybody can still tell."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    ServiceRequest, User = apps.get_model("requests_app", "ServiceRequest"), apps.get_model("requests_app", "User")
    home = User.objects.filter(pk=OuterRef("requester")).values("department")
    ServiceRequest.objects.filter(requester__department__isnull=False).update(requester_department=Subquery(home))


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0004_requester_department")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
