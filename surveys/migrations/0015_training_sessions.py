"""Training sessions and places in them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import requests_app.models.translated


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0014_campaigns_start_in_a_worker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    requests_app.models.translated.TranslatedField(
                        default=requests_app.models.translated.Translated, verbose_name="topic"
                    ),
                ),
                (
                    "text",
                    requests_app.models.translated.TranslatedField(
                        blank=True, default=requests_app.models.translated.Translated, verbose_name="what it is about"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="seats",
                    ),
                ),
                (
                    "offered_to",
                    models.CharField(
                        choices=[
                            ("colleagues", "Colleagues of the department"),
                            ("requesters", "Those who ask it for something"),
                            ("everybody", "Everybody"),
                        ],
                        max_length=10,
                        verbose_name="offered to",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("cancelled_because", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("came", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("edition", models.IntegerField(default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "improvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="surveys.improvement"
                    ),
                ),
                (
                    "led_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="led by",
                    ),
                ),
            ],
            options={
                "verbose_name": "training session",
                "verbose_name_plural": "training sessions",
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("seat", "Has a seat"), ("waiting", "On the waiting list")], max_length=7
                    ),
                ),
                ("at", models.DateTimeField()),
                ("came", models.BooleanField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="surveys.trainingsession",
                    ),
                ),
            ],
            options={
                "verbose_name": "place in a training session",
                "verbose_name_plural": "places in training sessions",
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="trainingsession",
            index=models.Index(fields=["starts_at", "id"], name="training_by_day"),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("offered_to__in", ["colleagues", "requesters", "everybody"])),
                name="training_known_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "cancelled"])), name="training_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="training_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__range", (1, 500))), name="training_has_seats"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), _negated=True), models.Q(("link", ""), _negated=True), _connector="OR"
                ),
                name="training_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingplace",
            constraint=models.UniqueConstraint(fields=("session", "person"), name="training_place_once"),
        ),
        migrations.AddConstraint(
            model_name="trainingplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["seat", "waiting"])), name="training_place_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "seat"), ("came", None), _connector="OR"),
                name="training_only_a_seat_is_filled",
            ),
        ),
    ]
