import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What services ask, version by version, and what requests answered."""

    dependencies = [("requests_app", "0011_fill_waiting_reasons")]

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("fields", models.JSONField(blank=True, default=list, verbose_name="questions")),
                ("edition", models.PositiveIntegerField(default=0)),
                ("edited_at", models.DateTimeField(verbose_name="edited")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="edited by",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forms",
                        to="requests_app.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={"verbose_name": "form", "verbose_name_plural": "forms", "ordering": ["service", "number"]},
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("service", "number"), name="form_number_once_a_service"),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)), fields=("service",), name="form_one_draft_a_service"
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="form_number_from_1"),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="form",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="requests_app.formversion",
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="answers",
            field=models.JSONField(blank=True, default=dict, verbose_name="answers"),
        ),
    ]
