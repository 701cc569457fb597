from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0005_approvals"),
        ("sla", "0006_drop_warning_percents"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicestandard",
            name="edition",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="servicestandard",
            name="ready_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="servicestandard",
            name="shared_with",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="requests_app.department", verbose_name="departments that were asked"
            ),
        ),
    ]
