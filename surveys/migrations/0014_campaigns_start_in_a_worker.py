from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0013_figures_of_improvements"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="campaign",
            name="campaign_known_state",
        ),
        migrations.AlterField(
            model_name="campaign",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("starting", "Starting"),
                    ("scheduled", "Scheduled"),
                    ("open", "Open"),
                    ("closed", "Closed"),
                    ("cancelled", "Cancelled"),
                ],
                default="draft",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "starting", "scheduled", "open", "closed", "cancelled"])),
                name="campaign_known_state",
            ),
        ),
    ]
