import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0046_templates_of_services")]

    operations = [
        migrations.AddField(
            model_name="servicerequest",
            name="emptied_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="emptied"),
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="protection",
                        serialize=False,
                        to="requests_app.servicerequest",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "protection of a request",
                "verbose_name_plural": "protections of requests",
            },
        ),
    ]
