from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which requests ended long ago; built beside the running portal."""

    atomic = False
    dependencies = [("requests_app", "0047_what_is_kept_of_requests")]

    operations = [
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                fields=["closed_at"],
                name="request_ended",
                condition=models.Q(status__in=frozenset({"cancelled", "closed", "declined", "resolved"})),
            ),
        ),
    ]
