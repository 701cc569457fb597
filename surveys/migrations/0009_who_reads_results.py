from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0008_needs_studies"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="results_for",
            field=models.CharField(
                choices=[
                    ("runners", "Who runs it and leads the departments asked about"),
                    ("participants", "Everybody who was invited, too"),
                ],
                default="runners",
                max_length=12,
                verbose_name="who reads the results",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("results_for__in", ["runners", "participants"])), name="campaign_known_readers"
            ),
        ),
    ]
