from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0005_write_steps_as_codes")]

    operations = [
        migrations.RemoveField("clock", "warn_percents"),
        migrations.RemoveField("standardtarget", "warn_percents"),
        migrations.AlterField("calendarversion", "counts_from", models.DateTimeField()),
    ]
