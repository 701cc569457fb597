"""Questions of a questionnaire may speak of stages of a request."""

import django.contrib.postgres.fields
from django.db import migrations, models

STAGES = [
    ("filing", "Find and file"),
    ("triage", "Triage"),
    ("handover", "Assignment and hand-overs"),
    ("answer", "First answer"),
    ("waiting", "Waiting"),
    ("work", "Work"),
    ("result", "Result and confirmation"),
    ("feedback", "Feedback"),
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_who_reads_results")]

    operations = [
        migrations.AddField(
            model_name="questionnaireitem",
            name="stages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=STAGES, max_length=8),
                blank=True,
                default=list,
                size=None,
                verbose_name="stages",
            ),
        ),
    ]
