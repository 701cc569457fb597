from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """For whom somebody outside the company waits; built beside the running portal."""

    atomic = False
    dependencies = [("requests_app", "0005_fill_requester_departments")]

    operations = [
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("outside_party", ""), _negated=True),
                fields=["department", "filed_at"],
                name="request_awaited_outside",
            ),
        ),
    ]
