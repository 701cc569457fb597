from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0028_assignment_rules_and_weekly_hours"),
    ]

    operations = [
        migrations.AlterField(
            model_name="servicerequest",
            name="channel",
            field=models.CharField(
                choices=[
                    ("portal", "Portal"),
                    ("phone", "Phone"),
                    ("walk_in", "In person"),
                    ("chat", "Chat"),
                    ("mail", "E-mail"),
                ],
                default="portal",
                max_length=40,
                verbose_name="channel",
            ),
        ),
    ]
