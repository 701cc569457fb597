"""A questionnaire along the way of a request, for every portal."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from surveys.instruments import journey


def fill(apps: Any, schema_editor: Any) -> None:
    journey.install(apps)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_stages_of_questions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
