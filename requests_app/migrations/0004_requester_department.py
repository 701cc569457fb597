import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0003_reactions_to_thanks"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicerequest",
            name="requester_department",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="requests_app.department",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["requester_department", "filed_at"], name="request_asked_from"),
        ),
    ]
