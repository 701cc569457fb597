from django.db import migrations


class Migration(migrations.Migration):
    """Clocks are rewritten often and few are due: dead index entries must go early, and updates stay on their page."""

    dependencies = [("sla", "0002_standards_and_clocks")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE sla_clock SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0,"
            " autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0,"
            " autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0)",
            "ALTER TABLE sla_clock RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,"
            " autovacuum_analyze_scale_factor, autovacuum_analyze_threshold, autovacuum_vacuum_cost_delay)",
        )
    ]
