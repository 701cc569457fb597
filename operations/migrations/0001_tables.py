from django.db import migrations, models

import requests_app.creating


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("operations", "0001_imports_and_job_runs"),
    ]

    dependencies = []

    operations = [
        requests_app.creating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="JobRun",
                    fields=[
                        (
                            "task",
                            models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name="job"),
                        ),
                        ("started_at", models.DateTimeField(verbose_name="last run")),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("error", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                    ],
                    options={
                        "verbose_name": "job run",
                        "verbose_name_plural": "job runs",
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=60, verbose_name="source")),
                        ("file_name", models.CharField(max_length=255, verbose_name="file")),
                        ("file_digest", models.CharField(max_length=64)),
                        ("mapping_digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("started", "Not finished"), ("finished", "Finished")],
                                default="started",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("highest_before", models.BigIntegerField(default=0)),
                        ("rejected", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField(default=dict)),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("updated_at", models.DateTimeField(verbose_name="last progress")),
                    ],
                    options={
                        "verbose_name": "import of a log",
                        "verbose_name_plural": "imports of logs",
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "file_digest"), name="import_of_a_file_once")
                        ],
                    },
                ),
            ],
        ),
    ]
