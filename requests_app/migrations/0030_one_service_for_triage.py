from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0029_requests_by_chat"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="is_triage",
            field=models.BooleanField(default=False, verbose_name="for those who do not know whom to ask"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_triage", True)), fields=("is_triage",), name="service_one_for_triage"
            ),
        ),
    ]
