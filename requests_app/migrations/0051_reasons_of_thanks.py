"""Thanks say what for: one of four reasons, or none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0050_webhooks_of_departments"),
    ]

    operations = [
        migrations.AddField(
            model_name="thanks",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fast", "Fast"),
                    ("careful", "Careful"),
                    ("ahead", "Thought ahead"),
                    ("respectful", "Respectful"),
                ],
                max_length=10,
                verbose_name="what for",
            ),
        ),
        migrations.AddConstraint(
            model_name="thanks",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["", "fast", "careful", "ahead", "respectful"])),
                name="thanks_known_reason",
            ),
        ),
    ]
