import django.db.models.deletion
from django.db import migrations, models

import requests_app.creating


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("dashboards", "0001_day_figures"),
        ("dashboards", "0002_count_promises_anew"),
        ("dashboards", "0003_journey_figures"),
    ]

    dependencies = [
        ("requests_app", "0001_tables"),
    ]

    operations = [
        requests_app.creating.CreateModels(
            models=[
                migrations.CreateModel(
                    name="StaleDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.service",
                            ),
                        ),
                        ("day", models.DateField()),
                    ],
                    options={
                        "verbose_name": "stale day",
                        "verbose_name_plural": "stale days",
                        "indexes": [models.Index(fields=["department", "service", "day"], name="stale_day_claim")],
                    },
                ),
                migrations.CreateModel(
                    name="DayFigures",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="requests_app.service"
                            ),
                        ),
                        ("priority", models.SmallIntegerField(verbose_name="priority")),
                        ("channel", models.CharField(max_length=40, verbose_name="channel")),
                        ("day", models.DateField(verbose_name="day")),
                        ("filed", models.PositiveIntegerField(default=0)),
                        ("resolved", models.PositiveIntegerField(default=0)),
                        ("closed", models.PositiveIntegerField(default=0)),
                        ("entered", models.PositiveIntegerField(default=0)),
                        ("left", models.PositiveIntegerField(default=0)),
                        ("unended", models.IntegerField(default=0)),
                        ("still_open", models.PositiveIntegerField(default=0)),
                        ("counts", models.JSONField(default=dict)),
                        ("durations", models.JSONField(default=dict)),
                        ("counted_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "figures of a day",
                        "verbose_name_plural": "figures of days",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("still_open__gt", 0)),
                                fields=["department", "day"],
                                name="day_figures_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("department", "day", "service", "priority", "channel"), name="day_figures_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JourneyFigures",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="requests_app.department",
                            ),
                        ),
                        ("start", models.DateField()),
                        ("end", models.DateField()),
                        ("figures", models.JSONField(default=dict)),
                        ("counted_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "figures of a journey",
                        "verbose_name_plural": "figures of journeys",
                        "constraints": [
                            models.UniqueConstraint(fields=("department", "end"), name="journey_figures_once")
                        ],
                    },
                ),
            ],
        ),
    ]
