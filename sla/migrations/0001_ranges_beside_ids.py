from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """An exclusion constraint over an id and a range needs both in one GiST index."""

    operations = [BtreeGistExtension()]
