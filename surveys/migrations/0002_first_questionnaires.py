"""The questions and questionnaires every portal has: a pulse, its variant for once a year, service quality in full,
and a questionnaire along the way of a request."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from surveys.instruments import installing, journey


def fill(apps: Any, schema_editor: Any) -> None:
    installing.install(apps)
    journey.install(apps)


class Migration(migrations.Migration):
    replaces = [("surveys", "0004_fixed_instruments"), ("surveys", "0011_journey_of_a_request")]
    dependencies = [("surveys", "0001_tables")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
