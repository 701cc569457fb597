from django.db import migrations, models

OPEN = frozenset({"new", "in_progress", "waiting", "on_hold"})
FINISHED = frozenset({"resolved", "closed", "declined", "cancelled"})


class Migration(migrations.Migration):
    """A department's queue by number: what is open, newest or oldest first, and "Finished"."""

    dependencies = [("requests_app", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["department", "-id"], name="request_open_by_number", condition=models.Q(status__in=OPEN)
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["department", "-id"], name="request_finished", condition=models.Q(status__in=FINISHED)
            ),
        ),
    ]
