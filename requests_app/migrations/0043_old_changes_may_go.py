"""Rows of the list of changes may leave it by a rule of keeping, and in no other way."""

from django.db import migrations

MAY_GO = """
CREATE OR REPLACE FUNCTION public.configuration_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('portal.removes_old_changes', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A change of configuration is never altered or removed.' USING ERRCODE = 'restrict_violation';
END
$$;
"""
NEVER_GO = """
CREATE OR REPLACE FUNCTION public.configuration_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A change of configuration is never altered or removed.' USING ERRCODE = 'restrict_violation';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0042_how_long_data_is_kept"),
    ]

    operations = [migrations.RunSQL(MAY_GO, NEVER_GO)]
