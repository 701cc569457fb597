from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which requests answered so, and which were filed with a version of a form; built beside the running portal."""

    atomic = False
    dependencies = [("requests_app", "0012_forms_of_services")]

    operations = [
        AddIndexConcurrently(
            model_name="servicerequest",
            index=models.Index(fields=["form"], name="request_form", condition=models.Q(form__isnull=False)),
        ),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=GinIndex(
                fields=["answers"],
                name="request_answers",
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(answers={}),
            ),
        ),
    ]
