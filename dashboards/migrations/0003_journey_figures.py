import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0002_count_promises_anew"),
        ("requests_app", "0046_templates_of_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="JourneyFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("figures", models.JSONField(default=dict)),
                ("counted_at", models.DateTimeField()),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="requests_app.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a journey",
                "verbose_name_plural": "figures of journeys",
                "constraints": [models.UniqueConstraint(fields=("department", "end"), name="journey_figures_once")],
            },
        ),
    ]
