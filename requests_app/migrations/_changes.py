"""Rows of the list of changes may leave it by a rule of keeping, and in no other way."""

FINAL = """
CREATE FUNCTION public.configuration_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('portal.removes_old_changes', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A change of configuration is never altered or removed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER configuration_is_final BEFORE UPDATE OR DELETE ON requests_app_configurationchange
FOR EACH ROW EXECUTE FUNCTION public.configuration_is_final();
"""
NOT_FINAL = """
DROP TRIGGER configuration_is_final ON requests_app_configurationchange;
DROP FUNCTION public.configuration_is_final();
"""
