from django.db import migrations, models

PACKED = ("requests", "journal", "clocks")
# Numbers that rise hardly shrink; unpacking what was shrunk takes longer than reading it.
AS_IT_IS = "ALTER TABLE sla_packedhistory " + ", ".join(f"ALTER COLUMN {one} SET STORAGE EXTERNAL" for one in PACKED)


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0012_step_without_indexes_nobody_reads"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackedHistory",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=32)),
                ("packed_at", models.DateTimeField(null=True)),
                ("requests", models.BinaryField(default=b"")),
                ("journal", models.BinaryField(default=b"")),
                ("clocks", models.BinaryField(default=b"")),
            ],
            options={
                "verbose_name": "packed history",
                "verbose_name_plural": "packed history",
                "ordering": ["number"],
            },
        ),
        migrations.RunSQL(AS_IT_IS, migrations.RunSQL.noop),
    ]
