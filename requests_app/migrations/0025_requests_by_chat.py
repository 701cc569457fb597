from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
<<<<<<< HEAD:requests_app/migrations/0025_requests_by_chat.py
        ('requests_app', '0024_undertakings'),
=======
        ("requests_app", "0022_views_of_queues"),
>>>>>>> 77fe567 (Keep to lines):requests_app/migrations/0023_requests_by_chat.py
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
