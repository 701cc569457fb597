from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0007_times_of_forms"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=GinIndex(
                OpClass(Upper("display_name"), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                name="user_by_trigrams",
            ),
        ),
    ]
