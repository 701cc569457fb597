from django.db import migrations


def fill(apps, schema_editor):
    Service = apps.get_model("requests_app", "Service")
    Service.objects.filter(is_active=False).update(state="retired")


def empty(apps, schema_editor):
    Service = apps.get_model("requests_app", "Service")
    Service.objects.exclude(state="published").update(is_active=False)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0006_participants_audiences_and_parents")]
    operations = [migrations.RunPython(fill, empty, elidable=True)]
