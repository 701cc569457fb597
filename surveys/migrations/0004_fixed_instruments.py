"""The questions and questionnaires every portal has: a pulse, its variant for once a year, service quality in full."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from surveys.instruments import installing


def fill(apps: Any, schema_editor: Any) -> None:
    installing.install(apps)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_questionnaires_campaigns_and_answers")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
