from django.db import migrations


class Migration(migrations.Migration):
    """Per cent become step codes; what happened before the ladder had actions has been handled."""

    dependencies = [("sla", "0004_steps_scopes_and_jobs")]

    operations = [
        migrations.RunSQL(
            [
                "UPDATE sla_clock SET steps = ARRAY(SELECT p || '%' FROM unnest(warn_percents) p),"
                " next_step = CASE WHEN next_step = '' THEN '' ELSE next_step || '%' END",
                "UPDATE sla_clockevent SET step = CASE WHEN step = '0' THEN 'revoked' ELSE step || '%' END,"
                " handled_at = detected_at",
                "UPDATE sla_standardtarget SET steps = coalesce((SELECT jsonb_agg(jsonb_build_object("
                "'at', p || '%', 'tell', jsonb_build_array('owner')) ORDER BY p) FROM unnest(warn_percents) p), '[]')",
                "UPDATE sla_calendarversion SET counts_from = created_at",
            ],
            migrations.RunSQL.noop,
            elidable=True,
        )
    ]
