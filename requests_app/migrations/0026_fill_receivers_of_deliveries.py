from django.db import migrations

FILL = """
UPDATE requests_app_delivery delivery SET recipient_id = notification.recipient_id
FROM requests_app_notification notification
WHERE notification.id = delivery.notification_id AND delivery.recipient_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0025_what_people_are_told")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
